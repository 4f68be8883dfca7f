package io.drainguard.proofs.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The report in a real browser. It needs a Chromium, and is skipped where there is none.
@Timeout(240)
class ReportInBrowserTest {
    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;

    @TempDir
    Path directory;

    private Browser browser;
    private Path report;

    @BeforeEach
    void open() throws Exception {
        Optional<Browser> found = Browser.find(directory);
        assumeTrue(found.isPresent(), "there is no chromium here, so nobody has looked at the report");
        browser = found.orElseThrow();
        report = Report.write(Recordings.full(), directory.resolve("demo/report.html"));
    }

    @ParameterizedTest
    @ValueSource(ints = {DESKTOP, PHONE})
    void page_fitsItsWidth(int width) throws Exception {
        JsonNode page = browser.look(report, width, false).page();

        assertThat(page.path("width").asInt()).isEqualTo(width);
        assertThat(page.path("scrollWidth").asInt()).isLessThanOrEqualTo(width);
        assertThat(page.path("outside")).as("elements beyond the right edge").isEmpty();
        assertThat(page.path("smallest").asDouble())
                .as("pixels of the smallest letter")
                .isGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {DESKTOP, PHONE})
    void everyNode_isDrawnWithItsStatesMarksAndBytes(int width) throws Exception {
        JsonNode nodes = browser.look(report, width, false).page().path("nodes");

        assertThat(nodes).extracting(node -> node.path("id").asText()).containsExactlyElementsOf(Recordings.NODES);
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.path("width").asDouble()).isGreaterThan(width * 0.6);
            assertThat(node.path("curve").asDouble())
                    .isGreaterThan(node.path("width").asDouble() * 0.4);
            assertThat(node.path("states").asInt()).isPositive();
            assertThat(node.path("marks").asInt()).isGreaterThan(3);
        });
    }

    @Test
    void page_runsNoScript_loadsNothing_andComplainsOfNothing() throws Exception {
        Browser.Sight sight = browser.look(report, DESKTOP, false);

        assertThat(sight.complaints()).isEmpty();
        assertThat(sight.page().path("scripts").asInt()).isZero();
        assertThat(sight.page().path("loaded").asInt()).isZero();
        assertThat(sight.page().path("title").asText()).isEqualTo("Drainguard demo: rude");
    }

    @Test
    void darkAndLight_differ() throws Exception {
        JsonNode light = browser.look(report, DESKTOP, false).page();
        JsonNode dark = browser.look(report, DESKTOP, true).page();

        assertThat(light.path("background").asText()).isEqualTo("rgb(255, 255, 255)");
        assertThat(dark.path("background").asText()).isEqualTo("rgb(15, 20, 26)");
        assertThat(dark.path("ink").asText()).isNotEqualTo(light.path("ink").asText());
    }
}
