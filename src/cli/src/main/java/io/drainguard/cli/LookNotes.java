package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook.Answered;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Units;
import java.util.ArrayList;
import java.util.List;

/// Shows what the look at a live node has read: which of its paths are there, and what each lies on. Only a person can
/// tell whether these are the paths and volumes that the product uses. Pure.
final class LookNotes {
    private LookNotes() {}

    /// Returns the lines about the look at a group's node, none if there was no look or it could not tell.
    static List<String> of(GroupState state) {
        if (!(state.look() instanceof Part.Known(Answered(String node, Look look))) || look instanceof Unknown) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("looked at " + state.setup().name() + "/" + node + ": " + found(look));
        List<String> sources = sources(look);
        if (sources.isEmpty()) {
            lines.add("    its drain document does not say which paths are there, nor what they lie on");
        } else if (sources.getFirst().startsWith(SUM)) {
            lines.add("    its drain document has too many paths to name what they lie on: " + sources.getFirst());
        } else {
            Document document = state.document().or(null);
            List<String> paths = document == null ? List.of() : document.paths();
            for (int i = 0; i < sources.size(); i++) {
                lines.add("    " + (paths.size() == sources.size() ? paths.get(i) : "path " + (i + 1)) + ": "
                        + place(sources.get(i)));
            }
        }
        return lines;
    }

    /// How a checksum begins, which stands for a list that is too long for a line.
    private static final String SUM = "sum:";

    /// Says what a look has found.
    static String found(Look look) {
        return switch (look) {
            case Empty _ -> "its queues are empty";
            case Pending connections when connections.ofConnections() -> connections.size();
            case Pending pending ->
                (pending.floor().isEmpty() ? "" : "at least ") + Format.count(pending.files(), "file") + " of "
                        + Units.bytes(pending.bytes()) + " queued"
                        + (pending.floor().isEmpty() ? "" : " (" + pending.floor() + ")");
            case Unknown(String reason) -> reason;
        };
    }

    private static List<String> sources(Look look) {
        return switch (look) {
            case Empty(List<String> sources) -> sources;
            case Pending pending -> pending.sources();
            case Unknown _ -> List.of();
        };
    }

    private static String place(String source) {
        return source.startsWith("-") ? "absent, would lie on " + source.substring(1) : "present, lies on " + source;
    }
}
