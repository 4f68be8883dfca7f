package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Instant ZERO = Instant.parse("2026-01-05T10:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long nanos;
    private final Table table = new Table(new PrintStream(out, true, UTF_8), AnsiColors.PLAIN, () -> nanos);

    @BeforeEach
    void header() {
        table.header(ZERO);
        out.reset();
    }

    @Test
    void decision_pending_showsWhatTheGuardSaw() throws Exception {
        table.decision("ended look", new JsonMapper().readTree("""
                {"time":"2026-01-05T10:01:05Z","node":"i-1","state":"Terminating:Wait","heldForSeconds":61,
                 "look":"pending","files":3,"bytes":2048,"decision":"hold","reason":"3 files","outcome":"done"}"""));
        assertThat(row()).isEqualTo("1:05 ended look i-1 Terminating:Wait 1:01 3 2 KiB hold 3 files");
    }

    @Test
    void decision_unknown_showsThatNobodyKnows() throws Exception {
        table.decision("ended look", new JsonMapper().readTree("""
                {"time":"2026-01-05T10:00:05Z","node":"i-1","state":"Terminating:Wait","heldForSeconds":0,
                 "look":"unknown","decision":"hold","reason":"cannot know","outcome":"done"}"""));
        assertThat(row()).isEqualTo("0:05 ended look i-1 Terminating:Wait 0:00 ? ? hold cannot know");
    }

    @Test
    void decision_empty_showsZero() throws Exception {
        table.decision("ended look", new JsonMapper().readTree("""
                {"time":"2026-01-05T10:00:05Z","node":"i-1","state":"Terminating:Wait","heldForSeconds":4,
                 "look":"empty","decision":"release","reason":"queues are empty","outcome":"done"}"""));
        assertThat(row()).isEqualTo("0:05 ended look i-1 Terminating:Wait 0:04 0 0 release queues are empty");
    }

    @Test
    void decision_notCarriedOut_saysSo() throws Exception {
        table.decision("ended look", new JsonMapper().readTree("""
                {"time":"2026-01-05T10:00:05Z","node":"i-1","state":"Terminating:Wait","heldForSeconds":4,
                 "look":"empty","decision":"release","reason":"queues are empty","outcome":"failed: throttled",
                 "outcomeCode":"failed"}"""));
        assertThat(row()).endsWith("queues are empty (failed: throttled)");
    }

    @Test
    void decision_retained_isNoLongerHeld() throws Exception {
        table.decision("ended look", new JsonMapper().readTree("""
                {"time":"2026-01-05T10:00:05Z","node":"i-1","state":"Terminating:Retained","heldForSeconds":0,
                 "look":"unknown","decision":"leave","reason":"cannot know","outcome":"left"}"""));
        assertThat(row()).contains("Terminating:Retained - ? ? leave");
    }

    @Test
    void note_countsFromZero() {
        table.note(ZERO.plusSeconds(600), "agent back");
        assertThat(row()).isEqualTo("10:00 * agent back");
    }

    @Test
    void rowsThatArriveOutOfOrder_standInTheOrderOfTheirTimes() {
        table.note(ZERO.plusSeconds(215), "give up");
        table.note(ZERO.plusSeconds(213), "retained");
        nanos += Duration.ofMillis(299).toNanos();
        table.settle();
        assertThat(out.size()).isZero();

        nanos += Duration.ofMillis(1).toNanos();
        table.settle();

        assertThat(out.toString(UTF_8).lines()).containsExactly(" 3:33  * retained", " 3:35  * give up");
    }

    @Test
    void rowThatComesTooLate_standsAtTheTimeOfTheRowAbove_andSaysOfWhenItIs() {
        table.note(ZERO.plusSeconds(215), "give up");
        nanos += Duration.ofSeconds(1).toNanos();
        table.settle();
        table.note(ZERO.plusSeconds(213), "retained");
        nanos += Duration.ofSeconds(1).toNanos();
        table.settle();

        assertThat(out.toString(UTF_8).lines()).containsExactly(" 3:35  * give up", " 3:35  * retained (at 3:33)");
    }

    @Test
    void rowThatComesAfterTheEnd_doesNotStandInTheSummary() {
        table.note(ZERO.plusSeconds(10), "in time");
        table.end();
        table.note(ZERO.plusSeconds(11), "too late");
        table.line("summary");

        assertThat(out.toString(UTF_8).lines()).containsExactly(" 0:10  * in time", "summary");
    }

    @Test
    void hundredRowsAtSpeedHundred_fromFourProcesses_neverRunBackwards() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            nanos += Duration.ofMillis(10).toNanos();
            // A process tells up to a third of a second late, and a hundred times that passes meanwhile.
            table.note(ZERO.plusMillis(Math.max(0, i * 1000L - random.nextInt(45_000))), "row " + i);
            table.settle();
        }
        table.line("");

        List<Integer> shown = out.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("row"))
                .map(line -> line.strip().split(" ", 2)[0].split(":"))
                .map(clock -> Integer.parseInt(clock[0]) * 60 + Integer.parseInt(clock[1]))
                .toList();
        assertThat(shown).hasSize(100).isSorted();
        assertThat(out.toString(UTF_8)).contains("(at ");
    }

    private String row() {
        nanos += Duration.ofSeconds(1).toNanos();
        table.settle();
        return out.toString(UTF_8).strip().replaceAll(" +", " ");
    }
}
