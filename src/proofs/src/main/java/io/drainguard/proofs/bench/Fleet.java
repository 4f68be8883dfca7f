package io.drainguard.proofs.bench;

import io.drainguard.decide.Decision;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// An account with many nodes that hold data, and guards that speak to it through the real adapters.
///
/// A node answers one to three seconds after its script has ended (*assumption*; Run Command's notices came 1.2 to
/// 3.3 s after the request).
final class Fleet {
    static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    static final String HOOK = "Cribl-Scaledown-Hook";

    /// The longest look there is here, of 230 s and a tail of 30 s.
    private static final Duration EXECUTION = Duration.ofSeconds(290);

    final World world = new World(1, START);
    final MemoryShell shell = new MemoryShell(world);
    final Crowd crowd = new Crowd(world);
    final List<Instance> nodes = new ArrayList<>();
    final SlowAws aws;
    final Map<String, Instant> drained = new HashMap<>();
    final Map<String, Instant> released = new HashMap<>();
    final SplittableRandom random;
    final Shape shape;
    int wrong;
    int lapsed;
    int decisions;
    int looks;
    private final AwsPorts adapters;
    private final Settings settings = new Settings(HOOK, Duration.ofHours(48), true);

    /// What an account is like.
    ///
    /// @param oneDocument whether all groups name the same drain document
    /// @param period heartbeat timeout of the hooks
    /// @param latency what a call takes
    /// @param stay how long a look stays on a node that has data
    record Shape(
            int groups,
            int nodes,
            boolean oneDocument,
            Duration period,
            Duration latency,
            Limits limits,
            Duration stay,
            long seed) {
        static Shape of(int groups, int nodes) {
            return new Shape(
                    groups, nodes, false, Duration.ofHours(1), Duration.ofMillis(80), Limits.assumed(), Guard.STAY, 1);
        }

        Shape one() {
            return new Shape(groups, nodes, true, period, latency, limits, stay, seed);
        }

        Shape period(Duration other) {
            return new Shape(groups, nodes, oneDocument, other, latency, limits, stay, seed);
        }

        Shape latency(Duration other) {
            return new Shape(groups, nodes, oneDocument, period, other, limits, stay, seed);
        }

        Shape limits(Limits other) {
            return new Shape(groups, nodes, oneDocument, period, latency, other, stay, seed);
        }

        Shape stay(Duration other) {
            return new Shape(groups, nodes, oneDocument, period, latency, limits, other, seed);
        }

        Shape seed(long other) {
            return new Shape(groups, nodes, oneDocument, period, latency, limits, stay, other);
        }
    }

    Fleet(Shape shape) {
        this.shape = shape;
        this.random = new SplittableRandom(shape.seed);
        world.shell(this::start);
        world.onLapse(lapse -> lapsed++);
        for (int i = 0; i < shape.groups; i++) {
            int members = shape.nodes / shape.groups + (i < shape.nodes % shape.groups ? 1 : 0);
            String document = "drainguard-" + (shape.oneDocument ? 0 : i);
            world.putDocument(new CommandDocument(document, "look", "true", Map.of(), EXECUTION)
                    .withParameter("wait", "0", "[0-9]{1,3}"));
            nodes.addAll(world.createGroup(GroupSpec.of("group-" + i, 0, members, members)
                    .tag(Tags.GUARDED, document)
                    .hook(Hook.terminating(HOOK, shape.period))
                    .disks(DiskLayout.ROOT_ONLY)
                    .retaining()));
        }
        nodes.forEach(node -> shell.disk(node.id(), Disk.holding(100, 1_000_000, START)));
        aws = new SlowAws(world, shape.limits, shape.latency, crowd::pass);
        world.intercept(aws);
        adapters = Account.ports(world, aws::client);
    }

    /// A guard that remembers nothing yet.
    Guard guard() {
        return new Guard(
                new Ports(
                        adapters.groups(),
                        adapters.looks(),
                        adapters.volumes(),
                        new CrowdCalls(crowd, world),
                        new Counting(),
                        new WorldTime(world, Duration.ZERO, crowd::pass)),
                settings,
                shape.stay);
    }

    /// The node begins to wait at once.
    void terminate(Instance node) {
        world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true);
    }

    /// All nodes wait.
    Fleet scaleIn() {
        nodes.forEach(this::terminate);
        world.advance(Duration.ofSeconds(2));
        return this;
    }

    /// The node's last file is gone from then on.
    void drain(Instance node, Instant at) {
        drained.put(node.id(), at);
        shell.disk(node.id(), Disk.holding(100, 1_000_000, START).set(at, Disk.Content.NOTHING));
    }

    Duration drawn(long fromMillis, long toMillis) {
        return Duration.ofMillis(random.nextLong(fromMillis, toMillis));
    }

    long waiting() {
        return nodes.stream().filter(node -> node.waitBegan() != null).count();
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
        looks++;
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
            decisions++;
            String id = settled.node().id().instance();
            if (settled.decision() instanceof Decision.Release && settled.outcome() instanceof ActionOutcome.Done) {
                wrong += shell.contentNow(id).isEmpty() ? 0 : 1;
                released.put(id, world.instant());
            }
        }

        @Override
        public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {}

        @Override
        public void ignored(String subject, String reason) {}

        @Override
        public void swept(Report report) {}

        @Override
        public void collected(Report report) {}
    }

    /// The value below which such a share of them lies.
    static Duration percentile(List<Duration> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
    }
}
