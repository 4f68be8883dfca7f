package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueFilesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    @TempDir
    Path directory;

    @Test
    void write_makesFilesWithDataAsOldAsTheQueue() throws Exception {
        QueueFiles queue = written(10, Duration.ofSeconds(100));

        assertThat(queue.count()).isEqualTo(10);
        assertThat(queue.bytes()).isPositive();
        assertThat(Files.getLastModifiedTime(directory.resolve("0/out-siem/queue.000000.ndjson"))
                        .toInstant())
                .isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void drain_halfTheTime_leavesTheYoungerHalf() {
        QueueFiles queue = written(10, Duration.ofSeconds(100));
        queue.drain(NOW, NOW.plusSeconds(50));

        assertThat(queue.count()).isEqualTo(5);
        assertThat(directory.resolve("0/out-siem/queue.000004.ndjson")).doesNotExist();
        assertThat(directory.resolve("0/out-siem/queue.000005.ndjson")).exists();
    }

    @Test
    void drain_untilJustBeforeTheEnd_leavesTheLastFile() {
        QueueFiles queue = written(10, Duration.ofSeconds(100));

        assertThat(queue.drain(NOW, NOW.plusMillis(99_999))).isFalse();
        assertThat(queue.count()).isOne();
    }

    @Test
    void drain_afterTheEnd_leavesNone() {
        QueueFiles queue = written(10, Duration.ofSeconds(100));

        assertThat(queue.drain(NOW, NOW.plusSeconds(1000))).isTrue();
        assertThat(queue.drain(NOW, NOW.plusSeconds(1001))).isFalse();
        assertThat(queue.count()).isZero();
    }

    @Test
    void drain_ofAStuckQueue_leavesAll() {
        QueueFiles queue = written(10, Duration.ZERO);

        assertThat(queue.drain(NOW, NOW.plusSeconds(100_000))).isFalse();
        assertThat(queue.count()).isEqualTo(10);
    }

    @Test
    void count_leavesOutFilesWithoutData() throws Exception {
        QueueFiles queue = written(1, Duration.ZERO);
        Files.createFile(directory.resolve("empty"));

        assertThat(queue.count()).isOne();
    }

    private QueueFiles written(int files, Duration drain) {
        QueueFiles queue = new QueueFiles(directory, files, drain);
        queue.write(NOW);
        return queue;
    }
}
