package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How wide text is on a terminal.
class ColumnsTest {
    @ParameterizedTest
    @CsvSource({
        "workers, 7",
        "日本語, 6",
        "ひらカタ, 8",
        "한국어, 6",
        "ｱｲｳ, 3",
        "Ａb, 3",
        "「値」, 6",
        "Grüße, 5",
        "e\u0301te\u0301, 3",
        "naı\u0308ve, 5",
        "👩‍👩‍👧‍👦, 2",
        "👍🏽, 2",
        "🇯🇵, 2",
        "❤️, 2",
        "❤, 1",
        "1️⃣, 2",
        "1, 1",
        "Ωμέγα, 5",
        "a\u200bb, 2"
    })
    void width_isWhatATerminalShows(String text, int columns) {
        assertThat(Columns.of(text)).isEqualTo(columns);
    }

    @Test
    void wideLetters_doNotShiftTheRestOfARow() {
        Grid grid = new Grid(List.of("group", "n"), Set.of());
        grid.add(List.of("日本語", "1"));
        grid.add(List.of("workers", "2"));
        grid.add(List.of("🇯🇵 ops", "3"));

        assertThat(grid.lines()).containsExactly("group    n", "日本語   1", "workers  2", "🇯🇵 ops   3");
    }

    @Test
    void gridThatIsTooWide_movesTogether() {
        Grid grid = new Grid(List.of("aaaa", "bbbb", "cccc"), Set.of(), 15);
        Grid fits = new Grid(List.of("aaaa", "bbbb", "cccc"), Set.of(), 16);

        assertThat(grid.lines()).containsExactly("aaaa bbbb cccc");
        assertThat(fits.lines()).containsExactly("aaaa  bbbb  cccc");
    }

    @Test
    void longText_breaksAtBlanksAndNeverInAWord() {
        assertThat(Columns.wrapped("one two three", 8, "  ")).containsExactly("one two", "  three");
        assertThat(Columns.wrapped("a docs/runbook.md#x b", 8, " ")).containsExactly("a", " docs/runbook.md#x", " b");
        assertThat(Columns.wrapped("日本 日本 日本", 9, "")).containsExactly("日本 日本", "日本");
    }

    @Test
    void whatATerminalObeys_isNotPrinted() {
        assertThat(Columns.plain("a\u001b[31mb\u202ec\n")).isEqualTo("a?[31mb?c?");
        assertThat(Columns.plain("日本 👍🏽")).isEqualTo("日本 👍🏽");
    }
}
