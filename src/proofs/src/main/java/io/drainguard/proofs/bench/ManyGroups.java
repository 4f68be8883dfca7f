package io.drainguard.proofs.bench;

import io.drainguard.decide.Decision;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.Timings;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An account in which many nodes wait, and one guard that sweeps it each minute through the real adapters.
///
/// A node answers one to three seconds after its script has ended (*assumption* of the issue).
final class ManyGroups {
    static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    static final String HOOK = "Cribl-Scaledown-Hook";

    /// Timeout of the function in the template, less what its handler keeps back.
    static final Duration FUNCTION_TIME = Duration.ofSeconds(295);

    final World world = new World(1, START, Timings.recorded(), Site.EXAMPLE);
    final MemoryShell shell = new MemoryShell(world);
    final List<Instance> nodes = new ArrayList<>();
    final SlowAws aws;
    final Sweep sweep;
    final Settings settings = new Settings(HOOK, Duration.ofHours(48), true);
    final Map<String, Instant> drained = new HashMap<>();
    final Map<String, Instant> released = new HashMap<>();
    final Map<String, Integer> looks = new HashMap<>();
    final Set<String> protectedNow = new HashSet<>();
    int lapsed;
    private final SplittableRandom random;

    /// What one sweep did.
    ///
    /// @param visited nodes that were looked at
    /// @param calls calls by operation
    record Swept(Duration took, int visited, Map<String, Integer> calls, Report report) {
        int heartbeats() {
            return calls.getOrDefault("RecordLifecycleActionHeartbeat", 0);
        }

        /// Calls that change one node: its flags, its tags, the end of its wait.
        int writes() {
            return sum("CreateTags", "DeleteTags", "ModifyInstanceAttribute", "CompleteLifecycleAction");
        }

        /// All other calls, for each node looked at.
        double perNode() {
            int all = calls.values().stream().mapToInt(Integer::intValue).sum();
            return visited == 0 ? 0 : (double) (all - heartbeats() - writes()) / visited;
        }

        int sum(String... actions) {
            int sum = 0;
            for (String action : actions) {
                sum += calls.getOrDefault(action, 0);
            }
            return sum;
        }
    }

    ManyGroups(int groups, int size, Duration heartbeat, Limits limits, long seed) {
        this(groups, size, heartbeat, limits, seed, Account::ports);
    }

    ManyGroups(int groups, int size, Duration heartbeat, Limits limits, long seed, Function<World, AwsPorts> ports) {
        random = new SplittableRandom(seed);
        world.shell(this::start);
        world.onLapse(lapse -> lapsed++);
        for (int i = 0; i < groups; i++) {
            int members = size / groups + (i < size % groups ? 1 : 0);
            String document = "drainguard-" + i;
            world.putDocument(new CommandDocument(document, "look", "true", Map.of(), Duration.ofSeconds(60)));
            nodes.addAll(world.createGroup(GroupSpec.of("group-" + i, 0, members, members)
                    .tag(Tags.GUARDED, document)
                    .hook(Hook.terminating(HOOK, heartbeat))
                    .disks(DiskLayout.ROOT_ONLY)
                    .retaining()));
        }
        nodes.forEach(node -> shell.disk(node.id(), Disk.holding(100, 1_000_000, START)));
        aws = new SlowAws(world, limits, world::advance);
        AwsPorts adapters = ports.apply(world);
        sweep = new Sweep(
                adapters.groups(),
                adapters.looks(),
                adapters.volumes(),
                new Counting(),
                new WorldTime(world),
                settings);
    }

