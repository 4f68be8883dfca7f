package io.drainguard.dashboard;

import io.drainguard.journal.JsonJournal;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.settings.Settings;
import io.drainguard.sim.metrics.AlarmDefinition;
import io.drainguard.sim.metrics.AlarmState;
import io.drainguard.sim.metrics.CloudWatch;
import io.drainguard.sim.metrics.EmbeddedMetrics;
import io.drainguard.sim.metrics.IngestionDelay;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A story for the dashboard's picture: four nodes are held. One drains and goes, one drains slowly, one stands still,
/// and one cannot be looked into any more after an hour. A real guard plays it on the simulator's clock, and the
/// template's own alarms watch.
final class DashboardStory {
    static final Instant START = Instant.parse("2026-01-01T02:00:00Z");

    /// What a dashboard shows at first.
    static final int MINUTES = 180;

    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SWEEP_AT = Duration.ofSeconds(7);
    private static final Duration COLLECT_AT = Duration.ofSeconds(40);
    private static final Duration EVALUATE_AT = Duration.ofSeconds(55);
    private static final long GIB = 1L << 30;

    private final World world = new World(1, START);
    private final MemoryShell shell = new MemoryShell(world);
    private final CloudWatch watch = new CloudWatch(new IngestionDelay(7), CloudWatch.Reading.AS_IN_THE_EXAMPLES);
    private final Map<String, double[]> numbers = new HashMap<>();
    private final Map<String, AlarmState> alarms = new TreeMap<>();
    private final Set<LookEnded> ended = new HashSet<>();
    private final Guard guard;
    private final String name;

    private DashboardStory(Template template, String name) {
        this.name = name;
        String hook = template.parameterDefault("LifecycleHookName");
        CommandDocument document = new CommandDocument(
                        "drainguard-cribl", "look", "true", Map.of(), Duration.ofSeconds(110))
                .withParameter("wait", "0", "^[0-9]{1,3}$");
        world.shell(shell);
        world.putDocument(document);
        world.onEvent(event -> {
            if (event instanceof Event.CommandEnded look) {
                ended.add(new LookEnded(look.commandId(), look.instanceId()));
            }
        });
        AwsPorts ports = AwsPorts.of(world);
        this.guard = new Guard(
                new Ports(
                        ports.groups(),
                        ports.looks(),
                        ports.volumes(),
                        SideBySide.IN_TURN,
                        new JsonJournal(new JsonJournal.Writer(name, "1"), 10, world, this::wrote),
                        new WorldTime(world)),
                new Settings(hook, Duration.ofHours(8), true));
        template.resources("AWS::CloudWatch::Alarm").forEach((id, alarm) -> {
            watch.make(AlarmDefinition.read(id, alarm.path("Properties")));
            alarms.put(id, AlarmState.INSUFFICIENT_DATA);
        });
        world.createGroup(GroupSpec.of("workers", 0, 10, 4)
                .tag(Tags.GUARDED, document.name())
                .hook(Hook.terminating(hook, Duration.ofHours(1)))
                .retaining());
    }

    /// Plays the story with the guard of a deployment.
    static DashboardStory play(Template template, String name) {
        DashboardStory story = new DashboardStory(template, name);
        List<Instance> nodes = List.copyOf(story.world.members("workers"));
        story.minutes(0, 15);
        story.goes(nodes.get(0), 6, Duration.ofMinutes(50));
        story.goes(nodes.get(1), 40, Duration.ofHours(5));
        story.minutes(15, 45);
        story.goes(nodes.get(2), 12, Duration.ofDays(2));
        story.shell.disk(nodes.get(2).id(), Disk.holding(90, 12 * GIB, START));
        story.goes(nodes.get(3), 8, Duration.ofHours(4));
        story.minutes(45, 110);
        story.shell.manner(nodes.get(3).id(), MemoryShell.Manner.HANG);
        story.minutes(110, MINUTES);
        story.alarms.replaceAll((id, before) -> story.watch.state(id));
        return story;
    }

    private void goes(Instance node, long gib, Duration drain) {
        shell.disk(node.id(), Disk.holding(200, gib * GIB, world.instant()).drain(world.instant(), drain));
        world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true);
    }

    private void minutes(int from, int to) {
        for (int minute = from; minute < to; minute++) {
            Instant begins = START.plus(Duration.ofMinutes(minute));
            world.advanceTo(begins.plus(SWEEP_AT));
            guard.sweep(world.instant().plus(FUNCTION_TIMEOUT));
            if (world.instant().isBefore(begins.plus(COLLECT_AT))) {
                world.advanceTo(begins.plus(COLLECT_AT));
            }
            Set<LookEnded> batch = Set.copyOf(ended);
            ended.clear();
            guard.collect(batch, world.instant().plus(FUNCTION_TIMEOUT));
            world.advanceTo(begins.plus(EVALUATE_AT));
            watch.evaluate(world.instant());
            world.advanceTo(begins.plus(Duration.ofMinutes(1)));
        }
    }

    private void wrote(String line) {
        watch.log(line, world.instant());
        for (EmbeddedMetrics.Value value : EmbeddedMetrics.of(line)) {
            if (value.metric().dimensions().equals(Map.of("Guard", name))) {
                int minute = (int) Duration.between(START, value.at()).toMinutes();
                series(value.metric().name())[minute] = value.value();
            }
        }
    }

    /// The numbers of a metric, one a minute; those that are not known are no numbers.
    double[] series(String metric) {
        return numbers.computeIfAbsent(metric, unseen -> {
            double[] nothing = new double[MINUTES];
            Arrays.fill(nothing, Double.NaN);
            return nothing;
        });
    }

    /// The states of the template's alarms at the end.
    Map<String, AlarmState> alarms() {
        return alarms;
    }
}
