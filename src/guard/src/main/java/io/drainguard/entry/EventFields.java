package io.drainguard.entry;

import com.fasterxml.jackson.databind.JsonNode;

/// Reads single fields of an event. Nothing that an event contains makes these methods fail.
final class EventFields {
    /// The longest name of a group or a hook; ids and tokens are shorter (EC2 Auto Scaling API Reference,
    /// CompleteLifecycleAction).
    private static final int LONGEST_NAME = 255;

    private EventFields() {}

    /// Returns the text of a field, or an empty text if the field is missing or is no text.
    static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    /// Returns whether a text can be the name or the id of something in AWS.
    static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME;
    }

    /// Returns the first 100 characters of a foreign text, for a message.
    static String quoted(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
