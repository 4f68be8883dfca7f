package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// In which order CloudFormation deletes the stack: first what nothing else depends on, then what only that
/// depended on. The last nodes of the group may take two days, and for so long all that guards them, and tells of
/// them, must be there.
class DeletionTest {
    private static final String GROUP = "WorkerAutoScalingGroup";

    @TempDir
    private static Path directory;

    private static Template transformed;

    @BeforeAll
    static void transform() throws IOException {
        transformed = Deployments.complete(Transformed.load(directory));
    }

    /// All kinds of stacks: values of parameters that decide what is made.
    static List<Map<String, String>> stacks() {
        List<Map<String, String>> stacks = new ArrayList<>();
        for (String runOn : List.of("Lambda", "Ec2", "Both")) {
            for (String email : List.of("", "ops@example.com")) {
                for (String topic : List.of("", "arn:aws:sns:eu-central-1:123456789012:ops")) {
                    for (String notices : List.of("on", "off")) {
                        for (String dashboard : List.of("true", "false")) {
                            stacks.add(Map.of(
                                    "RunOn", runOn,
                                    "AlarmEmail", email,
                                    "AlarmTopicArn", topic,
                                    "Notices", notices,
                                    "Dashboard", dashboard));
                        }
                    }
                }
            }
        }
        return stacks;
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void group_isDeletedBeforeEverythingElse(Map<String, String> stack) {
        List<Set<String>> rounds = rounds(with(transformed, stack));

        assertThat(rounds.getFirst()).containsExactly(GROUP);
        assertThat(rounds.stream().mapToInt(Set::size).sum())
                .isEqualTo(with(transformed, stack).resources().size())
                .isGreaterThan(40);
    }

    /// Without a group no node depends on the order: groups that opted in are nothing of the stack's.
    @ParameterizedTest
    @MethodSource("stacks")
    void stackWithoutAGroup_canBeDeleted(Map<String, String> stack) {
        Template guard = with(transformed, stack).with("WorkerGroup", "None");

        assertThat(rounds(guard).stream().mapToInt(Set::size).sum())
                .isEqualTo(guard.resources().size());
        assertThat(guard.resources()).doesNotContainKey(GROUP);
    }

    /// What the test above would say of a template that lacks one of the names.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CannotLook",
                "Stalled",
                "CeilingNear",
                "PileUp",
                "ProtectionFailed",
                "NodesYielded",
                "NoSweep",
                "GuardFails",
                "EventsFailed",
                "WorkersMissing",
                "NodesRetained",
                "RescueDocument",
                "DecisionsOfTheLastDay",
                "HistoryOfANode",
                "SlowestDrains",
                "GuardScaleInPermission",
                "GuardEndedLooks",
                "FailedEventsPolicy"
            })
    void resourceThatTheGroupDoesNotName_goesInTheFirstSecond(String id) throws IOException {
        Template lacking = changed(resources -> {
            ArrayNode names = (ArrayNode) resources.path(GROUP).path("DependsOn");
            for (int index = names.size() - 1; index >= 0; index--) {
                if (names.get(index).asText().equals(id)) {
                    names.remove(index);
                }
            }
        });

        assertThat(rounds(lacking.with("Dashboard", "false")).getFirst()).containsExactlyInAnyOrder(GROUP, id);
    }

    @ParameterizedTest
    @CsvSource({
        "Lambda, GuardThrottled",
        "Lambda, AlarmTopicPolicy",
        "Lambda, AlarmSubscription",
        "Lambda, NodeNotices",
        "Ec2, NodeNotices",
        "Both, AlarmSubscription"
    })
    void resourceThatTheTagDoesNotName_goesInTheFirstSecond(String runOn, String id) throws IOException {
        Template lacking = changed(resources -> without(resources.path(GROUP).at("/Properties/Tags"), id))
                .with("Dashboard", "false")
                .with("AlarmEmail", "ops@example.com")
                .with("RunOn", runOn);

        assertThat(rounds(lacking).getFirst()).containsExactlyInAnyOrder(GROUP, id);
    }

    /// Why alarms work the group's name out.
    @Test
    void alarmThatRefersToTheGroup_makesACycle() throws IOException {
        Template referring = changed(resources -> ((ObjectNode)
                        resources.at("/WorkersMissing/Properties/Metrics/1/MetricStat/Metric/Dimensions/0"))
                .putObject("Value")
                .put("Ref", GROUP));

        assertThatThrownBy(() -> rounds(referring)).hasMessageContaining("a cycle among");
    }

    @Test
    void nothing_refersToTheGroup() {
        assertThat(transformed.dependencies().values()).noneMatch(named -> named.contains(GROUP));
    }

    @Test
    void watchedBy_isTheStacksName() {
        for (Map<String, String> stack : stacks()) {
            assertThat(with(transformed, stack).properties(GROUP).path("Tags")).anySatisfy(tag -> {
                assertThat(tag.path("Key").asText()).isEqualTo("watched-by");
                assertThat(tag.path("Value").asText()).isEqualTo("cribl");
                assertThat(tag.path("PropagateAtLaunch").asBoolean(true)).isFalse();
            });
        }
    }

    /// Otherwise it would ring in the first minutes of each stack, and in the last ones.
    @Test
    void noSweep_isMadeAfterTheScheduleAndDeletedBeforeIt() {
        assertThat(transformed.dependencies().get("NoSweep")).contains("GuardSweep");
        assertThat(transformed.properties("NoSweep").path("TreatMissingData").asText())
                .isEqualTo("ignore");
    }

    private static Template with(Template template, Map<String, String> stack) {
        Template result = template;
        for (Map.Entry<String, String> value : stack.entrySet()) {
            result = result.with(value.getKey(), value.getValue());
        }
        return result;
    }

    /// What is deleted at once, what after that, and so on: a resource once nothing that depends on it is left.
    private static List<Set<String>> rounds(Template template) {
        SortedMap<String, SortedSet<String>> left = new TreeMap<>(template.dependencies());
        List<Set<String>> rounds = new ArrayList<>();
        while (!left.isEmpty()) {
            Set<String> needed = new TreeSet<>();
            left.values().forEach(needed::addAll);
            Set<String> round = new TreeSet<>(left.keySet());
            round.removeAll(needed);
            assertThat(round).as("a cycle among " + left).isNotEmpty();
            left.keySet().removeAll(round);
            rounds.add(round);
        }
        return rounds;
    }

    private interface Change {
        void to(JsonNode resources);
    }

    private static Template changed(Change change) throws IOException {
        JsonNode copy = transformed.raw().deepCopy();
        change.to(copy.path("Resources"));
        Path file = Files.createTempFile(directory, "changed", ".json");
        Files.writeString(file, copy.toString());
        return Deployments.complete(Template.load(file));
    }

    /// Takes each `Fn::If` off that refers to the resource.
    private static void without(JsonNode node, String id) {
        if (node instanceof ArrayNode array) {
            for (int index = array.size() - 1; index >= 0; index--) {
                if (array.get(index).at("/Fn::If/1/Ref").asText().equals(id)) {
                    array.remove(index);
                }
            }
        }
        node.forEach(child -> without(child, id));
    }
}
