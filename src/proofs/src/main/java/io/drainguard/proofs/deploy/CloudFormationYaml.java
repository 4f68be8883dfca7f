package io.drainguard.proofs.deploy;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads CloudFormation YAML into a tree in which short forms (`!Ref X`) have become long ones (`{"Ref": "X"}`).
final class CloudFormationYaml {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CloudFormationYaml() {}

    static ObjectNode read(Path file) throws IOException {
        try (YAMLParser parser = new YAMLFactory().createParser(Files.readString(file))) {
            parser.nextToken();
            return (ObjectNode) value(parser);
        }
    }

    private static JsonNode value(YAMLParser parser) throws IOException {
        String tag = parser.getTypeId();
        return tagged(tag, untagged(parser));
    }

    private static JsonNode untagged(YAMLParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
    }

    private static ObjectNode object(YAMLParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            object.set(key, value(parser));
        }
        return object;
    }

    private static ArrayNode array(YAMLParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /// `!GetAtt A.B` also splits into its two parts, as CloudFormation does.
    private static JsonNode tagged(@Nullable String tag, JsonNode value) {
        if (tag == null || tag.isEmpty() || tag.startsWith("tag:")) {
            return value;
        }
        ObjectNode function = NODES.objectNode();
        return switch (tag) {
            case "Ref", "Condition" -> function.set(tag, value);
            case "GetAtt" -> function.set("Fn::GetAtt", attribute(value));
            default -> function.set("Fn::" + tag, value);
        };
    }

    private static JsonNode attribute(JsonNode value) {
        if (value.isArray()) {
            return value;
        }
        String text = value.asText();
        int dot = text.indexOf('.');
        return NODES.arrayNode().add(text.substring(0, dot)).add(text.substring(dot + 1));
    }
}
