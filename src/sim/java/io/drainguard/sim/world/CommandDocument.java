package io.drainguard.sim.world;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// A Command document of schema 2.2 with one aws:runShellScript step, already parsed.
///
/// `parameterDefaults` are handed to the script as environment variables `SSM_name` (interpolationType ENV_VAR;
/// Systems Manager User Guide, documents-syntax-data-elements-parameters). `executionTimeout` is the step's
/// timeoutSeconds, 3600 s when it has none.
public record CommandDocument(
        String name, String stepName, String script, Map<String, String> parameterDefaults, Duration executionTimeout) {
    /// The execution timeout of a step that names none (Systems Manager User Guide, monitor-commands).
    public static final Duration DEFAULT_EXECUTION_TIMEOUT = Duration.ofSeconds(3600);

    /// Copies the parameters.
    public CommandDocument {
        parameterDefaults = new LinkedHashMap<>(parameterDefaults);
    }
}
