package io.drainguard.sim.world;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller asks of SendCommand.
///
/// - `timeoutSeconds`: the API's TimeoutSeconds, the time for the delivery; at least 30, 3600 when `null`
/// - `parameters`: values for the document's parameters, one each
/// - `documentVersion`: `$DEFAULT` when `null`
/// - `maxConcurrency`, `maxErrors`: a number or a percentage; the service's defaults are 50 and 0 (API Reference,
///   SendCommand)
public record SendCommand(
        String documentName,
        List<String> instanceIds,
        @Nullable Integer timeoutSeconds,
        Map<String, String> parameters,
        @Nullable String documentVersion,
        String comment,
        String maxConcurrency,
        String maxErrors) {
    /// What the API takes when the caller names no version.
    public static final String DEFAULT_VERSION = "$DEFAULT";

    /// MaxConcurrency where the caller names none.
    public static final String DEFAULT_CONCURRENCY = "50";

    /// MaxErrors where the caller names none.
    public static final String DEFAULT_ERRORS = "0";

    /// Copies what was given.
    public SendCommand {
        instanceIds = List.copyOf(instanceIds);
        parameters = Map.copyOf(parameters);
    }

    /// A document for some nodes, all else by the service's defaults.
    public static SendCommand of(String documentName, List<String> instanceIds) {
        return new SendCommand(
                documentName, instanceIds, null, Map.of(), null, "", DEFAULT_CONCURRENCY, DEFAULT_ERRORS);
    }

    /// The same with another time for the delivery, in seconds.
    public SendCommand timeout(@Nullable Integer seconds) {
        return new SendCommand(
                documentName, instanceIds, seconds, parameters, documentVersion, comment, maxConcurrency, maxErrors);
    }

    /// The same with these values for the document's parameters.
    public SendCommand parameters(Map<String, String> values) {
        return new SendCommand(
                documentName, instanceIds, timeoutSeconds, values, documentVersion, comment, maxConcurrency, maxErrors);
    }

    /// The same with a version of the document.
    public SendCommand version(@Nullable String version) {
        return new SendCommand(
                documentName, instanceIds, timeoutSeconds, parameters, version, comment, maxConcurrency, maxErrors);
    }

    /// The same with a comment.
    public SendCommand comment(String text) {
        return new SendCommand(
                documentName,
                instanceIds,
                timeoutSeconds,
                parameters,
                documentVersion,
                text,
                maxConcurrency,
                maxErrors);
    }

    /// The same with other bounds for how many nodes work at once and how many may fail.
    public SendCommand rates(String concurrency, String errors) {
        return new SendCommand(
                documentName, instanceIds, timeoutSeconds, parameters, documentVersion, comment, concurrency, errors);
    }

    /// The version the caller asked for, `$DEFAULT` when none.
    public String askedVersion() {
        return documentVersion == null ? DEFAULT_VERSION : documentVersion;
    }
}
