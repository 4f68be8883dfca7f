package io.drainguard.proofs.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.sim.bus.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// A rule whose events reach the function in batches, through a queue.
///
/// @param name the rule's logical id
/// @param pattern which events it takes, as JSON text
/// @param queue the queue's logical id
/// @param settings how the queue keeps messages, and how the function reads it
public record QueuedRule(String name, String pattern, String queue, QueueSettings settings) {
    /// The rules of a deployment that send to a queue which the function reads; those that are disabled are left out.
    ///
    /// @throws NoSuchElementException if nobody reads the queue of an enabled rule
    public static List<QueuedRule> of(Template template) {
        List<QueuedRule> rules = new ArrayList<>();
        template.resources("AWS::Events::Rule").forEach((name, resource) -> {
            JsonNode rule = resource.path("Properties");
            if (rule.path("State").asText("ENABLED").equals("ENABLED")) {
                rule.path("Targets").forEach(target -> rules.add(of(template, name, rule, target)));
            }
        });
        return rules;
    }

    private static QueuedRule of(Template template, String name, JsonNode rule, JsonNode target) {
        String arn = target.path("Arn").asText();
        JsonNode mapping = template.queues().values().stream()
                .filter(reader -> reader.path("Queue").asText().equals(arn))
                .filter(reader -> reader.path("Enabled").asBoolean(true))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(
                        "rule " + name + " sends to " + arn + ", which the function does not read"));
        String queue = arn.substring(0, arn.length() - ".Arn".length());
        return new QueuedRule(
                name, rule.path("EventPattern").toString(), queue, settings(template.properties(queue), mapping));
    }

    private static QueueSettings settings(JsonNode queue, JsonNode mapping) {
        JsonNode concurrency = mapping.at("/ScalingConfig/MaximumConcurrency");
        return new QueueSettings(
                seconds(mapping, "MaximumBatchingWindowInSeconds"),
                mapping.path("BatchSize").asInt(),
                concurrency.isMissingNode() ? null : concurrency.asInt(),
                seconds(queue, "VisibilityTimeout"),
                seconds(queue, "MessageRetentionPeriod"),
                queue.at("/RedrivePolicy/maxReceiveCount").asInt());
    }

    private static Duration seconds(JsonNode properties, String name) {
        return Duration.ofSeconds(properties.path(name).asLong());
    }
}
