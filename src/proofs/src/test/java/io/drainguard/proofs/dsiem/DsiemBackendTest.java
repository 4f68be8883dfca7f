package io.drainguard.proofs.dsiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stand-in in simulated time, against what was read in dsiem's source and measured with its binary.
final class DsiemBackendTest {
    private static final BackendSettings UNBOUNDED = BackendSettings.unbounded(Cluster.NODE);

    @TempDir
    private Path folder;

    private Cluster cluster;

    @BeforeEach
    void aCluster() throws IOException {
        cluster = new Cluster(folder);
    }

    @Test
    void twoEventsOfASource_makeOneAlarmOfTwoStages() throws IOException {
        DsiemBackend backend = cluster.started(UNBOUNDED);
        cluster.post(1, 1);
        cluster.pass(Duration.ofSeconds(1));
        cluster.post(1, 2);
        cluster.pass(Duration.ofSeconds(1));
        backend.advance();

        List<String> events = cluster.log(1, AlarmLogs.EVENTS);
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).endsWith("\"stage\":1,\"event_id\":\"e1-1\"}");
        assertThat(events.get(1))
                .endsWith("\"stage\":2,\"event_id\":\"e1-2\"}")
                .startsWith(events.get(0).substring(0, 20));
        assertThat(cluster.log(1, AlarmLogs.ALARMS)).hasSize(2);
        assertThat(backend.open()).isZero();
    }

    @Test
    void secondEventAfterTheTimeout_findsNoCorrelation() throws IOException {
        cluster.offer("directives_backend-01_a.json", Directive.file(List.of(Directive.ofTwo(1, 1001, 30))));
        DsiemBackend backend = cluster.started(UNBOUNDED);
        cluster.post(1, 1);
        cluster.pass(Duration.ofSeconds(50));
        backend.advance();

        assertThat(backend.open()).isZero();
        cluster.post(1, 2);
        cluster.pass(Duration.ofSeconds(1));
        backend.advance();
        assertThat(cluster.log(1, AlarmLogs.EVENTS)).hasSize(1);
        assertThat(cluster.log(1, AlarmLogs.ALARMS).getLast()).contains("\"status\":\"timeout\"");
    }

    @Test
    void restart_losesEveryOpenCorrelation() throws IOException {
        DsiemBackend before = cluster.started(UNBOUNDED);
        sources(300, 1);
        assertThat(before.open()).isEqualTo(300);
        before.kill();
        DsiemBackend after = cluster.started(UNBOUNDED);
        sources(300, 2);

        assertThat(after.received()).isEqualTo(300);
        assertThat(cluster.log(2, AlarmLogs.EVENTS)).isEmpty();
    }

    @Test
    void overlap_losesNoCorrelationAndDoublesThoseThatBothSee() throws IOException {
        DsiemBackend old = cluster.started(UNBOUNDED);
        sources(100, 1);
        DsiemBackend successor = cluster.started(UNBOUNDED);
        sources(100, 2);
        sources(100, 3, 1);
        old.kill();
        sources(100, 3, 2);

        assertThat(cluster.log(1, AlarmLogs.EVENTS)).hasSize(300);
        assertThat(cluster.log(2, AlarmLogs.EVENTS)).hasSize(200);
        assertThat(successor.open()).isZero();
    }

    @Test
    void default_queue_losesAlarmsAt800EventsASecond_unboundedNone() throws IOException {
        DsiemBackend bounded = cluster.started(BackendSettings.defaults(Cluster.NODE));
        DsiemBackend unbounded = cluster.started(UNBOUNDED);
        // As measured: four seconds in which a quarter of the events open a correlation, and a quarter end it later.
        IntStream.range(0, 1000).forEach(source -> {
            cluster.pass(Duration.ofNanos(1_250_000));
            cluster.post(source, 1);
            cluster.pass(Duration.ofNanos(1_250_000));
            cluster.post(source + 1_000, 3);
            if (source >= 200) {
                cluster.pass(Duration.ofNanos(1_250_000));
                cluster.post(source - 200, 2);
            }
        });
        cluster.pass(Duration.ofSeconds(20));
        bounded.advance();
        unbounded.advance();

        assertThat(opened(2)).isEqualTo(1000);
        assertThat(unbounded.skipped()).isZero();
        assertThat(1000 - opened(1)).isBetween(20L, 500L);
        assertThat(bounded.skipped()).isPositive();
    }

    @Test
    void startUnderTraffic_diesForSomeSeeds() throws IOException {
        int dead = 0;
        for (int start = 1; start <= 100; start++) {
            DsiemBackend backend = cluster.backend(UNBOUNDED);
            backend.start(cluster, cluster.frontend);
            cluster.pass(Duration.ofMillis(start % 10));
            cluster.post(start, 1);
            cluster.pass(Duration.ofMillis(10));
            backend.advance();
            assertThat(backend.isAlive()).isEqualTo(backend.panic().isEmpty());
            dead += backend.isAlive() ? 0 : 1;
            backend.kill();
        }
        assertThat(dead).isBetween(15, 50);
    }

    @Test
    void staleDirectivesOfAnotherNode_stayActive() throws IOException {
        cluster.offer("directives_backend-02_b.json", Directive.file(List.of(Directive.ofTwo(2, 1001, 600))));
        DsiemBackend backend = cluster.started(UNBOUNDED);
        cluster.post(1, 1);
        assertThat(backend.open()).isEqualTo(1);
        backend.kill();

        java.nio.file.Files.copy(
                folder.resolve("frontend/configs/directives_backend-02_b.json"),
                folder.resolve("backend1/configs/directives_backend-02_b.json"));
        DsiemBackend again =
                new DsiemBackend(folder.resolve("backend1"), UNBOUNDED, cluster::now, new java.util.Random(1));
        again.start(cluster, cluster.frontend);
        cluster.pass(BackendSettings.START_WINDOW);
        cluster.post(2, 1);
        assertThat(again.open()).isEqualTo(2);
    }

    @Test
    void directiveOfOneRule_isRefused() throws IOException {
        Directive single = new Directive(1, "one", 5, false, "kingdom", "category", List.of(Rule.of(1, 1001, 1, 600)));
        cluster.offer("directives_backend-01_a.json", Directive.file(List.of(single)));

        assertThatThrownBy(() -> cluster.started(UNBOUNDED)).isInstanceOf(IOException.class);
    }

    @Test
    void noFrontend_startFails() {
        cluster.frontend.kill();
        assertThatThrownBy(() -> cluster.started(UNBOUNDED)).isInstanceOf(IOException.class);
    }

    private void sources(int count, int stage) {
        sources(count, 0, stage);
    }

    private void sources(int count, int block, int stage) {
        for (int source = 0; source < count; source++) {
            cluster.pass(Duration.ofMillis(10));
            cluster.post(1_000 * block + source, stage);
        }
    }

    private long opened(int backend) throws IOException {
        return cluster.log(backend, AlarmLogs.EVENTS).stream()
                .filter(line -> line.contains("\"stage\":1"))
                .count();
    }
}
