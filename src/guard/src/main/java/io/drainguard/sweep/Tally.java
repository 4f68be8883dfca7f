package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Counts the results of a sweep for its [Report].
final class Tally {
    private final List<String> failures = new ArrayList<>();
    private int groups;
    private int held;
    private int released;
    private int retained;
    private int terminated;
    private int unknown;
    private long files;
    private long bytes;
    private long oldestHold;
    private int alarms;
    private int cannotLook;
    private int aboveMaxSize;

    void groups(int number) {
        groups = number;
    }

    void failed(String sentence) {
        failures.add(sentence);
    }

    /// Counts a waiting node on which nothing was decided, since its look is under way.
    void waits(NodeId node, Duration heldFor, ActionOutcome heartbeat) {
        held(heldFor);
        outcome(node, heartbeat);
    }

    /// Counts a waiting node of which nothing has been known for half an hour.
    void cannotLook() {
        cannotLook++;
    }

    /// Counts nodes that a group has beyond its size, since they wait.
    void aboveMaxSize(int nodes) {
        aboveMaxSize += nodes;
    }

    private void held(Duration heldFor) {
        held++;
        oldestHold = Math.max(oldestHold, heldFor.toSeconds());
    }

    void settled(Settled settled) {
        looked(settled.look());
        Decision decision = settled.decision();
        alarms += decision.alarms() ? 1 : 0;
        switch (decision) {
            case Hold hold -> held(settled.node().heldFor());
            case Release release -> released++;
            case GiveUp giveUp -> retained++;
            case Leave leave -> retained++;
            case Terminate terminate -> terminated++;
        }
        NodeId id = settled.node().id();
        if (settled.volumes() instanceof VolumeOutcome.Failed(Fault fault)) {
            failed(id, fault);
        }
        // Where the wait had ended somebody else has released the node.
        if (settled.volumes().isLoss() && !(settled.outcome() instanceof ActionOutcome.AlreadyEnded)) {
            failed("node " + id + ": volumes: " + settled.volumes().text());
        }
        if (settled.node().operator() == Operator.UNCLEAR) {
            failed("node " + id + ": the tag '" + Tags.OVERRIDE
                    + "', of the node or of its group, says neither 'hold' nor"
                    + " 'release', so it counts as hold: set one of the two, or take it off");
        }
        settled.unmarked().forEach(fault -> failed(id, fault));
        outcome(id, settled.outcome());
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

    private void looked(Look look) {
        switch (look) {
            case Empty _ -> {}
            case Pending pending -> {
                files += pending.files();
                bytes += pending.bytes();
            }
            case Unknown(String reason) -> unknown++;
        }
    }

    Report report() {
        return new Report(
                groups,
                held,
                released,
                retained,
                terminated,
                unknown,
                files,
                bytes,
                oldestHold,
                alarms,
                cannotLook,
                aboveMaxSize,
                failures);
    }
}
