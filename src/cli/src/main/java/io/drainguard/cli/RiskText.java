package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import io.drainguard.decide.Units;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Describes the data that an operator may lose with a node, according to its last look. Pure.
final class RiskText {
    private RiskText() {}

    /// Returns the risk as text.
    ///
    /// @param last the node's last look, `null` for none
    static String of(@Nullable Seen last, Instant now) {
        if (last == null) {
            return "unknown: its history of the last 48 hours holds no look";
        }
        String age = ", by a look " + Units.span(Duration.between(last.at(), now)) + " ago";
        return switch (last.look()) {
            case Look.Empty _ ->
                Drain.stale(last, now)
                        ? "unknown: its queues were empty" + age + ", which says nothing of now"
                        : "nothing: its queues were empty" + age;
            case Look.Pending connections when connections.ofConnections() -> "no file: " + connections.size() + age;
            case Look.Pending(var _, long files, long bytes, Instant oldest, String floor, var _) ->
                (floor.isEmpty() ? "" : "at least ") + Format.count(files, "file") + ", " + bytes + " bytes ("
                        + Units.bytes(bytes) + "), oldest of " + oldest + age + (floor.isEmpty() ? "" : "; " + floor);
            case Look.Unknown(String reason) -> "unknown: " + reason + age;
        };
    }
}
