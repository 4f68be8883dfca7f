package io.drainguard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Protection;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonJournalTest {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Node NODE = new Node(
            new NodeId("workers", "i-0a"), "Terminating:Wait", Operator.SILENT, Disks.VOLUMES, Duration.ofMinutes(3));

    final List<String> lines = new ArrayList<>();
    final JsonJournal journal = new JsonJournal("guard", () -> NOW, lines::add);

    @Test
    void decision_isOneLineWithItsEvidenceAndReason() throws Exception {
        journal.decided(new Settled(
                NODE,
                new Look.Pending(2, 300, NOW),
                new Decision.Hold(Protection.PROTECT, false, "2 files"),
                new VolumeOutcome.Protected(),
                new ActionOutcome.HeartbeatNotDue()));

        assertThat(line()).isEqualTo(new JsonMapper().readTree("""
                                {"time":"2026-01-01T00:00:00Z","event":"decision","group":"workers","node":"i-0a",
                                 "state":"Terminating:Wait","operator":"silent","heldForSeconds":180,"look":"pending",
                                 "files":2,"bytes":300,"oldest":"2026-01-01T00:00:00Z","decision":"hold",
                                 "reason":"2 files","volumes":"protected now","volumesCode":"protected",
                                 "outcome":"heartbeat not due","outcomeCode":"heartbeat-not-due","alarm":false}"""));
    }

    @Test
    void giveUp_isWrittenInTwoWords() throws Exception {
        journal.decided(new Settled(
                NODE,
                new Look.Unknown("offline"),
                new Decision.GiveUp("at the ceiling"),
                new VolumeOutcome.AlreadyProtected(),
                new ActionOutcome.Done()));

        assertThat(line().path("decision").asText()).isEqualTo("give up");
        assertThat(line().path("alarm").asBoolean()).isTrue();
    }

    @Test
    void reclaimedInstance_isOneLineWithWhatBecameOfItsVolumes() throws Exception {
        journal.reclaimed(NODE.id(), "Spot", new VolumeOutcome.Protected());

        assertThat(line()).isEqualTo(new JsonMapper().readTree("""
                                {"time":"2026-01-01T00:00:00Z","event":"reclaimed","group":"workers","node":"i-0a",
                                 "reason":"Spot","volumes":"protected now","volumesCode":"protected"}"""));
    }

    @Test
    void reasonWithNewlines_staysOnOneLine() {
        journal.ignored("an event", "first\nsecond\u0000");

        assertThat(lines).singleElement().asString().doesNotContain("\n").contains("\\n");
    }

    @Test
    void sweep_carriesItsNumbersAsMetrics() throws Exception {
        journal.swept(new Report(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, List.of("node workers/i-0a: no")));

        JsonNode line = line();
        JsonNode directive = line.path("_aws").path("CloudWatchMetrics").path(0);
        assertThat(directive.path("Namespace").asText()).isEqualTo("Drainguard");
        assertThat(directive.path("Dimensions").toString()).isEqualTo("[[\"Guard\"]]");
        assertThat(line.path("Guard").asText()).isEqualTo("guard");
        assertThat(directive.path("Metrics"))
                .allSatisfy(metric -> assertThat(
                                line.path(metric.path("Name").asText()).isIntegralNumber())
                        .isTrue());
        assertThat(line.path("PendingBytes").asLong()).isEqualTo(8);
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

    private JsonNode line() throws Exception {
        return new JsonMapper().readTree(lines.getLast());
    }
}
