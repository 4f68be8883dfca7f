package io.drainguard.sim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Decides as IAM's policy simulator does with one identity policy: an explicit deny wins, otherwise one allow is
/// enough, otherwise it is denied by default (IAM User Guide, reference_policies_evaluation-logic).
///
/// It knows `Action`, `Resource` and the condition operators `StringEquals`, `StringLike`, `Null` and
/// `ForAllValues:StringEquals` (IAM User Guide, reference_policies_elements_condition_operators); anything else is
/// refused, so that no policy is judged by half. Boundaries and service control policies are not imitated.
final class PolicySimulation {
    private final JsonNode policy;
    private final Map<String, List<String>> context;

    PolicySimulation(JsonNode policy, Map<String, List<String>> context) {
        this.policy = policy;
        this.context = context;
    }

    /// `allowed`, `explicitDeny` or `implicitDeny` (API Reference, EvaluationResult, EvalDecision).
    String decide(String action, String resource) {
        boolean allowed = false;
        for (JsonNode statement : policy.path("Statement")) {
            if (fits(statement, action, resource)) {
                if (statement.path("Effect").asText().equals("Deny")) {
                    return "explicitDeny";
                }
                allowed = true;
            }
        }
        return allowed ? "allowed" : "implicitDeny";
    }

    private boolean fits(JsonNode statement, String action, String resource) {
        return texts(statement.path("Action")).anyMatch(pattern -> like(pattern, action))
                && texts(statement.path("Resource")).anyMatch(pattern -> like(pattern, resource))
                && statement.path("Condition").properties().stream()
                        .allMatch(operator -> operator.getValue().properties().stream()
                                .allMatch(key -> holds(operator.getKey(), key.getKey(), key.getValue())));
    }

    private boolean holds(String operator, String key, JsonNode wanted) {
        List<String> given = context.getOrDefault(key, List.of());
        return switch (operator) {
            case "StringEquals" ->
                given.stream().anyMatch(value -> texts(wanted).anyMatch(value::equals));
            case "StringLike" ->
                given.stream().anyMatch(value -> texts(wanted).anyMatch(pattern -> like(pattern, value)));
            case "ForAllValues:StringEquals" ->
                given.stream().allMatch(value -> texts(wanted).anyMatch(value::equals));
            case "ForAllValues:StringLike" ->
                given.stream().allMatch(value -> texts(wanted).anyMatch(pattern -> like(pattern, value)));
            case "ForAnyValue:StringEqualsIgnoreCase" ->
                given.stream().anyMatch(value -> texts(wanted).anyMatch(value::equalsIgnoreCase));
            case "Null" -> texts(wanted).allMatch(value -> value.equals("true") == given.isEmpty());
            default -> throw new IllegalArgumentException("the simulator does not know the condition " + operator);
        };
    }

    private static Stream<String> texts(JsonNode textOrList) {
        return textOrList.isArray() ? textOrList.valueStream().map(JsonNode::asText) : Stream.of(textOrList.asText());
    }

    private static boolean like(String pattern, String text) {
        String regex = Stream.of(pattern.split("(?<=[*?])|(?=[*?])", -1))
                .map(part -> part.equals("*") ? ".*" : part.equals("?") ? "." : Pattern.quote(part))
                .reduce("", String::concat);
        return text.matches(regex);
    }
}
