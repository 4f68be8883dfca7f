package io.drainguard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.journal.NoticeJson;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sweep.Measure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The dashboard asks only for what the guard and AWS write.
class DashboardTest {
    /// What the sweep itself has, and no group (docs/reference/journal.md).
    private static final Set<String> OF_THE_SWEEP = Set.of("ApiCalls", "ApiThrottles", "SweepSeconds", "Failures");

    /// Lambda Developer Guide, monitoring-metrics-types.
    private static final Set<String> OF_LAMBDA =
            Set.of("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "DeadLetterErrors");

    private final Template template;

    DashboardTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    private Widgets on(String runOn) {
        return Widgets.of(template.with("RunOn", runOn));
    }

    // --- metrics ---

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void everyMetric_isOneThatSomebodyWrites(String runOn) {
        Set<String> ofGuard =
                new TreeSet<>(Stream.of(Measure.values()).map(Measure::metric).toList());
        ofGuard.add("Failures");
        Set<String> ofGroup = new TreeSet<>(ofGuard);
        ofGroup.removeAll(OF_THE_SWEEP);

        assertThat(on(runOn).asked()).hasSizeGreaterThan(20).allSatisfy(asked -> {
            switch (asked.namespace() + " " + asked.dimensions()) {
                case "Drainguard Guard" -> assertThat(ofGuard).contains(asked.metric());
                case "Drainguard Guard,Group" -> assertThat(ofGroup).contains(asked.metric());
                case "AWS/Lambda FunctionName" -> assertThat(OF_LAMBDA).contains(asked.metric());
                default -> throw new AssertionError("nobody writes " + asked);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"Lambda, Guard", "Ec2, cribl-ec2", "Both, Guard cribl-ec2"})
    void guards_areThoseThatRun(String runOn, String guards) {
        Set<String> running = new TreeSet<>(List.of(guards.split(" ")));

        assertThat(on(runOn).asked())
                .allSatisfy(asked -> assertThat(asked.guards())
                        .isEqualTo(asked.namespace().equals("Drainguard") ? running : Set.of("Guard")));
        assertThat(on(runOn).asked().anyMatch(asked -> asked.namespace().equals("AWS/Lambda")))
                .isEqualTo(running.contains("Guard"));
    }

    /// A name that differs by one letter would show an empty picture.
    @Test
    void guardOnEc2_hasTheNameThatItsMetricsHave() {
        String name = template.with("RunOn", "Ec2").serviceEnvironment().get("DRAINGUARD_NAME");

        assertThat(on("Ec2").asked().map(Widgets.Asked::guards)).containsOnly(Set.of(name));
    }

    /// Two guards see the same nodes: a sum would show each of them twice. What they did adds up.
    @Test
    void numbersOfTwoGuards_comeTogetherAsTheyAreMeant() {
        assertThat(on("Both").asked().filter(asked -> asked.dimensions().equals("Guard")))
                .allSatisfy(asked ->
                        assertThat(asked.statistic()).as(asked.metric()).isEqualTo(statistic(asked)));
    }

    private static String statistic(Widgets.Asked asked) {
        return switch (asked.metric()) {
            case "SecondsToCeiling" -> "Minimum";
            case "DrainRate" -> "Average";
            case String metric when metric.startsWith("Released") || metric.startsWith("Looks") -> "Sum";
            case "GivenUp", "RetainedTerminated", "Failures", "ProtectionFailures", "ApiCalls", "ApiThrottles" -> "Sum";
            default -> "Maximum";
        };
    }

    @Test
    void firstRow_answersWhatAnOperatorAsks() {
        List<JsonNode> first = on("Lambda").all().stream()
                .filter(widget -> widget.path("y").asInt() == 0)
                .toList();

        assertThat(first.stream()
                        .flatMap(widget -> Widgets.asked(widget).stream())
                        .map(Widgets.Asked::metric))
                .containsExactlyInAnyOrder(
                        "NodesWaiting",
                        "NodesUnknown",
                        "NodesStalled",
                        "NodesRetained",
                        "NodesToDecide",
                        "NodesAcknowledged",
                        "PendingBytes",
                        "NodesNotCounted",
                        "DrainRate",
                        "SecondsToCeiling",
                        "OldestHold");
        assertThat(first).anyMatch(widget -> widget.path("type").asText().equals("alarm"));
    }

    /// Data of which nothing is known draws no line, and a person must see that it is not none.
    @Test
    void dataAtRisk_standsBesideTheNodesThatItLeavesOut() {
        JsonNode widget = on("Lambda").of("metric").stream()
                .filter(one -> Widgets.asked(one).stream()
                        .anyMatch(asked -> asked.metric().equals("PendingBytes")
                                && asked.dimensions().equals("Guard")))
                .findFirst()
                .orElseThrow();

        assertThat(Widgets.asked(widget)).extracting(Widgets.Asked::metric).contains("NodesNotCounted");
        assertThat(widget.at("/properties/title").asText()).contains("not known");
        assertThat(on("Lambda").body()).doesNotContain("FILL");
    }

    // --- alarms, text ---

    @ParameterizedTest
    @CsvSource({"Lambda, Create", "Lambda, None", "Ec2, Create", "Both, None"})
    void alarmsWidget_showsEveryAlarmOfTheDeployment(String runOn, String workerGroup) {
        Template deployed = template.with("RunOn", runOn).with("WorkerGroup", workerGroup);

        assertThat(Widgets.of(deployed).of("alarm")).hasSize(1);
        assertThat(Widgets.of(deployed).of("alarm").getFirst().at("/properties/alarms"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrderElementsOf(deployed.resources("AWS::CloudWatch::Alarm").keySet().stream()
                        .map(alarm -> alarm + ".Arn")
                        .toList());
    }

    @Test
    void text_namesCommandsAndRunbook() {
        String text =
                on("Lambda").of("text").getFirst().at("/properties/markdown").asText();

        assertThat(text).contains("drainguard status", "drainguard release", NoticeJson.RUNBOOK);
    }

    // --- whether there is one ---

    @Test
    void dashboard_isLeftOutWhereNobodyWantsIt() {
        Template without = template.with("Dashboard", "false");

        assertThat(without.resources("AWS::CloudWatch::Dashboard")).isEmpty();
        assertThatThrownBy(() -> Widgets.of(without)).isInstanceOf(NoSuchElementException.class);
        assertThat(template.parameters().get("Dashboard").path("Description").asText())
                .contains("3 USD");
    }
}
