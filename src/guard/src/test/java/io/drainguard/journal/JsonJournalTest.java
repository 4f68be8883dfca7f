package io.drainguard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Protection;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Numbers;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonJournalTest {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Node NODE = new Node(
            new NodeId("workers", "i-0a"), "Terminating:Wait", Operator.SILENT, Disks.VOLUMES, Duration.ofMinutes(3));

    static final Outlook OUTLOOK = new Outlook(
            new Policy(Duration.ofHours(48), true).within(Duration.ofHours(48)),
            Progress.NONE
                    .looked(new Look.Pending(3, 900, NOW), NOW.minusSeconds(60))
                    .looked(new Look.Pending(2, 300, NOW), NOW),
            false);

    final List<String> lines = new ArrayList<>();
    final JsonJournal journal = new JsonJournal(new JsonJournal.Writer("guard", "1"), 10, () -> NOW, lines::add);

    @Test
    void decision_isOneLineWithItsEvidenceAndReason() throws Exception {
        journal.decided(new Settled(
                NODE,
                new Look.Pending(2, 300, NOW),
                OUTLOOK,
                new Decision.Hold(Protection.PROTECT, false, "2 files"),
                new VolumeOutcome.FlagsSet(),
                new ActionOutcome.HeartbeatNotDue()));

        assertThat(line()).isEqualTo(new JsonMapper().readTree("""
                                {"time":"2026-01-01T00:00:00Z","event":"decision","schema":1,"guard":"guard","version":"1",
                                 "group":"workers","node":"i-0a","state":"Terminating:Wait","operator":"silent",
                                 "heldForSeconds":180,"ceilingSeconds":172500,"secondsLeft":172320,
                                 "drainBytesPerSecond":10,"steadySince":"2026-01-01T00:00:00Z","look":"pending",
                                 "files":2,"bytes":300,"oldest":"2026-01-01T00:00:00Z",
                                 "row":"waiting-not-empty","decision":"hold",
                                 "reason":"2 files","volumes":"set to outlive the node","volumesCode":"flags-set",
                                 "outcome":"heartbeat not due","outcomeCode":"heartbeat-not-due","alarm":false}"""));
    }

    @Test
    void giveUp_isWrittenInTwoWords() throws Exception {
        journal.decided(new Settled(
                NODE,
                new Look.Unknown("offline"),
                OUTLOOK,
                new Decision.GiveUp("at the ceiling"),
                new VolumeOutcome.AlreadyProtected(),
                new ActionOutcome.Done()));

        assertThat(line().path("decision").asText()).isEqualTo("give up");
        assertThat(line().path("alarm").asBoolean()).isTrue();
    }

    @Test
    void reclaimedInstance_isOneLineWithWhatBecameOfItsVolumes() throws Exception {
        journal.reclaimed(NODE.id(), "Spot", new VolumeOutcome.FlagsSet(), null);

        assertThat(line()).isEqualTo(new JsonMapper().readTree("""
                                {"time":"2026-01-01T00:00:00Z","event":"reclaimed","schema":1,"guard":"guard","version":"1",
                                 "group":"workers","node":"i-0a",
                                 "reason":"Spot","volumes":"set to outlive the node","volumesCode":"flags-set"}"""));
    }

    @Test
    void reclaimedInstanceWhoseVolumesCannotBeProtected_countsAsAFailureOfProtection() throws Exception {
        Fault fault = new Fault(Fault.Kind.DENIED, "denied", new IllegalStateException());
        journal.reclaimed(NODE.id(), "Spot", new VolumeOutcome.Failed(fault), null);

        assertThat(line().path("ProtectionFailures").asInt()).isOne();
        assertThat(line().path("Failures").asInt()).isOne();
    }

    @Test
    void reasonWithNewlines_staysOnOneLine() {
        journal.ignored("an event", "first\nsecond\u0000");

        assertThat(lines).singleElement().asString().doesNotContain("\n").contains("\\n");
    }

    @Test
    void sweep_carriesItsNumbersAsMetrics() throws Exception {
        journal.swept(report(List.of("node workers/i-0a: no")));

        JsonNode line = line();
        JsonNode directive = line.path("_aws").path("CloudWatchMetrics").path(0);
        assertThat(directive.path("Namespace").asText()).isEqualTo("Drainguard");
        assertThat(directive.path("Dimensions").toString()).isEqualTo("[[\"Guard\"]]");
        assertThat(line.path("Guard").asText()).isEqualTo("guard");
        assertThat(directive.path("Metrics"))
                .allSatisfy(metric -> assertThat(
                                line.path(metric.path("Name").asText()).isIntegralNumber())
                        .isTrue());
        assertThat(List.of(Measure.values()))
                .allSatisfy(measure ->
                        assertThat(line.path(measure.metric()).asLong(-1)).isEqualTo(measure.ordinal()));
        assertThat(line.path("Failures").asInt()).isOne();
        assertThat(line.path("failureCount").asInt()).isOne();
        assertThat(line.path("failures").path(0).asText()).contains("workers/i-0a");
    }

    @Test
    void sweepThatCameToNoEnd_isCountedAsOneFailureAndNothingElse() throws Exception {
        journal.failed("reading the groups: denied");

        JsonNode directive = line().path("_aws").path("CloudWatchMetrics").path(0);
        assertThat(line().path("event").asText()).isEqualTo("failure");
        assertThat(line().path("message").asText()).isEqualTo("reading the groups: denied");
        assertThat(line().path("Guard").asText()).isEqualTo("guard");
        assertThat(line().path("Failures").asInt()).isOne();
        assertThat(directive.path("Namespace").asText()).isEqualTo("Drainguard");
        assertThat(directive.path("Metrics")).hasSize(1);
    }

    /// Such a line was 1.4 million characters long; CloudWatch takes 1 MB, and with the line went all metrics.
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0000", "\u00e4", "\ud83d\ude00"})
    void thousandFailures_leaveTheLineOfTheMetricsShortAndAreAllTold(String letter) throws Exception {
        List<String> failures = IntStream.range(0, 1000)
                .mapToObj(number -> "node workers/i-" + number + ": not allowed: " + letter.repeat(1400))
                .toList();

        journal.swept(report(failures));

        assertThat(sizes()).allMatch(size -> size < 256 * 1024);
        JsonNode sweep = new JsonMapper().readTree(lines.getFirst());
        assertThat(sweep.path("event").asText()).isEqualTo("sweep");
        assertThat(sweep.path("Failures").asInt()).isEqualTo(1000);
        assertThat(sweep.path("failureCount").asInt()).isEqualTo(1000);
        assertThat(sweep.path("failures"))
                .hasSize(20)
                .allSatisfy(failure -> assertThat(failure.asText())
                        .hasSizeLessThanOrEqualTo(303)
                        .endsWith("..."));
        assertThat(details().equals(failures)).isTrue();
    }

    /// Each line costs, and the lines of one sweep must not become the storm.
    @Test
    void detailsOfFailures_shareLines() throws Exception {
        journal.swept(report(
                IntStream.range(0, 1020).mapToObj(number -> "failure " + number).toList()));

        assertThat(lines).hasSize(2);
        assertThat(details()).hasSize(1000).first().isEqualTo("failure 20");
    }

    @Test
    void fewShortFailures_areToldInTheLineOfTheSweepOnly() throws Exception {
        journal.collected(report(Collections.nCopies(20, "x".repeat(300))));

        assertThat(lines).hasSize(1);
        assertThat(line().path("failures")).hasSize(20);
        assertThat(line().path("failures").path(0).asText()).hasSize(300);
    }

    @Test
    void enormousFault_isCutInEveryLineThatTellsIt() throws Exception {
        String huge = "\u0000".repeat(3_000_000);
        Fault fault = new Fault(Fault.Kind.DENIED, huge, new IllegalStateException());

        journal.decided(new Settled(
                NODE,
                new Look.Unknown(huge),
                OUTLOOK,
                new Decision.Hold(Protection.PROTECT, false, huge),
                new VolumeOutcome.Failed(fault),
                new ActionOutcome.Failed(fault)));
        journal.reclaimed(NODE.id(), huge, new VolumeOutcome.Failed(fault), null);
        journal.ignored(huge, huge);
        journal.failed(huge);
        journal.swept(report(List.of(huge)));

        assertThat(sizes()).hasSize(6).allMatch(size -> size < 256 * 1024);
        assertThat(new JsonMapper()
                        .readTree(lines.getFirst())
                        .path("volumesCode")
                        .asText())
                .isEqualTo("failed");
    }

    private static Numbers waiting(long nodes) {
        return new Numbers(Map.of(Measure.NODES_WAITING, nodes));
    }

    @Test
    void groupsWithNodes_haveLinesOfTheirOwnUpToTheLimit() throws Exception {
        TreeMap<String, Numbers> each = new TreeMap<>();
        each.put("idle", waiting(0));
        for (int group = 10; group < 25; group++) {
            each.put("workers " + group, waiting(group));
        }
        journal.swept(new Report(16, waiting(9), each, List.of()));

        assertThat(lines).hasSize(11);
        JsonNode group = new JsonMapper().readTree(lines.get(1));
        assertThat(group.path("event").asText()).isEqualTo("group");
        assertThat(group.path("group").asText()).isEqualTo("workers 10");
        assertThat(group.path("Group").asText()).isEqualTo("workers 10");
        assertThat(group.path("NodesWaiting").asInt()).isEqualTo(10);
        assertThat(group.at("/_aws/CloudWatchMetrics/0/Dimensions/0"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("Guard", "Group");
        assertThat(group.has("Failures")).isFalse();
    }

    @Test
    void groupWhoseNameIsNoDimension_countsInTheGuardsNumbersOnly() {
        TreeMap<String, Numbers> each = new TreeMap<>();
        each.put("日本語", waiting(3));
        journal.swept(new Report(1, waiting(3), each, List.of()));

        assertThat(lines).singleElement().asString().contains("\"NodesWaiting\":3");
    }

    @Test
    void guardWhoseNameIsNoDimension_writesUnderOneThatIs() throws Exception {
        JsonJournal odd = new JsonJournal(new JsonJournal.Writer(":wächter eins", "1"), 10, () -> NOW, lines::add);
        odd.failed("no");

        assertThat(line().path("Guard").asText()).isEqualTo("_w_chter_eins");
    }

    @Test
    void lineOfARequest_namesIt() throws Exception {
        journal.during("8d5a");
        journal.ignored("an event", "foreign");
        assertThat(line().path("requestId").asText()).isEqualTo("8d5a");

        journal.during("");
        journal.ignored("an event", "foreign");
        assertThat(line().has("requestId")).isFalse();
    }

    private List<Integer> sizes() {
        return lines.stream().map(line -> line.getBytes(UTF_8).length).toList();
    }

    private List<String> details() throws Exception {
        List<String> details = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            JsonNode detail = new JsonMapper().readTree(line);
            assertThat(detail.path("event").asText()).isEqualTo("failure-detail");
            assertThat(detail.path("guard").asText()).isEqualTo("guard");
            assertThat(detail.has("_aws")).isFalse();
            detail.path("failures").forEach(failure -> details.add(failure.asText()));
        }
        return details;
    }

    private static Report report(List<String> failures) {
        Map<Measure, Long> numbers = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            numbers.put(measure, (long) measure.ordinal());
        }
        return new Report(1, new Numbers(numbers), new TreeMap<>(), failures);
    }

    private JsonNode line() throws Exception {
        return new JsonMapper().readTree(lines.getLast());
    }
}
