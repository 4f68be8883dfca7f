package io.drainguard.alarms;

import io.drainguard.journal.JsonJournal;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.GroupView;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// One account with the stack's group, the real guard, and the template's own alarms over what the guard writes.
///
/// Each minute has a sweep, by one of two copies that a seed draws, the answers that end meanwhile, and an evaluation
/// of every alarm.
final class Replay {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final String HOOK = "Cribl-Scaledown-Hook";
    private static final String DOCUMENT = "drainguard-cribl";
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    /// Within a minute: when the schedule calls, when ended looks come, when alarms are evaluated.
    private static final Duration SWEEP_AT = Duration.ofSeconds(7);

    private static final Duration COLLECT_AT = Duration.ofSeconds(40);
    private static final Duration EVALUATE_AT = Duration.ofSeconds(55);

    final World world = new World(1, START);
    final MemoryShell shell = new MemoryShell(world);

    /// The lines that the guard wrote.
    final List<String> lines = new ArrayList<>();

    /// Whether the guard runs.
    boolean sweeps = true;

    /// AWS's own numbers of a minute besides those of sweeps; a story may add some.
    Runnable numbers = () -> {};

    private String refused = "";
    /// The template's alarms.
    final Watches alarms;

    private final List<Guard> copies;
    private final Template template;
    private final String name;
    private final Set<LookEnded> ended = new HashSet<>();
    private final SplittableRandom draws = new SplittableRandom(1);

    /// A replay of the template with the defaults, on Lambda.
    Replay() {
        this(deployed(), Settings.DEFAULTS.maxHold());
    }

    Replay(Template template, Duration maxHold) {
        this.template = template;
        this.name = template.parameterValue("RunOn").equals("Ec2") ? "cribl-ec2" : "Guard";
        this.alarms = new Watches(template, world);
        world.shell(shell);
        world.intercept(new Interceptor() {
            @Override
            public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
                if (action.equals(refused)) {
                    throw new AwsError("InternalError", 500, "refused by the story");
                }
                return effect.get();
            }
        });
        world.putDocument(new CommandDocument(DOCUMENT, "look", "true", Map.of(), Duration.ofSeconds(110))
                .withParameter("wait", "0", "^[0-9]{1,3}$"));
        world.onEvent(event -> {
            if (event instanceof Event.CommandEnded look) {
                ended.add(new LookEnded(look.commandId(), look.instanceId()));
            }
        });
        Settings settings = new Settings(HOOK, maxHold, true);
        this.copies = List.of(copy(settings), copy(settings));
    }

    /// The template as deployed with the stack's own group.
    static Template deployed() {
        try {
            return Template.load(Path.of("template.yaml"));
        } catch (IOException unread) {
            throw new IllegalStateException(unread);
        }
    }

    private Guard copy(Settings settings) {
        AwsPorts ports = AwsPorts.of(world);
        JsonJournal journal = new JsonJournal(new JsonJournal.Writer(name, "1"), 10, world, this::write);
        return new Guard(
                new Ports(
                        ports.groups(),
                        ports.looks(),
                        ports.volumes(),
                        SideBySide.IN_TURN,
                        journal,
                        new WorldTime(world)),
                settings);
    }

    private void write(String line) {
        lines.add(line);
        alarms.log(line);
    }

    /// The stack's group, with room for more nodes.
    GroupSpec group(int size, Duration heartbeat) {
        return GroupSpec.of(groupName(), 0, 10, size)
                .tag(Tags.GUARDED, DOCUMENT)
                .hook(Hook.terminating(HOOK, heartbeat))
                .retaining();
    }

    /// Takes a node out that is said to be unhealthy; the group replaces it.
    void scaleIn(Instance node) {
        world.autoScaling().setInstanceHealth(node.id(), "Unhealthy");
    }

    /// The name of the stack's group.
    String groupName() {
        return template.with("WorkerGroup", "Create")
                .properties("WorkerAutoScalingGroup")
                .path("AutoScalingGroupName")
                .asText();
    }

    /// From now on AWS refuses every call of an operation.
    void refuse(String operation) {
        refused = operation;
    }

    /// From now on AWS refuses nothing.
    void allow() {
        refused = "";
    }

    // --- the time ---

    /// Lets so many minutes pass.
    Replay minutes(int number) {
        for (int minute = 0; minute < number; minute++) {
            minute();
        }
        return this;
    }

    private void minute() {
        Instant minute = world.instant().truncatedTo(ChronoUnit.MINUTES);
        to(minute.plus(SWEEP_AT));
        if (sweeps) {
            sweep();
        }
        groupNumbers();
        numbers.run();
        to(minute.plus(COLLECT_AT));
        if (sweeps && !ended.isEmpty()) {
            Set<LookEnded> batch = Set.copyOf(ended);
            ended.clear();
            guard().collect(batch, world.instant().plus(FUNCTION_TIMEOUT));
        }
        to(minute.plus(EVALUATE_AT));
        alarms.evaluate();
        to(minute.plus(Duration.ofMinutes(1)));
    }

    private void to(Instant time) {
        if (time.isAfter(world.instant())) {
            world.advanceTo(time);
        }
    }

    private Guard guard() {
        return copies.get(draws.nextInt(copies.size()));
    }

    /// What Lambda counts of a run: one that could not serve every node is an error.
    private void sweep() {
        Instant began = world.instant();
        boolean failed;
        try {
            Report report = guard().sweep(began.plus(FUNCTION_TIMEOUT));
            failed = !report.failures().isEmpty();
        } catch (Fault fault) {
            failed = true;
        }
        if (name.equals("Guard")) {
            alarms.put("AWS/Lambda", "Invocations", "FunctionName", name, 1);
            alarms.put("AWS/Lambda", "Errors", "FunctionName", name, failed ? 1 : 0);
            alarms.put("AWS/Lambda", "Throttles", "FunctionName", name, 0);
            alarms.put(
                    "AWS/Lambda",
                    "Duration",
                    "FunctionName",
                    name,
                    Duration.between(began, world.instant()).toMillis());
        }
    }

    private void groupNumbers() {
        String group = groupName();
        if (world.hasGroup(group)) {
            GroupView view = world.autoScaling()
                    .describeAutoScalingGroups(List.of(group), List.of(), null, null)
                    .items()
                    .getFirst();
            alarms.put("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", group, view.desired());
            alarms.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", group, count("InService"));
            alarms.put(
                    "AWS/AutoScaling",
                    "GroupTerminatingRetainedInstances",
                    "AutoScalingGroupName",
                    group,
                    count("Terminating:Retained"));
        }
    }

    private long count(String state) {
        return world.members(groupName()).stream()
                .filter(node -> node.state().text().equals(state))
                .count();
    }
}
