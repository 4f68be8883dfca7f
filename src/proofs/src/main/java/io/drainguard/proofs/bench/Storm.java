package io.drainguard.proofs.bench;

import io.drainguard.decide.Decision;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Many termination events at once, served by one copy of the function or by many side by side.
///
/// Events and the schedule wait in one queue; a copy that is free takes the next. The queue hands over at once what
/// Lambda would try again after a second or more, which is the worse case.
final class Storm {
    private static final Duration LENGTH = Duration.ofMinutes(10);

    private final World world = new World(1, ManyGroups.START);
    private final MemoryShell shell = new MemoryShell(world);
    private final Crowd crowd = new Crowd(world);
    private final SlowAws aws = new SlowAws(world, Limits.assumed(), crowd::pass);
    private final AwsPorts ports = AwsPorts.of(world);
    private final Settings settings = new Settings(ManyGroups.HOOK, Duration.ofHours(48), true);
    private final Queue<Work> queue = new ArrayDeque<>();
    private final List<TerminationNotice> hints = new ArrayList<>();
    private final List<Instance> nodes;
    private final Map<String, Integer> commands = new HashMap<>();
    private int sweeps;
    private int decisions;
    private int released;
    private int wrong;
    private int errors;
    private int events;

    /// What came of it.
    ///
    /// @param sweeps passes over all groups, the schedule's included
    /// @param scheduled those of the schedule
    /// @param errors calls of the function that ended in an error
    /// @param calls API calls, `refused` attempts that were throttled
    /// @param mostCommands commands that one node got within ten minutes at most
    /// @param wrong releases of a node that held data
    /// @param lapsed periods that ran out
    record Outcome(
            int events,
            int sweeps,
            int scheduled,
            int decisions,
            int released,
            int wrong,
            int errors,
            int lapsed,
            int calls,
            int refused,
            int mostCommands,
            double commandsPerNode) {}

    /// What a copy of the function is called for; the schedule where there is no hint.
    private record Work(@Nullable TerminationNotice hint) {}

    private int lapsed;

    Storm(int size) {
        world.shell((command, sink) -> {
            commands.merge(command.instanceId(), 1, Integer::sum);
            return shell.start(command, sink);
        });
        world.deliverEvents(EventDelivery.never());
        world.onLapse(lapse -> lapsed++);
        nodes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            world.putDocument(new CommandDocument("drainguard-" + i, "look", "true", Map.of(), Duration.ofSeconds(60)));
            nodes.addAll(world.createGroup(GroupSpec.of("group-" + i, 0, size / 10, size / 10)
                    .tag(Tags.GUARDED, "drainguard-" + i)
                    .hook(Hook.terminating(ManyGroups.HOOK, Duration.ofMinutes(15)))
                    .disks(DiskLayout.ROOT_ONLY)
                    .retaining()));
        }
        // Every tenth is empty, the others keep their data.
        for (int i = 0; i < nodes.size(); i++) {
            if (i % 10 != 0) {
                shell.disk(nodes.get(i).id(), Disk.holding(100, 1_000_000, ManyGroups.START));
            }
        }
        nodes.forEach(node -> world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true));
        world.advance(Duration.ofSeconds(2));
        for (Instance node : nodes) {
            hints.add(new TerminationNotice(
                    new NodeId(node.groupName(), node.id()),
                    ManyGroups.HOOK,
                    world.instant().minusSeconds(1),
                    node.openTokens().getFirst()));
        }
        world.calls().clear();
        world.intercept(aws);
    }

    /// Plays it with so many copies of the function at the most.
    Outcome play(int copies) {
        Instant begin = world.instant();
        int scheduled = (int) LENGTH.toMinutes();
        Sweep onDuty = guard();
        for (int minute = 0; minute < scheduled; minute++) {
            crowd.at(begin.plus(Sweep.INTERVAL.multipliedBy(minute)), () -> queue.add(new Work(null)));
        }
        hints.forEach(hint -> queue.add(new Work(hint)));
        Instant end = begin.plus(LENGTH);
        for (int copy = 0; copy < copies; copy++) {
            Sweep sweep = copy == 0 ? onDuty : guard();
            // The last few stay for the schedule; a copy that nobody calls does nothing.
            Instant last = copy < 3 ? end : begin;
            crowd.at(begin.plusMillis(copy % 1000), () -> work(sweep, last));
        }
        crowd.run();
        int all = world.calls().all().size();
        return new Outcome(
                events,
                sweeps,
                scheduled,
                decisions,
                released,
                wrong,
                errors,
                lapsed,
                all,
                aws.refused.values().stream().mapToInt(Integer::intValue).sum(),
                commands.values().stream().mapToInt(Integer::intValue).max().orElse(0),
                commands.values().stream().mapToInt(Integer::intValue).sum() / (double) nodes.size());
    }

    /// How often an operation was called.
    int calls(String action) {
        return world.calls().matching(call -> call.action().equals(action)).stream()
                .map(Call::action)
                .toList()
                .size();
    }

    private Sweep guard() {
        return new Sweep(
                ports.groups(),
                ports.looks(),
                ports.volumes(),
                new Counting(),
                new WorldTime(world, Duration.ZERO, crowd::pass),
                settings);
    }

    private void work(Sweep sweep, Instant end) {
        while (!queue.isEmpty() || world.instant().isBefore(end)) {
            Work next = queue.poll();
            if (next == null) {
                crowd.pass(Duration.ofSeconds(1));
                continue;
            }
            try {
                Instant until = world.instant().plus(ManyGroups.FUNCTION_TIME);
                Report report = next.hint == null ? sweep.run(until) : sweep.run(next.hint, until);
                events += next.hint == null ? 0 : 1;
                errors += report.failures().isEmpty() ? 0 : 1;
            } catch (Fault fault) {
                errors++;
            }
        }
    }

    private final class Counting implements Journal {
        @Override
        public void decided(Settled settled) {
            decisions++;
            if (settled.decision() instanceof Decision.Release && settled.outcome() instanceof ActionOutcome.Done) {
                released++;
                wrong += shell.contentNow(settled.node().id().instance()).isEmpty() ? 0 : 1;
            }
        }

        @Override
        public void reclaimed(NodeId node, String reason, VolumeOutcome volumes) {}

        @Override
        public void ignored(String subject, String reason) {}

        @Override
        public void swept(Report report) {
            sweeps++;
        }
    }
}