    /// All nodes begin to wait.
    ManyGroups scaleIn() {
        nodes.forEach(node -> world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true));
        world.advance(Duration.ofSeconds(2));
        world.calls().clear();
        world.intercept(aws);
        return this;
    }

    /// The node's last file is gone from then on.
    void drain(Instance node, Instant at) {
        drained.put(node.id(), at);
        shell.disk(node.id(), Disk.holding(100, 1_000_000, START).set(at, Disk.Content.NOTHING));
    }

    /// These nodes drain at times drawn from such a span.
    void drainAll(List<Instance> some, Instant from, Duration span) {
        some.forEach(node -> drain(node, from.plusMillis(random.nextLong(span.toMillis()))));
    }

    Duration drawn(int fromMillis, int toMillis) {
        return Duration.ofMillis(random.nextInt(fromMillis, toMillis));
    }

    /// Sweeps once, then lets the time pass to the next full minute.
    Swept minute() {
        return minute(Duration.ZERO);
    }

    /// The same, with a schedule that is late by so much.
    Swept minute(Duration late) {
        world.advance(late);
        Instant began = world.instant().minus(late);
        Swept swept = sweepOnce();
        Instant next = began.plus(Sweep.INTERVAL);
        world.advanceTo(next.isBefore(world.instant()) ? world.instant() : next);
        return swept;
    }

    Swept sweepOnce() {
        world.calls().clear();
        world.ssm().forgetEndedCommands();
        looks.clear();
        Instant began = world.instant();
        Report report = sweep.run(began.plus(FUNCTION_TIME));
        Map<String, Integer> calls = new HashMap<>();
        for (Call call : world.calls().all()) {
            calls.merge(call.action(), 1, Integer::sum);
        }
        return new Swept(Duration.between(began, world.instant()), looks.size(), calls, report);
    }

    long waiting() {
        return nodes.stream().filter(node -> node.waitBegan() != null).count();
    }

    /// Whether every node that waits has been protected.
    boolean allProtected() {
        return nodes.stream().allMatch(node -> node.waitBegan() == null || protectedNow.contains(node.id()));
    }

    /// From a node's last file to its release, in the order of their length.
    List<Duration> timesToRelease() {
        return released.entrySet().stream()
                .filter(one -> drained.containsKey(one.getKey()))
                .map(one -> Duration.between(drained.get(one.getKey()), one.getValue()))
                .sorted()
                .toList();
    }

    private Shell.Running start(Shell.Command command, Shell.Sink sink) {
        Duration reply = drawn(1_000, 3_000);
        return shell.start(command, new Shell.Sink() {
            @Override
            public void partial(String stdout, String stderr) {
                sink.partial(stdout, stderr);
            }

            @Override
            public void finish(int exitCode, String stdout, String stderr) {
                world.after(reply, () -> sink.finish(exitCode, stdout, stderr));
            }
        });
    }

    private final class Counting implements Journal {
        @Override
        public void decided(Settled settled) {
            String id = settled.node().id().instance();
            looks.merge(id, 1, Integer::sum);
            if (isProtected(settled.volumes())) {
                protectedNow.add(id);
            }
            if (settled.decision() instanceof Decision.Release && settled.outcome() instanceof ActionOutcome.Done) {
                if (!shell.contentNow(id).isEmpty()) {
                    throw new IllegalStateException(id + " was released with data");
                }
                released.put(id, world.instant());
            }
        }

        private static boolean isProtected(VolumeOutcome volumes) {
            return switch (volumes) {
                case VolumeOutcome.AlreadyProtected _, VolumeOutcome.Protected _ -> true;
                case VolumeOutcome.Kept _,
                        VolumeOutcome.KeptForOperator _,
                        VolumeOutcome.NoVolumes _,
                        VolumeOutcome.Restored _,
                        VolumeOutcome.Unmarked _,
                        VolumeOutcome.ProtectionOff _,
                        VolumeOutcome.Unread _,
                        VolumeOutcome.Deferred _,
                        VolumeOutcome.GoneWithNode _,
                        VolumeOutcome.DryRun _,
                        VolumeOutcome.Failed _ -> false;
            };
        }

        @Override
        public void reclaimed(NodeId node, String reason, VolumeOutcome volumes) {}

        @Override
        public void ignored(String subject, String reason) {}

        @Override
        public void swept(Report report) {}
    }

    /// The value below which such a share of them lies.
    static @Nullable Duration percentile(List<Duration> sorted, double share) {
        return sorted.isEmpty()
                ? null
                : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}
