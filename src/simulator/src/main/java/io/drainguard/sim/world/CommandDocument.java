package io.drainguard.sim.world;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A Command document of schema 2.2 with one aws:runShellScript step, already parsed.
///
/// `parameterDefaults` are handed to the script as environment variables `SSM_name` (interpolationType ENV_VAR;
/// Systems Manager User Guide, documents-syntax-data-elements-parameters). `executionTimeout` is the step's
/// timeoutSeconds, 3600 s when it has none. `parameterPatterns` are the parameters with an allowedPattern; one that
/// has no default there must be given by the caller.
public record CommandDocument(
        String name,
        String stepName,
        String script,
        Map<String, String> parameterDefaults,
        Duration executionTimeout,
        Map<String, String> parameterPatterns) {
    /// The execution timeout of a step that names none (Systems Manager User Guide, monitor-commands).
    public static final Duration DEFAULT_EXECUTION_TIMEOUT = Duration.ofSeconds(3600);

    /// A document whose parameters have no patterns.
    public CommandDocument(
            String name,
            String stepName,
            String script,
            Map<String, String> parameterDefaults,
            Duration executionTimeout) {
        this(name, stepName, script, parameterDefaults, executionTimeout, Map.of());
    }

    /// Copies the parameters.
    public CommandDocument {
        parameterDefaults = new LinkedHashMap<>(parameterDefaults);
        parameterPatterns = new LinkedHashMap<>(parameterPatterns);
    }

    /// A parameter as DescribeDocument lists it; it has no pattern there, and one without a default must be given.
    public record Parameter(String name, @Nullable String defaultValue) {}

    /// The document's parameters.
    public List<Parameter> parameters() {
        Set<String> names = new LinkedHashSet<>(parameterDefaults.keySet());
        names.addAll(parameterPatterns.keySet());
        return names.stream()
                .map(parameter -> new Parameter(parameter, parameterDefaults.get(parameter)))
                .toList();
    }

    /// The same with one more parameter that has a default and a pattern.
    public CommandDocument withParameter(String parameter, String defaultValue, String pattern) {
        Map<String, String> defaults = new LinkedHashMap<>(parameterDefaults);
        defaults.put(parameter, defaultValue);
        Map<String, String> patterns = new LinkedHashMap<>(parameterPatterns);
        patterns.put(parameter, pattern);
        return new CommandDocument(name, stepName, script, defaults, executionTimeout, patterns);
    }

    /// The document as a caller's parameters make it; refused are unknown names, values that do not fit their
    /// pattern, and a parameter without any value.
    ///
    /// Source: API Reference, SendCommand, InvalidParameters (the message is an *assumption*).
    CommandDocument given(Map<String, String> parameters) {
        Map<String, String> values = new LinkedHashMap<>(parameterDefaults);
        values.putAll(parameters);
        boolean known = parameters.keySet().stream()
                .allMatch(name -> parameterDefaults.containsKey(name) || parameterPatterns.containsKey(name));
        boolean fit = parameterPatterns.entrySet().stream()
                .allMatch(pattern -> fits(values.get(pattern.getKey()), pattern.getValue()));
        if (!known || !fit) {
            throw new AwsError(
                    "InvalidParameters", 400, "Parameters provided in document are invalid or not supported.");
        }
        return new CommandDocument(name, stepName, script, values, executionTimeout, parameterPatterns);
    }

    private static boolean fits(@Nullable String value, String pattern) {
        return value != null && value.matches(pattern);
    }
}
