package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.SsmTimeline.Ran;
import io.drainguard.cli.Happened.Logged;
import io.drainguard.cli.Happened.Looked;
import io.drainguard.cli.History.Source;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What `history` makes of what its sources say.
class HistoryTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private static Happened look(int second, Look look) {
        Instant at = NOW.plusSeconds(second);
        return new Looked(new Ran(at, at, "drainguard-workers", "", "Success", look));
    }

    private static List<String> lines(boolean all, List<Happened> events, Source... sources) {
        return HistoryText.lines(
                new History(new NodeId("workers", "i-0a"), NOW, NOW.plusSeconds(600), events, List.of(sources)), all);
    }

    @Test
    void run_isShownByItsFirstAndItsLast() {
        Look.Pending data = new Look.Pending(1, 10, NOW);
        List<Happened> events = List.of(
                look(40, new Look.Unknown("offline")),
                look(0, data),
                look(10, data),
                new Logged(
                        NOW.plusSeconds(15), JournalLine.of("{\"event\":\"decision\",\"decision\":\"hold\"}", "i-0a")),
                look(20, data),
                look(30, data));

        List<String> shown = lines(false, events, new Source("looks", ""));

        assertThat(shown).filteredOn(line -> line.contains("  look  ")).hasSize(3);
        assertThat(shown.get(3)).startsWith("2026-01-01 10:00:30Z  look").endsWith("(4 since 10:00:00Z)");
        assertThat(shown.get(4)).contains("unknown: offline");
        assertThat(shown.getLast()).isEqualTo("Read: looks.");
        assertThat(lines(true, events, new Source("looks", "")))
                .filteredOn(line -> line.contains("  look  "))
                .hasSize(5);
    }

    @Test
    void sourceThatFailed_makesItIncomplete() {
        assertThat(lines(false, List.of(), new Source("looks", ""), new Source("log", "not allowed")))
                .contains("nothing happened to it, as far as it was read", "Not complete. Read: looks.");
    }

    @Test
    void lineOfTheGuard_isReadByWhatItIs() {
        assertThat(JournalLine.of(
                                "{\"event\":\"decision\",\"decision\":\"give up\",\"reason\":\"at the ceiling\","
                                        + "\"outcomeCode\":\"done\",\"volumesCode\":\"kept\",\"alarm\":true}",
                                "i-0a")
                        .text())
                .isEqualTo("give up: at the ceiling [done, volumes kept] ALARM");
        assertThat(JournalLine.of(
                                "{\"event\":\"sweep\",\"failures\":[\"node w/i-0a: no\",\"node w/i-0b: no\"]}", "i-0a")
                        .text())
                .isEqualTo("sweep: node w/i-0a: no");
        assertThat(JournalLine.of("{\"event\":\"reclaimed\",\"reason\":\"Spot\",\"volumes\":\"kept\"}", "i-0a")
                        .text())
                .isEqualTo("reclaimed by AWS: Spot; volumes kept");
        assertThat(JournalLine.of("Task i-0a timed out " + "x".repeat(300), "i-0a")
                        .text())
                .hasSize(203)
                .endsWith("...");
    }

    @Test
    void tags_tellWhoAndWhenAndWhy() {
        List<Happened> events = new ArrayList<>(new NodeTags(
                        Map.of(
                                "drainguard:override", "hold",
                                "drainguard:override-by", "arn:aws:iam::1:user/a b 2026-01-01T09:00:00Z",
                                "drainguard:override-because", "audit",
                                "drainguard:trouble", "unknown 2026-01-01T08:00:00Z",
                                "drainguard:gave-up", "odd"),
                        NOW)
                .events());

        assertThat(events)
                .extracting(Happened::text)
                .containsExactly(
                        "hold by arn:aws:iam::1:user/a b, because audit",
                        "unknown from now on, until a look says otherwise");
        assertThat(events)
                .extracting(Happened::at)
                .containsExactly(Instant.parse("2026-01-01T09:00:00Z"), Instant.parse("2026-01-01T08:00:00Z"));
        assertThat(new NodeTags(Map.of("drainguard:override", "release"), NOW).events())
                .extracting(Happened::text)
                .containsExactly("release by somebody, no tag says when");
    }
}
