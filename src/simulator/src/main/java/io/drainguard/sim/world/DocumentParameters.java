package io.drainguard.sim.world;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What a document says of its parameters.
///
/// @param defaults the values that callers need not give
/// @param patterns each allowedPattern; one without a default must be given by the caller
/// @param plain those without interpolationType ENV_VAR: they are no variables of the script, only replaced in it
/// @param lists those of the type StringList, which the agent prints as `[a b]` (amazon-ssm-agent, `fmt.Sprint`; run:
///     reviews/ssm-agent.md)
public record DocumentParameters(
        Map<String, String> defaults, Map<String, String> patterns, Set<String> plain, Set<String> lists) {
    /// Copies what was given.
    public DocumentParameters {
        defaults = new LinkedHashMap<>(defaults);
        patterns = new LinkedHashMap<>(patterns);
        plain = Set.copyOf(plain);
        lists = Set.copyOf(lists);
    }

    /// Parameters of the type String that are all variables of the script.
    public static DocumentParameters variables(Map<String, String> defaults, Map<String, String> patterns) {
        return new DocumentParameters(defaults, patterns, Set.of(), Set.of());
    }

    /// The same with these values as defaults.
    DocumentParameters with(Map<String, String> values) {
        return new DocumentParameters(values, patterns, plain, lists);
    }

    /// Every name.
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(defaults.keySet());
        names.addAll(patterns.keySet());
        names.addAll(plain);
        names.addAll(lists);
        return names;
    }
}
