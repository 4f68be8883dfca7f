package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static final Instant ZERO = Instant.parse("2026-01-05T10:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Table table = new Table(new PrintStream(out, true, UTF_8), AnsiColors.PLAIN);

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

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1048575,1023 KiB", "1572864,1.5 MiB"})
    void size_isInTheLargestUnitThatGivesOne(long bytes, String text) {
        assertThat(Table.size(bytes)).isEqualTo(text);
    }

    private String row() {
        return out.toString(UTF_8).strip().replaceAll(" +", " ");
    }
}
