package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts the results of a sweep for its [Report].
public final class Tally {
    private final List<String> failures = new ArrayList<>();
    private final SortedMap<String, Map<Measure, Long>> groups = new TreeMap<>();
    private final Map<Measure, Long> sweep = new EnumMap<>(Measure.class);
    private int read;

    /// So many groups were read.
    public void groups(int number) {
        read = number;
    }

    /// Something could not be done.
    public void failed(String sentence) {
        failures.add(sentence);
    }

    /// Adds a number of the sweep itself.
    void sweep(Measure measure, long number) {
        sweep.merge(measure, number, measure::merge);
    }

    /// Counts nodes that a group has beyond its size, since they wait.
    void aboveMaxSize(String group, int nodes) {
        if (nodes > 0) {
            add(group, Measure.NODES_ABOVE_MAX_SIZE, nodes);
        }
    }

    private void add(String group, Measure measure, long number) {
        groups.computeIfAbsent(group, name -> new EnumMap<>(Measure.class)).merge(measure, number, measure::merge);
    }

    // --- nodes ---

    /// Counts a node on which nothing was decided, since its look is under way.
    public void undecided(NodeId node, boolean retained, Duration heldFor, Outlook outlook, Instant now) {
        notCounted(node);
        stays(node, retained, heldFor, outlook, now);
    }

    /// Counts what came of holding a node on which nothing was decided.
    void held(NodeId node, ActionOutcome heartbeat) {
        outcome(node, heartbeat);
    }

    /// Counts a node that was settled.
    ///
    /// @param news whether it was settled on an answer that had not been counted
    public void settled(Settled settled, boolean news, Instant now) {
        NodeId node = settled.node().id();
        Decision decision = settled.decision();
        if (news) {
            add(node.group(), looked(settled.look()), 1);
        }
        if (settled.isDone()) {
            add(node.group(), measure(decision), 1);
        }
        if (settled.stays()) {
            data(node, settled.look());
            stays(node, settled.isRetained(), settled.node().heldFor(), settled.outlook(), now);
            if (decision.alarms() && !settled.outlook().acknowledged()) {
                add(node.group(), Measure.NODES_TO_DECIDE, 1);
            }
        }
        failures(settled);
    }

    private static Measure looked(Look look) {
        return switch (look) {
            case Look.Empty _ -> Measure.LOOKS_EMPTY;
            case Look.Pending _ -> Measure.LOOKS_PENDING;
            case Look.Unknown _ -> Measure.LOOKS_UNKNOWN;
        };
    }

    private static Measure measure(Decision decision) {
        return switch (decision) {
            case Release(var protection, var reason, Decision.Cause cause) ->
                switch (cause) {
                    case EMPTY -> Measure.RELEASED_EMPTY;
                    case OPERATOR -> Measure.RELEASED_BY_OPERATOR;
                    case ENDED -> Measure.RELEASED_ENDED;
                    case UNSTARTED -> Measure.RELEASED_UNSTARTED;
                    case YIELDS -> Measure.RELEASED_YIELDING;
                };
            case GiveUp _ -> Measure.GIVEN_UP;
            case Terminate _ -> Measure.RETAINED_TERMINATED;
            case Hold _, Leave _ -> throw new IllegalStateException("nothing ends with " + decision.word());
        };
    }

    private void data(NodeId node, Look look) {
        switch (look) {
            case Look.Empty _ -> pending(node, 0, 0);
            case Look.Pending pending -> {
                boolean files = pending.what() == Look.What.FILES;
                pending(node, files ? pending.files() : 0, files ? pending.bytes() : 0);
            }
            case Look.Unknown _ -> notCounted(node);
        }
    }

    private void pending(NodeId node, long files, long bytes) {
        add(node.group(), Measure.PENDING_FILES, files);
        add(node.group(), Measure.PENDING_BYTES, bytes);
    }

    private void notCounted(NodeId node) {
        add(node.group(), Measure.NODES_NOT_COUNTED, 1);
        add(node.group(), Measure.NODES_UNKNOWN, 1);
    }

    private void stays(NodeId node, boolean retained, Duration heldFor, Outlook outlook, Instant now) {
        String group = node.group();
        add(group, retained ? Measure.NODES_RETAINED : Measure.NODES_WAITING, 1);
        add(group, Measure.OLDEST_HOLD, heldFor.toSeconds());
        if (outlook.acknowledged()) {
            add(group, Measure.NODES_ACKNOWLEDGED, 1);
        }
        if (!retained) {
            waits(group, heldFor, outlook, now);
        }
    }

