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
import io.drainguard.decide.Node;
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

    void group() {
        groups++;
    }

    void failed(String sentence) {
        failures.add(sentence);
    }

    void decided(Node node, Look look, Decision decision) {
        looked(look);
        alarms += decision.alarms() ? 1 : 0;
        switch (decision) {
            case Hold hold -> {
                held++;
                oldestHold = Math.max(oldestHold, node.heldFor().toSeconds());
            }
            case Release release -> released++;
            case GiveUp giveUp -> retained++;
            case Leave leave -> retained++;
            case Terminate terminate -> terminated++;
        }
    }

    private void looked(Look look) {
        switch (look) {
            case Empty() -> {}
            case Pending(long f, long b, var oldest) -> {
                files += f;
                bytes += b;
            }
            case Unknown(String reason) -> unknown++;
        }
    }

    Report report() {
        return new Report(
                groups, held, released, retained, terminated, unknown, files, bytes, oldestHold, alarms, failures);
    }
}
