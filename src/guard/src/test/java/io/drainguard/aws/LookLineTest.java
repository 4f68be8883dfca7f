package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookLineTest {
    static final String EMPTY =
            "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}";
    static final String PENDING =
            "{\"drainguard\":1,\"look\":\"pending\",\"paths\":2,\"files\":3,\"bytes\":4096,\"oldest\":1767225600,\"reason\":\"\",\"end\":\"drainguard\"}";
    static final String UNKNOWN =
            "{\"drainguard\":1,\"look\":\"unknown\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"/opt/x is missing\",\"end\":\"drainguard\"}";

    @Test
    void emptyLine_isEmpty() {
        assertThat(LookLine.parse(EMPTY)).isEqualTo(new Empty());
    }

    @Test
    void emptyLine_mayEndWithANewline() {
        assertThat(LookLine.parse(EMPTY + "\n")).isEqualTo(new Empty());
    }

    @Test
    void pendingLine_isPending() {
        assertThat(LookLine.parse(PENDING)).isEqualTo(new Pending(3, 4096, Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void unknownLine_keepsItsReason() {
        assertThat(LookLine.parse(UNKNOWN)).isEqualTo(new Unknown("/opt/x is missing"));
    }

    @Test
    void everyPrefixOfTheEmptyLine_isUnknown() {
        for (int length = 0; length < EMPTY.length(); length++) {
            assertThat(LookLine.parse(EMPTY.substring(0, length)))
                    .as("cut at %d", length)
                    .isInstanceOf(Unknown.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "empty",
                "null",
                "[]",
                "{}",
                "{\"drainguard\":1,\"look\":\"empty\"}",
                // Another version.
                "{\"drainguard\":2,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                // The document searched no path.
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":0,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                // Empty, with files.
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":1,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                // Empty, with a reason.
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"find failed\",\"end\":\"drainguard\"}",
                // Values that are not numbers.
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0.0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":\"1\",\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                "{\"drainguard\":1,\"look\":\"pending\",\"paths\":1,\"files\":-1,\"bytes\":1,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                "{\"drainguard\":1,\"look\":\"pending\",\"paths\":1,\"files\":99999999999999999999999,\"bytes\":1,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                // A key that stands there twice.
                "{\"drainguard\":1,\"look\":\"pending\",\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                // Text after the end marker.
                "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"end\":\"drainguard\",\"reason\":\"\"}",
                "{\"drainguard\":1,\"look\":\"unknown\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
                "{\"drainguard\":1,\"look\":\"EMPTY\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}"
            })
    void anythingElse_isUnknown(String output) {
        assertThat(LookLine.parse(output)).isInstanceOf(Unknown.class);
    }

    /// JSON has a negative zero. A parser that turns it into 0 makes a count of a value that is not a count.
    @ParameterizedTest
    @ValueSource(strings = {"files", "bytes", "oldest"})
    void countBelowZeroByItsSignAlone_isNoEmpty(String key) {
        assertThat(LookLine.parse(EMPTY.replace("\"" + key + "\":0", "\"" + key + "\":-0")))
                .isInstanceOf(Unknown.class);
    }

    @Test
    void emptyLineWithBlankSpaceAsOtherPrintersLeaveIt_isEmpty() {
        assertThat(LookLine.parse(EMPTY.replace(":", ": ").replace(",", ", "))).isEqualTo(new Empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n----------ERROR-------\nfind: permission denied\n",
                "\nmore",
                " trailing",
                "{}",
                "\n---Output truncated---"
            })
    void emptyLineWithAnythingBesideIt_isUnknown(String beside) {
        assertThat(LookLine.parse(EMPTY + beside)).isInstanceOf(Unknown.class);
        assertThat(LookLine.parse(beside + EMPTY)).isInstanceOf(Unknown.class);
    }

    @Test
    void hugeOutput_isUnknownWithAShortReason() {
        Unknown look = (Unknown) LookLine.parse("x".repeat(24_000));

        assertThat(look.reason()).hasSizeLessThan(300);
    }

    @Test
    void controlCharacters_doNotReachTheJournal() {
        Unknown look = (Unknown) LookLine.parse("\u001b[31mred\u0000");

        assertThat(look.reason()).matches("[\\x20-\\x7e]*");
    }

    @Test
    void deeplyNestedOutput_isUnknown() {
        assertThat(LookLine.parse("[".repeat(2_400))).isInstanceOf(Unknown.class);
    }
}
