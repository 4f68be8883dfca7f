package io.drainguard.proofs.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.demo.report.DsiemRecording.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class DsiemReportTest {
    @TempDir
    Path directory;

    private static DsiemRecording recording() {
        Recording account = Recordings.full();
        Instant start = account.start();
        return new DsiemRecording(
                account,
                List.of(
                        new Sample(start, 1_000, Map.of("i-1", 1_000), 10, 10),
                        new Sample(start.plusSeconds(60), 3_400, Map.of("i-1", 2_000, "i-2", 1_900), 90, 60),
                        new Sample(account.end(), 5_800, Map.of("i-1", 2_000, "i-2", 4_300), 180, 180)),
                new TreeMap<>(Map.of("i-1", "backend-01", "i-2", "<backend-01>")),
                "events accepted 5,800");
    }

    @Test
    void page_tellsEventsByBackendAndAlarms_andEscapesEveryText() {
        assertThat(DsiemReport.page(recording()))
                .contains("seen by i-1 (backend-01)", "5,800", "4,300", "raised", "shipped")
                .contains("&lt;backend-01&gt;")
                .doesNotContain("<backend-01>", "<script", "http://", "https://");
    }

    /// In a real browser, which is skipped where there is none.
    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void page_fitsItsWidth(int width) throws Exception {
        Optional<Browser> browser = Browser.find(directory);
        assumeTrue(browser.isPresent(), "there is no chromium here, so nobody has looked at the report");
        Path report = DsiemReport.write(recording(), directory.resolve("demo/report.html"));
        Browser.Sight sight = browser.orElseThrow().look(report, width, false);
        JsonNode page = sight.page();

        assertThat(sight.complaints()).isEmpty();
        assertThat(page.path("scrollWidth").asInt()).isLessThanOrEqualTo(width);
        assertThat(page.path("outside")).as("elements beyond the right edge").isEmpty();
        assertThat(page.path("smallest").asDouble()).isGreaterThanOrEqualTo(10);
        assertThat(page.path("nodes")).hasSize(Recordings.NODES.size());
    }
}
