package io.drainguard.sim.world;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What ListCommands and ListCommandInvocations are asked for: a command, a node, and filters.
///
/// Source: API Reference, CommandFilter. A status fits the status or its details, so that `TimedOut` finds both kinds
/// and `DeliveryTimedOut` one of them. That both times are themselves included is an *assumption*.
record CommandSearch(
        @Nullable String commandId,
        @Nullable String instanceId,
        @Nullable String documentName,
        @Nullable String status,
        Instant after,
        Instant before) {

    private static final Set<String> FILTERS = Set.of("DocumentName", "Status", "InvokedAfter", "InvokedBefore");

    /// Reads the filters; an unknown one, or a time that is none, is refused.
    static CommandSearch of(@Nullable String commandId, @Nullable String instanceId, Map<String, String> filters) {
        filters.keySet().stream().filter(key -> !FILTERS.contains(key)).forEach(unknown -> {
            throw new AwsError("InvalidFilterKey", 400, "");
        });
        return new CommandSearch(
                commandId,
                instanceId,
                filters.get("DocumentName"),
                filters.get("Status"),
                time(filters.get("InvokedAfter"), Instant.MIN),
                time(filters.get("InvokedBefore"), Instant.MAX));
    }

    /// Whether a command may be found by its document and the time of its request.
    boolean fits(SentCommand command) {
        return (documentName == null || documentName.equals(command.asked().documentName()))
                && !command.requested().isBefore(after)
                && !command.requested().isAfter(before);
    }

    boolean fitsNode(String id) {
        return instanceId == null || instanceId.equals(id);
    }

    boolean fitsStatus(String found, String details) {
        return status == null || status.equals(found) || status.equals(details);
    }

    private static Instant time(@Nullable String text, Instant otherwise) {
        try {
            return text == null ? otherwise : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new AwsError("ValidationException", 400, "'" + text + "' is no time");
        }
    }
}
