package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookLineTest {
    static final String EMPTY_2 =
            "{\"drainguard\":2,\"look\":\"empty\",\"what\":\"files\",\"paths\":2,\"files\":0,\"bytes\":0,\"oldest\":0,"
                    + "\"sources\":[\"0f3a9c1e-aa\",\"-host:/my export\"],\"reason\":\"\",\"end\":\"drainguard\"}";
    static final String PENDING_2 =
            "{\"drainguard\":2,\"look\":\"pending\",\"what\":\"files\",\"paths\":1,\"files\":3,\"bytes\":4096,\"oldest\":1767225600,"
                    + "\"sources\":[\"tmpfs\"],\"reason\":\"search did not end in time\",\"end\":\"drainguard\"}";
    static final String UNKNOWN_2 =
            "{\"drainguard\":2,\"look\":\"unknown\",\"what\":\"files\",\"paths\":0,\"files\":0,\"bytes\":0,\"oldest\":0,"
                    + "\"sources\":[],\"reason\":\"/opt/x is missing\",\"end\":\"drainguard\"}";
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
    void emptyLineOfVersion2_saysWhatThePathsLieOn() {
        assertThat(LookLine.parse(EMPTY_2)).isEqualTo(new Empty(List.of("0f3a9c1e-aa", "-host:/my export")));
        assertThat(LookLine.parse(EMPTY_2.replace("\"0f3a9c1e-aa\",\"-host:/my export\"", "\"sum:0123456789abcdef\"")))
                .isEqualTo(new Empty(List.of("sum:0123456789abcdef")));
    }

    @Test
    void pendingLineOfVersion2_saysWhyItsCountsAreAFloor() {
        assertThat(LookLine.parse(PENDING_2))
                .isEqualTo(new Pending(
                        3,
                        4096,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        "search did not end in time",
                        List.of("tmpfs")));
        assertThat(LookLine.parse(PENDING_2.replace("search did not end in time", "")))
                .isInstanceOfSatisfying(
                        Pending.class, data -> assertThat(data.floor()).isEmpty());
    }

    @Test
    void unknownLineOfVersion2_needsNoSources() {
        assertThat(LookLine.parse(UNKNOWN_2)).isEqualTo(new Unknown("/opt/x is missing"));
    }

    @Test
    void lookAtSomethingNew_isUnknownWhateverItSays() {
        for (String line : List.of(EMPTY_2, PENDING_2, UNKNOWN_2)) {
            assertThat(LookLine.parse(line.replace("\"files\",", "\"kafka\",")))
                    .isEqualTo(new Unknown("the look is at something that this version does not know: kafka"));
        }
    }

    @Test
    void connections_areToldAsConnections() {
        String line = PENDING_2.replace("\"files\",", "\"connections\",").replace("4096", "3");

        assertThat(LookLine.parse(line)).isInstanceOfSatisfying(Pending.class, pending -> {
            assertThat(pending.what()).isEqualTo(Look.What.CONNECTIONS);
            assertThat(pending.size()).isEqualTo("at least 3 connections");
        });
        assertThat(LookLine.parse(EMPTY_2.replace("\"files\",", "\"connections\",")))
                .isEqualTo(LookLine.parse(EMPTY_2));
    }

    @Test
    void everyPrefixOfTheEmptyLine_isUnknown() {
        for (String line : List.of(EMPTY, EMPTY_2)) {
            for (int length = 0; length < line.length(); length++) {
                assertThat(LookLine.parse(line.substring(0, length)))
                        .as("cut at %d", length)
                        .isInstanceOf(Unknown.class);
            }
        }
    }

    /// Each changes one thing of the version 2 line that a document of another make could get wrong.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"drainguard\":2 | \"drainguard\":1",
                "\"drainguard\":2 | \"drainguard\":3",
                "\"what\":\"files\", | ''",
                "\"what\":\"files\" | \"what\":1",
                "\"what\":\"files\" | \"what\":null",
                "\"what\":\"files\" | \"what\":\"FILES\"",
                "\"what\":\"files\" | \"what\":\"file\"",
                "\"what\":\"files\" | \"what\":\"connection\"",
                "\"what\":\"files\" | \"what\":[\"connections\"]",
                "\"paths\":2 | \"paths\":3",
                "\"paths\":2 | \"paths\":1",
                "-host:/my export | ''",
                "\"0f3a9c1e-aa\", | 7,",
                "\"0f3a9c1e-aa\", | [],",
                "\"0f3a9c1e-aa\", | null,",
                "\"0f3a9c1e-aa\", | \"\\u0030f3a9c1e-aa\",",
                "[\"0f3a9c1e-aa\",\"-host:/my export\"] | []",
                "[\"0f3a9c1e-aa\",\"-host:/my export\"] | \"0f3a9c1e-aa\"",
                "[\"0f3a9c1e-aa\",\"-host:/my export\"] | [\"sum:0123\"]",
                "\"reason\":\"\" | \"reason\":\"find failed\"",
            })
    void emptyLineOfVersion2WithOneThingWrong_isUnknown(String right, String wrong) {
        assertThat(EMPTY_2).contains(right);
        assertThat(LookLine.parse(EMPTY_2.replace(right, wrong))).isInstanceOf(Unknown.class);
    }

    @Test
    void pendingLineOfVersion1WithAReason_isUnknown() {
        assertThat(LookLine.parse(PENDING.replace("\"reason\":\"\"", "\"reason\":\"x\"")))
                .isInstanceOf(Unknown.class);
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
                "{\"drainguard\":3,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}",
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

    /// The first two are what a shell and a loader say before the script's first command (reviews of C18).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: ld.so: object '/opt/agent.so' from /etc/ld.so.preload cannot be preloaded: ignored.",
                "sh: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)",
                "{}",
                "a path /run/drainguard/rescue",
            })
    void harmlessNoiseBesideAWholeLine_changesNothing(String noise) {
        for (String line : List.of(EMPTY_2, PENDING_2, UNKNOWN_2, EMPTY, PENDING, UNKNOWN)) {
            Look look = LookLine.parse(line);
            assertThat(LookLine.parse(line + "\n----------ERROR-------\n" + noise + "\n"))
                    .isEqualTo(look);
            assertThat(LookLine.parse(noise + "\n" + line + "\n")).isEqualTo(look);
            assertThat(LookLine.parse(noise + "\r\n" + line + "\r\n" + noise)).isEqualTo(look);
        }
    }

    @Test
    void errorStreamThatWasCut_doesNotSpoilTheWholeLineBeforeIt() {
        assertThat(LookLine.parse(EMPTY + "\n\n----------ERROR-------\nld.so: --output truncated--"))
                .isEqualTo(new Empty());
    }

    @Test
    void twoLinesThatNameDrainguard_areUnknown() {
        for (String other : List.of(EMPTY, PENDING, UNKNOWN, PENDING_2, "{\"drainguard\"", "see \"drainguard\"")) {
            assertThat(LookLine.parse(EMPTY + "\n" + other)).isInstanceOf(Unknown.class);
            assertThat(LookLine.parse(other + "\n" + EMPTY)).isInstanceOf(Unknown.class);
            assertThat(LookLine.parse(EMPTY + "\n----------ERROR-------\n" + other))
                    .isInstanceOf(Unknown.class);
        }
    }

    @Test
    void lineOnTheErrorStream_isUnknown() {
        assertThat(LookLine.parse("\n----------ERROR-------\n" + EMPTY)).isInstanceOf(Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " trailing",
                "{}",
                "\n---Output truncated---",
                "--output truncated--",
                "\u0000",
                "\n\"drainguard\""
            })
    void emptyLineWithAnythingElseBesideIt_isUnknown(String beside) {
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
