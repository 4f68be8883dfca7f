package io.drainguard.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.aws.SsmTimeline.Ran;
import io.drainguard.aws.setup.ActivityReader.Scaling;
import io.drainguard.decide.Look;
import io.drainguard.decide.Units;
import java.time.Duration;
import java.time.Instant;

/// Something that happened to a node. Pure.
sealed interface Happened {
    /// Returns when.
    Instant at();

    /// Returns the word for its kind, in the table and in JSON.
    String kind();

    /// Returns what happened, in one line.
    String text();

    /// Returns what several of its kind in a row have in common: of such a run the table shows the first and the last.
    default String run() {
        return kind() + at() + text();
    }

    /// Adds what machines want to know besides.
    default void addTo(ObjectNode event) {}

    /// Auto Scaling began something, or ended it.
    record Scaled(Scaling activity, boolean end, Instant at) implements Happened {
        /// AWS writes at the end why it came to it (recorded answers: radkawar/stackd, testdata/aws/autoscaling).
        private static final String REASON = ".  Status Reason: ";

        @Override
        public String kind() {
            return "activity";
        }

        @Override
        public String text() {
            int reason = activity.description().indexOf(REASON);
            String what =
                    reason < 0 ? activity.description() : activity.description().substring(0, reason);
            if (!end) {
                return what + (activity.end() == null ? " (" + activity.status() + ")" : "");
            }
            return what + ": " + activity.status() + " after " + Units.span(Duration.between(activity.start(), at))
                    + (reason < 0 ? "" : ": " + activity.description().substring(reason + REASON.length()));
        }

        @Override
        public void addTo(ObjectNode event) {
            event.put("group", activity.group())
                    .put("phase", end ? "end" : "start")
                    .put("status", activity.status())
                    .put("cause", activity.cause());
        }
    }

    /// Systems Manager ran a command on it: a look, as a rule.
    record Looked(Ran command) implements Happened {
        @Override
        public Instant at() {
            return command.at();
        }

        @Override
        public String kind() {
            return "look";
        }

        @Override
        public String text() {
            return switch (command.look()) {
                case null -> "under way (" + command.status() + "): " + command.document();
                case Look.Empty _ -> "empty";
                case Look.Pending connections when connections.ofConnections() -> "pending: " + connections.size();
                case Look.Pending(var _, long files, long bytes, Instant oldest, String floor, var _) ->
                    "pending: " + (floor.isEmpty() ? "" : "at least ") + Format.count(files, "file") + ", "
                            + Units.bytes(bytes) + ", oldest of " + Format.time(oldest);
                case Look.Unknown(String reason) -> "unknown: " + reason;
            };
        }

        @Override
        public String run() {
            return switch (command.look()) {
                case null -> kind() + at();
                case Look.Unknown unknown -> "unknown " + unknown.reason();
                case Look look -> look.word();
            };
        }

        @Override
        public void addTo(ObjectNode event) {
            event.put("asked", command.asked().toString())
                    .put("document", command.document())
                    .put("comment", command.comment())
                    .put("status", command.status());
            if (command.look() != null) {
                event.put("look", command.look().word());
            }
            switch (command.look()) {
                case Look.Pending connections
                when connections.ofConnections() -> event.put("connections", connections.files());
                case Look.Pending pending -> event.put("files", pending.files()).put("bytes", pending.bytes());
                case null -> {}
                case Look.Empty _, Look.Unknown _ -> {}
            }
        }
    }

    /// A tag says that it happened.
    ///
    /// @param keys the tags
    record Marked(Instant at, String keys, String text) implements Happened {
        @Override
        public String kind() {
            return "tag";
        }

        @Override
        public void addTo(ObjectNode event) {
            event.put("tag", keys);
        }
    }

    /// The guard's journal says it.
    record Logged(Instant at, JournalLine line) implements Happened {
        @Override
        public String kind() {
            return "guard";
        }

        @Override
        public String text() {
            return line.text();
        }

        @Override
        public String run() {
            return "guard " + line.run();
        }

        @Override
        public void addTo(ObjectNode event) {
            line.addTo(event);
        }
    }
}
