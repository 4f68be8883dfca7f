package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lease service itself, with its times made short: 3 s and 6 s of wait, a beat a second, a reboot after 3 s
/// without one.
///
/// Reboots are written to a file in place of `/proc/sysrq-trigger`.
@Timeout(90)
class LeaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private DlcNode node;
    private Process lease;

    @BeforeEach
    void moveState() throws IOException {
        node = quick("dash", home);
    }

    private static DlcNode quick(String shell, Path home) throws IOException {
        DlcNode node = new DlcNode(shell, home);
        assertThat(node.migrate().exitCode()).isZero();
        Files.delete(node.path("calls"));
        node.write("state.dlc", "inactive");
        node.edit("dlc-lease", "beat_every=5 ", "beat_every=1 ")
                .edit("dlc-lease", "fence_after=25 ", "fence_after=3 ")
                .edit("dlc-lease", "ask_every=10 ", "ask_every=1 ")
                .edit("dlc-lease", "unknown_for=120 ", "unknown_for=2 ")
                .edit("dlc-lease", "tick=2 ", "tick=0.2 ")
                .edit("lease-rule.sh", "wait_silent=60 ", "wait_silent=3 ")
                .edit("lease-rule.sh", "wait_other=300 ", "wait_other=6 ");
        return node;
    }

    @AfterEach
    void endLease() throws Exception {
        if (lease != null) {
            lease.descendants().forEach(ProcessHandle::destroyForcibly);
            lease.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void start() throws IOException {
        lease = node.command("dlc-lease")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("journal").toFile())
                .start();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private boolean holds() {
        return Files.exists(node.path("run/drainguard-dlc/lease"));
    }

    private boolean rebooted() {
        return Files.exists(node.path("proc/sysrq-trigger"));
    }

    private String reached() throws IOException {
        Path file = node.path("run/drainguard-dlc/reached");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private List<String> records() throws IOException {
        return Files.readAllLines(node.state(".lease"));
    }

    private void record(String text) throws IOException {
        Files.writeString(node.state(".lease"), text);
    }

    private void ec2(String answer) throws IOException {
        node.shim("aws", "case $* in *describe-instances*) " + answer + " ;; esac");
    }

    private static String held(String owner, int token) {
        return "owner=" + owner + " token=" + token + " state=held\n";
    }

    /// Whole seconds from the start to the lease.
    private long secondsToLease() throws Exception {
        long began = System.nanoTime();
        start();
        await(() -> holds() && node.calls().stream().anyMatch(call -> call.startsWith("systemd-notify READY=1")));
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void life_isFirstLeaseBeatsReleaseAndTheNextLease(String shell, @TempDir Path other) throws Exception {
        node = quick(shell, other);
        assertThat(secondsToLease()).isLessThan(3);
        await(() -> records().size() >= 3);
        assertThat(records()).containsOnly(held(DlcNode.ME, 1).trim());
        assertThat(node.read("run/drainguard-dlc/lease")).isEqualTo("token=1\n");
        await(() -> node.calls().stream()
                        .filter(call -> call.startsWith("systemd-notify READY=1 WATCHDOG=1 "))
                        .count()
                >= 2);

        lease.destroy();
        assertThat(lease.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(lease.exitValue()).isZero();
        assertThat(records().getLast()).isEqualTo("owner=" + DlcNode.ME + " token=1 state=released");
        assertThat(holds()).isFalse();
        assertThat(rebooted()).isFalse();

        node.write("imds.id", DlcNode.OTHER);
        assertThat(secondsToLease()).isLessThan(3);
        assertThat(records().getLast()).isEqualTo(held(DlcNode.OTHER, 2).trim());
        assertThat(node.path("run/drainguard-dlc/taken-over")).doesNotExist();
    }

    @Test
    void ownLease_isTakenAtOnceAfterAReboot() throws Exception {
        record(held(DlcNode.ME, 7));
        assertThat(secondsToLease()).isLessThan(3);
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 8).trim());
        assertThat(node.path("run/drainguard-dlc/taken-over")).doesNotExist();
    }

    @Test
    void leaseOfAnother_isWaitedForAndItsOwnerIsTerminated() throws Exception {
        record(held(DlcNode.OTHER, 7));
        assertThat(secondsToLease()).isGreaterThanOrEqualTo(3);
        assertThat(records())
                .containsSequence(
                        held(DlcNode.OTHER, 7).trim(), held(DlcNode.ME, 8).trim());
        assertThat(node.calls())
                .anyMatch(call -> call.startsWith("aws ec2 terminate-instances --instance-ids " + DlcNode.OTHER + " "));
        assertThat(node.read("run/drainguard-dlc/taken-over")).isEqualTo("8\n");
    }

    @Test
    void leaseOfAMachineThatEc2CallsTerminated_isTakenAtOnce() throws Exception {
        ec2("echo terminated");
        record(held(DlcNode.OTHER, 7));
        assertThat(secondsToLease()).isLessThan(3);
        assertThat(node.calls())
                .filteredOn(call -> call.contains("terminate-instances"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "shutting-down", "stopped"})
    void leaseOfAMachineThatHasNotEnded_isWaitedForLonger(String state) throws Exception {
        ec2("echo " + state);
        record(held(DlcNode.OTHER, 7));
        assertThat(secondsToLease()).isGreaterThanOrEqualTo(6);
    }

    /// Just after a launch EC2 may not know an instance yet (EC2 API Reference, "Eventual consistency").
    @Test
    void machineThatEc2DoesNotKnow_hasEndedAtTheSecondReading() throws Exception {
        ec2("echo 'An error occurred (InvalidInstanceID.NotFound) when calling' >&2; exit 254");
        record(held(DlcNode.OTHER, 7));
        assertThat(secondsToLease()).isBetween(2L, 6L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "owner=i-1 token=3 sta",
                "owner=i-1 token=3 state=released",
                "\0\0\0\0\n",
                "owner=i-1 token=x state=released\n",
                "owner= token=4 state=released\n",
                "owner=i-1 token=4 state=free\n",
                "x owner=i-1 token=4 state=released\n"
            })
    void recordThatCannotBeRead_isNeverARelease(String last) throws Exception {
        record("owner=i-1 token=41 state=released\n" + last + (last.isEmpty() ? "x" : ""));
        assertThat(secondsToLease()).isGreaterThanOrEqualTo(3);
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 42).trim());
    }

    @Test
    void emptyFile_isNoFirstLease() throws Exception {
        record("");
        assertThat(secondsToLease()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void lockOfAHealthyHolder_isWaitedForAndSaid() throws Exception {
        record(held(DlcNode.OTHER, 7));
        Process holder =
                new ProcessBuilder("flock", node.state(".lease").toString(), "sh", "-c", "echo locked; cat").start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            start();
            await(() -> reached().contains("waits for the lock: " + DlcNode.OTHER));
            Thread.sleep(4_000);
            assertThat(holds()).as("no time of its own runs before the lock").isFalse();
            assertThat(node.calls()).noneMatch(call -> call.contains("terminate-instances"));
            Files.writeString(
                    node.state(".lease"),
                    "owner=" + DlcNode.OTHER + " token=7 state=released\n",
                    StandardOpenOption.APPEND);
        } finally {
            holder.outputWriter().close();
            holder.waitFor(10, TimeUnit.SECONDS);
        }
        await(this::holds);
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 8).trim());
    }

    @Test
    void holderWhoseRecordAnotherHasReplaced_reboots() throws Exception {
        secondsToLease();
        Files.writeString(node.state(".lease"), held(DlcNode.OTHER, 2), StandardOpenOption.APPEND);
        await(this::rebooted);
        assertThat(records().getLast())
                .as("it writes nothing more")
                .isEqualTo(held(DlcNode.OTHER, 2).trim());
        assertThat(lease.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lease.exitValue())
                .as("systemd's FailureAction is the second belt")
                .isNotZero();
    }

    @Test
    void holderWhoseFileAnotherHasReplaced_reboots() throws Exception {
        secondsToLease();
        Path other = Files.writeString(node.state(".lease.other"), held(DlcNode.OTHER, 2));
        Files.move(other, node.state(".lease"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await(this::rebooted);
        assertThat(records()).containsExactly(held(DlcNode.OTHER, 2).trim());
    }

    @ParameterizedTest
    @CsvSource({"exit 1", "exec /usr/bin/sleep 1000"})
    void holderWhoseBeatFailsOrHangs_reboots(String failure) throws Exception {
        secondsToLease();
        long began = System.nanoTime();
        node.shim("dd", failure);
        await(this::rebooted);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(node.read("dev/kmsg")).contains("reboots at once");
    }

    @Test
    void holderWhoseKeeperDies_reboots() throws Exception {
        secondsToLease();
        lease.children()
                .filter(child -> child.info().commandLine().orElse("").contains("dlc-lease"))
                .forEach(ProcessHandle::destroyForcibly);
        await(this::rebooted);
    }

    @Test
    void stopWhileDlcRuns_leavesTheLeaseHeldAndReboots() throws Exception {
        secondsToLease();
        node.write("state.dlc", "active");
        lease.destroy();
        await(this::rebooted);
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 1).trim());
    }

    @Test
    void stopWithASpoolThatCannotBeSynced_leavesTheLeaseHeld() throws Exception {
        secondsToLease();
        node.shim("sync", "exit 1");
        lease.destroy();
        assertThat(lease.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 1).trim());
        assertThat(rebooted()).as("DLC is dead: there is nothing to fence").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"findmnt, exit 1, must be a directory on an NFS mount", "curl, exit 7, EC2's metadata"})
    void nodeWithoutMountOrMetadata_waitsAndSaysSo(String command, String failure, String words) throws Exception {
        node.shim(command, failure);
        start();
        await(() -> reached().contains(words));
        Thread.sleep(1_000);
        assertThat(lease.isAlive()).isTrue();
        assertThat(rebooted()).as("who holds nothing has nothing to fence").isFalse();
        lease.destroy();
        assertThat(lease.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(node.state(".lease")).doesNotExist();
    }

    @Test
    void largeFile_isStartedAnewAtATakeOverAlone() throws Exception {
        record(("owner=" + DlcNode.OTHER + " token=7 state=released\n").repeat(25_000));
        secondsToLease();
        await(() -> records().size() >= 2);
        assertThat(records()).containsOnly(held(DlcNode.ME, 8).trim());
    }

    @Test
    void dlc_mayStartWithTheLeaseOnTheSharedStateAlone() throws Exception {
        assertThat(node.run("dlc-lease", "check").stderr()).contains("does not hold the lease");
        secondsToLease();
        assertThat(node.run("dlc-lease", "check").exitCode()).isZero();
        Files.delete(node.path("store"));
        Files.createDirectories(node.path("store"));
        Tools.Answer answer = node.run("dlc-lease", "check");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains("/store is not the shared state");
    }

    /// A server knows nothing of a file that somebody deleted: each call through the old descriptor fails (RFC 8881,
    /// NFS4ERR_STALE).
    @Test
    void waiterWhoseFileAnotherHasReplaced_opensTheNewOne() throws Exception {
        node.shim(
                "flock",
                "[ \"$(stat -L -c %i /proc/self/fd/9)\" = \"$(stat -c %i \"$DRAINGUARD_ROOT/mnt/" + DlcNode.UUID
                        + "/.lease\")\" ] || exit 66\nexec /usr/bin/flock \"$@\"");
        record(held(DlcNode.OTHER, 7));
        Process holder =
                new ProcessBuilder("flock", node.state(".lease").toString(), "sh", "-c", "echo locked; cat").start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            start();
            await(() -> reached().contains("waits for the lock: " + DlcNode.OTHER));
            Path other = Files.writeString(
                    node.state(".lease.other"), held(DlcNode.OTHER, 8).replace("held", "released"));
            Files.move(other, node.state(".lease"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await(this::holds);
        } finally {
            holder.outputWriter().close();
            holder.waitFor(10, TimeUnit.SECONDS);
        }
        assertThat(records().getLast()).isEqualTo(held(DlcNode.ME, 9).trim());
    }
}
