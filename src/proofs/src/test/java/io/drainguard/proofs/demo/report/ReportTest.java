package io.drainguard.proofs.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @Test
    void everyText_isEscaped() {
        assertThat(Report.page(Recordings.full()))
                .doesNotContain("<script", "\u202e", "\u0007")
                .contains("&lt;script&gt;document.title=&#39;rude&#39;&lt;/script&gt;&quot;&#39;&amp;");
    }

    @Test
    void page_leadsNowhereElse() {
        assertThat(Report.page(Recordings.full()))
                .doesNotContainPattern("(?i)(src|href|action)=|url\\(|@import|https?:|\\bon[a-z]+=");
    }

    @Test
    void verdict_countsWhatLayOnTheNodesWhenTheirWaitBegan_andWhatIsKept() {
        Recording recording = Recordings.full();

        assertThat(recording.atRisk().files()).isEqualTo(82 + 240 + 1);
        assertThat(recording.verdict())
                .isEqualTo(
                        "A plain scale-in would have lost 323 files, 5.4 MiB; nothing was lost, and 241 files, 4.0 MiB"
                                + " wait to be rescued.");
    }

    @Test
    void verdict_ofNodesWithoutData_savesNothing() {
        assertThat(Recordings.dull().verdict())
                .isEqualTo("A plain scale-in would have lost nothing; nothing was lost.");
    }

    @Test
    void nodeThatEndsWithData_isLost_andTheReportSaysSo() {
        Recording full = Recordings.full();
        NodeStory drained = full.nodes().getFirst();
        NodeStory lost = new NodeStory(
                drained.id(),
                drained.stays(),
                drained.held().subList(0, 41),
                drained.looks(),
                List.of(),
                null,
                null,
                "LOST: ended with 50 files",
                false);
        Recording recording = new Recording(
                full.scene(), full.start(), full.end(), List.of(lost), List.of(), List.of(), List.of(), 0, List.of());

        assertThat(recording.good()).isFalse();
        assertThat(recording.verdict())
                .isEqualTo("A plain scale-in would have lost 82 files, 1.4 MiB; this one lost 50 files, 859 KiB.");
        assertThat(Report.page(recording)).contains("this one lost 50 files");
    }

    @Test
    void brokenPromise_standsOnThePage() {
        assertThat(Report.page(Recordings.full().breaking(List.of("the guard was never killed"))))
                .contains("FAILED: the guard was never killed");
    }

    @Test
    void ceiling_isDrawnWhereItLies_andToldWhereItLiesBeyond() {
        assertThat(Report.page(Recordings.full()))
                .contains("The longest hold (MaxHold) is 2 min 30 s")
                .contains("class=\"ceiling\" x1=\"78.00%\"");
        assertThat(Report.page(Recordings.dull()))
                .contains("is 48 h from the beginning of a wait on, far beyond the right edge")
                .doesNotContain("class=\"ceiling\"");
    }

    @Test
    void tables_sayEverythingThatIsDrawn() {
        assertThat(Report.page(Recordings.full()))
                .contains("What became of each node", "ListCommandInvocations", "DeliveryTimedOut")
                .contains("<td data-column=\"last file to release\">0:24</td>");
    }

    @Test
    void ticks_areRoundAndFew() {
        for (int seconds : List.of(1, 40, 172, 400, 3600, 40_000)) {
            Axis axis = new Axis(Recordings.START, Recordings.START.plusSeconds(seconds));
            assertThat(axis.ticks()).as(seconds + " s").hasSizeBetween(1, 12);
        }
        Axis axis = new Axis(Recordings.START, Recordings.START.plusSeconds(172));
        assertThat(axis.ticks())
                .extracting(tick -> Duration.between(Recordings.START, tick).toSeconds())
                .containsExactly(0L, 30L, 60L, 90L, 120L, 150L);
    }

    @Test
    void write_makesTheFolders(@TempDir Path directory) throws Exception {
        Path written = Report.write(Recordings.dull(), directory.resolve("a/b/report.html"));

        assertThat(written).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    }
}
