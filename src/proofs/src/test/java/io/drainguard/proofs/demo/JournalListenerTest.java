package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.demo.report.DecisionMade;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalListenerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Table table = new Table(new PrintStream(out, true, UTF_8), AnsiColors.PLAIN);
    private final JournalListener ears = new JournalListener(table);

    @BeforeEach
    void header() {
        table.header(Instant.parse("2026-01-05T10:00:00Z"));
        out.reset();
    }

    @Test
    void release_isTheCallers_thatCarriedItOut() {
        ears.logged("[by ended look] " + decision("release", "done"));
        ears.logged("[by schedule] " + decision("release", "already-ended"));

        table.line("");
        assertThat(ears.releasedBy()).containsExactly(Map.entry("i-1", "ended look"));
        assertThat(out.toString(UTF_8).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("ended look"),
                        second -> assertThat(second).contains("schedule"),
                        end -> assertThat(end).isEmpty());
    }

    @Test
    void hold_releasesNobody() {
        ears.logged("[by schedule] " + decision("hold", "done"));

        assertThat(ears.releasedBy()).isEmpty();
        assertThat(ears.left()).isEmpty();
    }

    @Test
    void decision_isKeptForTheReport() {
        ears.logged("[by schedule] " + decision("hold", "done"));

        assertThat(ears.decisions())
                .containsExactly(new DecisionMade(
                        Instant.parse("2026-01-05T10:01:05Z"),
                        "i-1",
                        "schedule",
                        "empty",
                        "no data",
                        "hold",
                        "r",
                        "done"));
    }

    @Test
    void leave_isHeard() {
        ears.logged("[by schedule] " + decision("leave", "left"));

        assertThat(ears.left()).containsExactly("i-1");
    }

    @Test
    void linesThatTellNoDecision_areKeptForTheWorst() {
        ears.logged("[by schedule] {\"event\":\"sweep\"}");
        ears.logged("Picked up JAVA_TOOL_OPTIONS");
        ears.logged("{ not JSON");

        assertThat(ears.tail())
                .containsExactly("[by schedule] {\"event\":\"sweep\"}", "Picked up JAVA_TOOL_OPTIONS", "{ not JSON");
        assertThat(out.size()).isZero();
    }

    private static String decision(String decision, String outcomeCode) {
        return """
                {"time":"2026-01-05T10:01:05Z","event":"decision","node":"i-1","state":"Terminating:Wait",\
                "heldForSeconds":61,"look":"empty","decision":"%s","reason":"r","outcome":"o","outcomeCode":"%s"}\
                """.formatted(decision, outcomeCode);
    }
}
