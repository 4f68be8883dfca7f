package io.drainguard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A line of a guard's journal that names a node. Pure.
///
/// @param run what several lines in a row have in common
/// @param line the whole line, `null` where it is not the journal's
record JournalLine(String text, String run, @Nullable JsonNode line) {
    private static final JsonMapper JSON = new JsonMapper();

    /// So much of a line that is not the journal's is shown.
    private static final int LONGEST = 200;

    /// Returns what a line says of this node.
    static JournalLine of(String text, String instance) {
        JsonNode line;
        try {
            line = JSON.readTree(text);
        } catch (JsonProcessingException foreign) {
            line = null;
        }
        if (line == null || !line.path("event").isTextual()) {
            String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
            return new JournalLine(shown, shown, null);
        }
        return switch (line.path("event").asText()) {
            case "decision" -> decision(line);
            case "reclaimed" -> {
                String said = "reclaimed by AWS: " + line.path("reason").asText() + "; volumes "
                        + line.path("volumes").asText();
                yield new JournalLine(said, said, line);
            }
            case String event -> {
                String said = event + ": " + String.join("; ", saying(line, instance, new ArrayList<>()));
                yield new JournalLine(said, said, line);
            }
        };
    }

    private static JournalLine decision(JsonNode line) {
        String decision = line.path("decision").asText();
        String outcome = line.path("outcomeCode").asText();
        String volumes = line.path("volumesCode").asText();
        return new JournalLine(
                decision + ": " + line.path("reason").asText() + " [" + outcome + ", volumes " + volumes + "]"
                        + (line.path("alarm").asBoolean() ? " ALARM" : ""),
                String.join(
                        " ",
                        decision,
                        outcome,
                        volumes,
                        line.path("look").asText(),
                        line.path("operator").asText(),
                        line.path("state").asText()),
                line);
    }

    /// Returns the texts within a line that name the node.
    private static List<String> saying(JsonNode part, String instance, List<String> found) {
        if (part.isTextual()) {
            if (part.asText().contains(instance)) {
                found.add(part.asText());
            }
        } else {
            StreamSupport.stream(part.spliterator(), false).forEach(inner -> saying(inner, instance, found));
        }
        return found;
    }

    /// Adds the whole line for machines.
    void addTo(ObjectNode event) {
        if (line != null) {
            event.set("journal", line);
        }
    }
}
