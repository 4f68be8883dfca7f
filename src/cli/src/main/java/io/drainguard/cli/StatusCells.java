package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is known of a node, as the cells of a table. Pure.
///
/// @param span how a span is written: short, or in two units
record StatusCells(NodeRow row, Instant now, Function<Duration, String> span) {
    static final String UNKNOWN = "unknown";
    static final String NONE = "-";

    /// Returns the lifecycle state in a word.
    String state() {
        return switch (row.state()) {
            case "Terminating:Wait" -> "waits";
            case "Warmed:Pending:Wait" -> "to pool";
            case "Warmed:Terminating:Wait" -> "in pool";
            case "ReplacingRootVolume:Wait" -> "new root";
            default -> "retained";
        };
    }

    /// Returns how long it has been held or retained.
    String held() {
        Duration age = row.held().age();
        return age == null ? UNKNOWN : span.apply(age);
    }

    /// Returns how long until its ceiling.
    String left() {
        Duration left = row.held().toCeiling();
        if (row.retained()) {
            return NONE;
        }
        if (left == null) {
            return UNKNOWN;
        }
        return left.isPositive() ? span.apply(left) : "reached";
    }

    /// Returns since when it waits.
    String since() {
        Instant since = row.retained() ? row.held().retainedSince() : row.held().since();
        return since == null ? UNKNOWN : Format.time(since);
    }

    /// Returns how many files it holds.
    String files() {
        return switch (row.judged()) {
            case Empty _ -> "0";
            case Pending pending -> floor(pending) + pending.files() + (pending.ofConnections() ? " conn." : "");
            case Unknown _ -> UNKNOWN;
        };
    }

    /// Returns how much data it holds.
    String bytes() {
        return switch (row.judged()) {
            case Empty _ -> Units.bytes(0);
            case Pending pending -> pending.ofConnections() ? NONE : floor(pending) + Units.bytes(pending.bytes());
            case Unknown _ -> UNKNOWN;
        };
    }

    private static String floor(Pending pending) {
        return pending.floor().isEmpty() ? "" : ">";
    }

    /// Returns what it holds, in the one column of a narrow table.
    String data() {
        return isConnected() ? files() : bytes();
    }

    private boolean isConnected() {
        return row.judged() instanceof Pending pending && pending.ofConnections();
    }

    /// Returns how much data leaves it in a minute; with a plus where it becomes more.
    String perMinute() {
        if (isConnected()) {
            return NONE;
        }
        return switch (row.drain()) {
            case Drain.Over() -> NONE;
            case Drain.Falling(double rate, Instant _) -> Units.bytes(rate * 60);
            case Drain.Steady() -> "0 B";
            case Drain.Rising(double rate) -> "+" + Units.bytes(rate * 60);
            case Drain.Unclear(String _) -> row.unknown() ? UNKNOWN : "?";
        };
    }

    /// Returns when it is empty at that rate.
    String end() {
        if (isConnected()) {
            return NONE;
        }
        return switch (row.drain()) {
            case Drain.Over() -> "now";
            case Drain.Falling(double _, Instant end) -> span.apply(Duration.between(now, end));
            case Drain.Steady _, Drain.Rising _ -> "never";
            case Drain.Unclear _ -> row.unknown() ? UNKNOWN : "?";
        };
    }

    /// Returns how old the last look is.
    String look() {
        @Nullable Seen last = row.last();
        return last == null ? "none" : span.apply(Duration.between(last.at(), now)) + " ago";
    }

    /// Returns what the guard's rule says of it.
    String decision() {
        return row.decision() == null ? "not held" : Format.decision(row.decision());
    }
}
