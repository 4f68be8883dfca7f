package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.Built;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Timings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operator's commands as the packaged jar in a process of its own, without a terminal.
class OperatorsIT {
    private static final Duration WATCHED = Duration.ofMinutes(10);

    /// The account's clock ends where the machine's is: the process lives on that one.
    private final Account account =
            new Account(Timings.recorded(), Instant.now().minus(WATCHED));

    private final SimulatorServer server = SimulatorServer.start(account.world);
    private Instance draining;

    @TempDir
    private Path directory;

    @BeforeEach
    void scaleIn() {
        List<Instance> nodes = account.world.createGroup(Account.named("workers", 2, Duration.ofHours(1)));
        draining = nodes.getFirst();
        Instant start = account.world.instant();
        account.shell.disk(draining.id(), Disk.holding(100, 10_000_000, start).drain(start, Duration.ofHours(1)));
        account.scaleIn(List.of(draining));
        new TestGuard(account).guardFor(WATCHED.minus(Duration.ofMinutes(1)));
        handOver();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void handOver() {
        server.shared().change(world -> {});
    }

    private record Ended(int code, String out, String err) {}

    private Ended drainguard(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Built.COMMAND_LINE_JAR.toAbsolutePath().toString()));
        command.addAll(List.of(words));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(
                        ProcessBuilder.Redirect.from(Files.writeString(directory.resolve("in"), draining.id() + "\n")
                                .toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_"));
        builder.environment().put("AWS_ENDPOINT_URL", server.endpoint().toString());
        builder.environment().put("AWS_REGION", "us-east-1");
        builder.environment().put("AWS_ACCESS_KEY_ID", "a");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "b");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        handOver();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void status_tellsMachinesWhatWaits() throws Exception {
        Ended ended = drainguard("status", "--json");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        JsonNode node = new ObjectMapper().readTree(ended.out()).path("nodes").path(0);
        assertThat(node.path("node").asText()).isEqualTo(draining.id());
        assertThat(node.path("decision").asText()).isEqualTo("hold");
        assertThat(node.path("drainBytesPerSecond").asDouble()).isBetween(2700.0, 2850.0);
        assertThat(node.path("secondsToCeiling").asLong()).isBetween(171_000L, 172_000L);
    }

    @Test
    void status_hasNoColoursWithoutATerminal() throws Exception {
        Ended ended = drainguard("status");

        assertThat(ended.out()).contains(draining.id()).doesNotContain("\u001b");
    }

    @Test
    void doctor_findsThatNoGuardSweeps() throws Exception {
        Ended ended = drainguard("doctor", "--no-look");

        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out()).contains("fault  all groups: no guard has swept in the last three hours");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void release_isRefusedWithoutATerminalAndDoneWithYes() throws Exception {
        Ended refused = drainguard("release", draining.id());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("there is no terminal to ask at");
        assertThat(draining.tags()).doesNotContainKey("drainguard:override");

        Ended done = drainguard("release", draining.id(), "--yes");

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(draining.tags())
                .containsEntry("drainguard:override", "release")
                .hasEntrySatisfying(
                        "drainguard:override-by", by -> assertThat(by).startsWith("arn:aws:iam::"));
    }
}
