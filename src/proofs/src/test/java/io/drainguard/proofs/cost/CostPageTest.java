package io.drainguard.proofs.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page of costs agrees with itself, and with what the guard writes. Where it does not, run `CostPage`.
class CostPageTest {
    /// Lines grow and shrink by a word here and there, which is worth no new page: per cent.
    private static final double TOLERANCE = 10;

    private static Map<String, Double> measured;

    private String text;
    private CostPage page;

    @BeforeAll
    static void measure() throws IOException {
        measured = Measured.now();
    }

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(CostPage.FILE);
        page = new CostPage(text);
    }

    @Test
    void amounts_areThoseOfTheirFormulas() {
        assertThat(page.with(Map.of())).isEqualTo(text);
    }

    @Test
    void aChangedPrice_changesItsRowAndTheSum() {
        String dearer = page.with(Map.of("alarm", page.value("alarm") * 10));

        assertThat(row(dearer, "alarms")).isNotEqualTo(row(text, "alarms"));
        assertThat(row(dearer, "**sum**")).isNotEqualTo(row(text, "**sum**"));
        assertThat(row(dearer, "dashboard")).isEqualTo(row(text, "dashboard"));
    }

    @Test
    void metricsAndAlarms_areAsManyAsTheGuardWritesAndTheTemplateHas() {
        for (String name : new String[] {"always", "busy", "perGroup", "alarms"}) {
            assertThat(page.value(name)).as(name).isEqualTo(measured.get(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lineSweep", "lineTermination"})
    void bytesOfLines_areAboutThoseOfARealStory(String name) {
        assertThat(page.value(name)).isCloseTo(measured.get(name), withinPercentage(TOLERANCE));
    }

    @Test
    void figuresOfTheBenchmark_areThoseOfItsPage() throws IOException {
        String performance = Files.readString(Path.of("docs/performance.md"));

        assertThat(performance)
                .contains("%,.0f | pass".formatted(page.value("work") * 1_000))
                .contains("%.1f calls of the function".formatted(page.value("calls")))
                .contains("%.2f GB-seconds".formatted(page.value("idle")));
    }

    @Test
    void editions_costWhatTheDeploymentPageSays() throws IOException {
        double lambda = Stream.of("Lambda, requests", "Lambda, time", "the schedule", "the queue of ended looks")
                .mapToDouble(this::idle)
                .sum();

        assertThat(Files.readString(Path.of("docs/deploy.md")))
                .contains("else %.2f | %.2f, and %.2f more"
                        .formatted(
                                lambda,
                                idle("instance") + idle("its disk"),
                                idle("a public address, if its subnet gives one")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 * 3; 7",
                "(1 + 2) * 3; 9",
                "8 / 2 / 2; 2",
                "10 - 2 - 3; 5",
                "max(0, a - 10); 0",
                "min(1, a) * 2; 2"
            })
    void formula_isWorkedOut(String formula, double value) {
        assertThat(Formula.value(formula, Map.of("a", 3.0))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 +", "b", "(1", "1)", "1 2", "max(1)", "1 % 2", "min(1, 2"})
    void formula_thatIsNone_isRefused(String formula) {
        assertThatIllegalArgumentException().isThrownBy(() -> Formula.value(formula, Map.of("a", 3.0)));
    }

    /// The first amount of a row.
    private double idle(String name) {
        return Double.parseDouble(row(text, name).split("\\|")[3].strip());
    }

    private static String row(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith("| " + name + " |"))
                .findFirst()
                .orElseThrow();
    }
}
