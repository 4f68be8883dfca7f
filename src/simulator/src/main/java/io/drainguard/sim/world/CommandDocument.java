package io.drainguard.sim.world;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Command document of schema 2.2 with one aws:runShellScript step, already parsed.
///
/// Parameters are handed to the script as environment variables `SSM_name` (interpolationType ENV_VAR; Systems Manager
/// User Guide, documents-syntax-data-elements-parameters) unless they are plain. `executionTimeout` is the step's
/// timeoutSeconds, 3600 s when it has none. `platform` is the one that the step's precondition asks for, empty where it
/// has none.
public record CommandDocument(
        String name,
        String stepName,
        String script,
        DocumentParameters parameters,
        Duration executionTimeout,
        String platform) {
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

    /// A document whose parameters are all variables of the script; those with a pattern and no default must be given.
    public CommandDocument(
            String name,
            String stepName,
            String script,
            Map<String, String> parameterDefaults,
            Duration executionTimeout,
            Map<String, String> parameterPatterns) {
        this(
                name,
                stepName,
                script,
                DocumentParameters.variables(parameterDefaults, parameterPatterns),
                executionTimeout,
                "");
    }

    /// A parameter as DescribeDocument lists it; it has no pattern there, and one without a default must be given.
    public record Parameter(String name, @Nullable String defaultValue) {}

    /// The defaults of the parameters; of a command that was sent, the values.
    public Map<String, String> parameterDefaults() {
        return parameters.defaults();
    }

    /// The parameters with an allowedPattern.
    public Map<String, String> parameterPatterns() {
        return parameters.patterns();
    }

    /// The parameters as DescribeDocument lists them.
    public List<Parameter> listed() {
        return parameters.names().stream()
                .map(parameter -> new Parameter(parameter, parameterDefaults().get(parameter)))
                .toList();
    }

    /// The variables that an agent which knows ENV_VAR sets, without their prefix.
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>(parameterDefaults());
        variables.keySet().removeAll(parameters.plain());
        return variables;
    }

    /// The script as the agent writes it: `{{ name }}` becomes the value, and of a variable its name, unquoted
    /// (amazon-ssm-agent, docparser.go; read: reviews/ssm-agent.md). An old agent knows no variables.
    public String script(boolean knowsVariables) {
        String text = script;
        for (Map.Entry<String, String> one : parameterDefaults().entrySet()) {
            boolean variable = knowsVariables && !parameters.plain().contains(one.getKey());
            String put = variable ? "$SSM_" + one.getKey() : one.getValue();
            text = text.replaceAll("\\{\\{\\s*" + one.getKey() + "\\s*}}", Matcher.quoteReplacement(put));
        }
        return text;
    }

    /// The same with one more parameter that has a default and a pattern.
    public CommandDocument withParameter(String parameter, String defaultValue, String pattern) {
        Map<String, String> defaults = new LinkedHashMap<>(parameterDefaults());
        defaults.put(parameter, defaultValue);
        Map<String, String> patterns = new LinkedHashMap<>(parameterPatterns());
        patterns.put(parameter, pattern);
        return with(new DocumentParameters(defaults, patterns, parameters.plain(), parameters.lists()));
    }

    /// The document as a caller's parameters make it; refused are unknown names, values that do not fit their
    /// pattern, and a parameter without any value.
    ///
    /// Source: API Reference, SendCommand, InvalidParameters (the message is an *assumption*).
    CommandDocument given(Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>(parameterDefaults());
        given.forEach((parameter, value) -> values.put(parameter, printed(parameter, value)));
        boolean known = parameters.names().containsAll(given.keySet());
        boolean fit = parameterPatterns().entrySet().stream()
                .allMatch(pattern -> fits(values.get(pattern.getKey()), pattern.getValue()));
        if (!known || !fit) {
            throw new AwsError(
                    "InvalidParameters", 400, "Parameters provided in document are invalid or not supported.");
        }
        return with(parameters.with(values));
    }

    private CommandDocument with(DocumentParameters other) {
        return new CommandDocument(name, stepName, script, other, executionTimeout, platform);
    }

    private String printed(String parameter, String value) {
        return parameters.lists().contains(parameter) ? "[" + value.replace(',', ' ') + "]" : value;
    }

    /// Anywhere in the value, as the agent checks it (amazon-ssm-agent, parameterstore.go); that the service does not
    /// check more is an *assumption*.
    private static boolean fits(@Nullable String value, String pattern) {
        return value != null && Pattern.compile(pattern).matcher(value).find();
    }
}
