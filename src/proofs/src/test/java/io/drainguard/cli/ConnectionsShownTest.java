package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the commands say over the wire of a node whose looks count connections: a backend of dsiem that overlaps with
/// its successor for longer than it takes a guard to speak of trouble, and then ships its last alarms.
class ConnectionsShownTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    private JsonNode json(String... words) throws Exception {
        assertThat(prompt.run(words)).as(prompt.err()).isZero();
        return JSON.readTree(prompt.out());
    }

    private Instance overlapping() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.connections(node.id(), 1, prompt.world.instant());
        prompt.account.scaleIn(List.of(node));
        prompt.guard.guardFor(Duration.ofMinutes(45));
        return node;
    }

    @Test
    void overlapOfFortyMinutes_needsNobodyAndIsNoByteAtRisk() throws Exception {
        Instance node = overlapping();

        JsonNode shown = json("status", "--json");
        JsonNode row = shown.path("nodes").path(0);
        assertThat(row.path("look").asText()).isEqualTo("pending");
        assertThat(row.path("connections").asLong()).isOne();
        assertThat(row.path("files").isNull()).isTrue();
        assertThat(row.path("bytes").isNull()).isTrue();
        assertThat(row.path("drainBytesPerSecond").isNull()).isTrue();
        assertThat(row.path("stalled").asBoolean()).isFalse();
        assertThat(row.path("trouble").isNull()).isTrue();
        assertThat(row.path("next")).isEmpty();
        assertThat(row.path("reason").asText()).contains("1 connection");
        assertThat(shown.path("totals").path("bytes").asLong()).isZero();

        prompt.run("status");
        assertThat(prompt.out())
                .containsPattern(node.id() + "  waits +45 min +47 h +1 conn. +- +- +hold")
                .contains("1 node, 0 B at risk")
                .doesNotContain("next:");

        prompt.run("history", node.id());
        assertThat(prompt.out()).contains("look      pending: 1 connection");
        prompt.run("history", node.id(), "--json");
        assertThat(JSON.readTree(prompt.out()).path("events"))
                .filteredOn(event -> event.has("connections"))
                .isNotEmpty()
                .noneMatch(event -> event.has("files") || event.has("bytes"));
    }

    /// The node took its first look at connections: the bytes that come later did not grow out of them.
    @Test
    void alarmsThatAreShippedAfterTheOverlap_drainAndDoNotFill() throws Exception {
        Instance node = overlapping();
        Instant now = prompt.world.instant();
        prompt.account.shell.files(node.id(), Disk.holding(2, 6_000_000, now).drain(now, Duration.ofMinutes(30)));

        for (int minute = 2; minute <= 16; minute += 2) {
            prompt.guard.guardFor(Duration.ofMinutes(2));
            JsonNode row = json("status", "--json").path("nodes").path(0);
            assertThat(row.path("next")).as("minute " + minute).isEmpty();
        }

        JsonNode row = json("status", "--json").path("nodes").path(0);
        assertThat(row.path("drainBytesPerSecond").asDouble()).isBetween(3_000.0, 3_700.0);
        assertThat(row.path("connections").isNull()).isTrue();
        assertThat(row.path("files").asLong()).isPositive();
    }
}
