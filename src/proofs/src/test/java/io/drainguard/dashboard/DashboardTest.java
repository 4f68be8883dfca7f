package io.drainguard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.journal.JournalSchema;
import io.drainguard.journal.NoticeJson;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sweep.Measure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The dashboard asks only for what the guard and AWS write, and its saved queries for what a line has.
class DashboardTest {
    /// What the sweep itself has, and no group (docs/reference/journal.md).
    private static final Set<String> OF_THE_SWEEP =
            Set.of("ApiCalls", "ApiThrottles", "SweepSeconds", "Failures");

    /// Lambda Developer Guide, monitoring-metrics-types.
    private static final Set<String> OF_LAMBDA = Set.of(
            "Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "DeadLetterErrors");

    /// The commands and functions of a query (CloudWatch Logs User Guide, CWL_QuerySyntax).
    private static final Set<String> OF_QUERIES = Set.of(
            "fields", "filter", "sort", "limit", "stats", "by", "as", "and", "or", "not", "like", "in", "asc", "desc",
            "max", "min", "avg", "sum", "count", "latest", "earliest", "toMillis", "now", "SOURCE");

    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern NAMED = Pattern.compile("\\bas (\\w+)");
    private static final Pattern WORD = Pattern.compile("@?[A-Za-z_]\\w*");

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
        Set<String> ofGuard = new TreeSet<>(
                Stream.of(Measure.values()).map(Measure::metric).toList());
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
                .allSatisfy(asked -> assertThat(asked.statistic()).as(asked.metric()).isEqualTo(statistic(asked)));
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

        assertThat(first.stream().flatMap(widget -> Widgets.asked(widget).stream()).map(Widgets.Asked::metric))
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

    // --- limits ---

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void dashboard_staysWithinTheLimitsOfCloudWatch(String runOn) {
        Widgets widgets = on(runOn);
        int groups = template.parameters().get("GroupMetrics").path("MaxValue").asInt();
        List<Integer> metrics = widgets.of("metric").stream()
                .map(widget -> Widgets.asked(widget).stream()
                        .mapToInt(asked -> asked.guards().size()
                                * (asked.dimensions().endsWith("Group") ? groups : 1))
                        .sum())
                .toList();

        // CloudWatch User Guide, cloudwatch_limits.
        assertThat(metrics).allMatch(number -> number <= 500);
        assertThat(metrics.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(2_500);
        assertThat(widgets.all()).hasSizeLessThanOrEqualTo(500);
        assertThat(widgets.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
        widgets.of("metric")
                .forEach(widget -> widget.findValuesAsText("expression")
                        .forEach(search -> assertThat(search).hasSizeLessThanOrEqualTo(1_024)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void widgets_lieInTheGridAndNoneOnAnother(String runOn) {
        Set<String> taken = new TreeSet<>();
        for (JsonNode widget : on(runOn).all()) {
            int left = widget.path("x").asInt();
            int right = left + widget.path("width").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = left; x < right; x++) {
                for (int y = 0; y < widget.path("height").asInt(); y++) {
                    assertThat(taken.add(x + " " + (widget.path("y").asInt() + y)))
                            .as(widget.at("/properties/title").asText())
                            .isTrue();
                }
            }
        }
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

    // --- queries ---

    @ParameterizedTest
    @CsvSource({"Lambda, GuardLog", "Ec2, WatchLog", "Both, GuardLog WatchLog"})
    void savedQueries_readTheLogsOfTheGuardsThatRun(String runOn, String logs) {
        Template deployed = template.with("RunOn", runOn);

        assertThat(queries(deployed)).hasSize(3).allSatisfy(query -> assertThat(query.path("LogGroupNames"))
                .extracting(JsonNode::asText)
                .containsExactly(logs.split(" ")));
        String shown = on(runOn).of("log").getFirst().at("/properties/query").asText();
        for (String log : logs.split(" ")) {
            assertThat(shown).contains("SOURCE '" + log + "'");
        }
        assertThat(shown.split("SOURCE")).hasSize(logs.split(" ").length + 1);
    }

    @Test
    void savedQueries_lieInAFolderOfTheStack() {
        assertThat(queries(template))
                .extracting(query -> query.path("Name").asText())
                .containsExactlyInAnyOrder(
                        "drainguard/cribl/decisions of the last day",
                        "drainguard/cribl/one node's history",
                        "drainguard/cribl/slowest drains");
    }

    /// A field that no line has makes an empty column, and a filter on one finds nothing.
    @Test
    void queries_nameOnlyFieldsThatALineHas() {
        List<String> texts = new ArrayList<>();
        queries(template).forEach(query -> texts.add(query.path("QueryString").asText()));
        on("Both").of("log").forEach(widget -> texts.add(widget.at("/properties/query").asText()));
        Set<String> fields = JournalSchema.read().fields();
        fields.add("@timestamp");

        assertThat(texts).hasSize(4).allSatisfy(query -> assertThat(named(query)).isNotEmpty().isSubsetOf(fields));
    }

    private static Set<String> named(String query) {
        String plain = TEXT.matcher(query.replaceAll("(?m)^#.*$", "")).replaceAll("");
        Set<String> made = new TreeSet<>();
        NAMED.matcher(plain).results().forEach(found -> made.add(found.group(1)));
        Set<String> words = new TreeSet<>();
        WORD.matcher(plain).results().forEach(found -> words.add(found.group()));
        words.removeAll(OF_QUERIES);
        words.removeAll(made);
        return words;
    }

    private static List<JsonNode> queries(Template template) {
        return template.resources("AWS::Logs::QueryDefinition").values().stream()
                .map(query -> query.path("Properties"))
                .toList();
    }
}