    private void waits(String group, Duration heldFor, Outlook outlook, Instant now) {
        Progress progress = outlook.progress();
        add(group, Measure.SECONDS_TO_CEILING, outlook.left(heldFor).toSeconds());
        Long rate = progress.bytesPerSecond();
        if (rate != null) {
            add(group, Measure.DRAIN_RATE, rate);
        }
        if (outlook.acknowledged()) {
            return;
        }
        if (progress.cannotLook(now)) {
            add(group, Measure.NODES_CANNOT_LOOK, 1);
        }
        if (progress.isStalled(now)) {
            add(group, Measure.NODES_STALLED, 1);
        }
        if (outlook.isNearCeiling(heldFor)) {
            add(group, Measure.NODES_NEAR_CEILING, 1);
        }
    }

    // --- failures ---

    private void failures(Settled settled) {
        NodeId node = settled.node().id();
        if (settled.volumes() instanceof VolumeOutcome.Failed(Fault fault)) {
            // Flags that could not be set back keep a volume too many, and lose nothing.
            if (settled.decision().protection() == Protection.PROTECT) {
                add(node.group(), Measure.PROTECTION_FAILURES, 1);
            }
            failed(node, fault);
        }
        // Where the wait had ended somebody else has released the node.
        if (settled.volumes().isLoss() && !(settled.outcome() instanceof ActionOutcome.AlreadyEnded)) {
            add(node.group(), Measure.PROTECTION_FAILURES, 1);
            failed("node " + node + ": volumes: " + settled.volumes().text());
        }
        if (settled.node().operator() == Operator.UNCLEAR) {
            failed("node " + node + ": the tag '" + Tags.OVERRIDE
                    + "', of the node or of its group, says neither 'hold' nor"
                    + " 'release', so it counts as hold: set one of the two, or take it off");
        }
        settled.unmarked().forEach(fault -> failed(node, fault));
        outcome(node, settled.outcome());
    }

    private void outcome(NodeId node, ActionOutcome outcome) {
        switch (outcome) {
            case ActionOutcome.Failed(Fault fault) -> failed(node, fault);
            case ActionOutcome.FailedWithoutTag(Fault fault) -> failed(node, fault);
            case ActionOutcome.NotHeld _ -> failed("node " + node + ": " + outcome.text());
            case ActionOutcome.HeldInstead(var obstacle, ActionOutcome instead) -> outcome(node, instead);
            case ActionOutcome.Done _,
                    ActionOutcome.AlreadyEnded _,
                    ActionOutcome.HeartbeatNotDue _,
                    ActionOutcome.Left _,
                    ActionOutcome.DryRun _ -> {}
        }
    }

    private void failed(NodeId node, Fault fault) {
        failed("node " + node + ": " + fault.getMessage());
    }

    // --- the report ---

    /// Returns the report of a whole sweep: what it always knows is zero where nothing was counted.
    public Report whole() {
        SortedMap<String, Numbers> each = new TreeMap<>();
        Map<Measure, Long> total = new EnumMap<>(sweep);
        groups.forEach((group, counted) -> {
            each.put(group, numbers(counted));
            counted.forEach((measure, number) -> total.merge(measure, number, measure::merge));
        });
        return new Report(read, numbers(total), each, failures);
    }

    private static Numbers numbers(Map<Measure, Long> counted) {
        Map<Measure, Long> all = new EnumMap<>(counted);
        for (Measure measure : Measure.values()) {
            if (measure.isGauge()) {
                all.putIfAbsent(measure, 0L);
            }
        }
        if (all.getOrDefault(Measure.NODES_NOT_COUNTED, 0L) == 0) {
            all.putIfAbsent(Measure.PENDING_FILES, 0L);
            all.putIfAbsent(Measure.PENDING_BYTES, 0L);
        }
        return new Numbers(all);
    }

    /// Returns the report of some nodes that were settled between two sweeps: what happened to them. How many nodes
    /// there are, and how much data, only a whole sweep knows.
    Report some() {
        Report whole = whole();
        SortedMap<String, Numbers> each = new TreeMap<>();
        whole.each().forEach((group, numbers) -> each.put(group, numbers.counters()));
        return new Report(read, whole.total().counters(), each, failures);
    }
}
