package io.drainguard.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The contract of the journal's lines, as it stands in the documentation.
public final class JournalSchema {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode text;
    private final Schema schema;

    private JournalSchema(JsonNode text) {
        this.text = text;
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text);
    }

    /// Reads the contract.
    public static JournalSchema read() {
        try {
            return new JournalSchema(JSON.readTree(Files.readString(Path.of("docs/reference/journal-schema.json"))));
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }

    /// Returns what a line breaks of the contract; nothing if it keeps it.
    List<String> broken(JsonNode line) {
        return schema.validate(line).stream().map(Error::toString).toList();
    }

    /// The contract itself.
    JsonNode text() {
        return text;
    }

    /// The words that a field of a kind of line takes.
    List<String> words(String kind, String field) {
        JsonNode declared = text.at("/$defs/" + kind + "/properties/" + field);
        JsonNode resolved =
                declared.has("$ref") ? text.at(declared.path("$ref").asText().substring(1)) : declared;
        return resolved.path("enum").valueStream().map(JsonNode::asText).toList();
    }

    /// The names of all fields that a line may have.
    public Set<String> fields() {
        Set<String> names = new TreeSet<>();
        collect(text.path("properties"), names);
        text.path("$defs").properties().forEach(kind -> {
            // The format's own fields lie a level deeper.
            if (!kind.getKey().equals("emf")) {
                collect(kind.getValue().path("properties"), names);
            }
        });
        return names;
    }

    private static void collect(JsonNode properties, Set<String> into) {
        properties.fieldNames().forEachRemaining(into::add);
    }

    /// A line as a tree.
    static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(line, notJson);
        }
    }
}
