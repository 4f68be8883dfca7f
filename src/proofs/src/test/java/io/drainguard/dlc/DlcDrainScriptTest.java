package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The drain document's script for DLC, and what the guard reads in its line.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class DlcDrainScriptTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;

    /// A node that has handed everything over.
    @BeforeEach
    void handOver() throws IOException {
        node = new DlcNode(shell, home);
        node.write(
                "proc/self/mountinfo",
                "27 1 259:1 / / rw - ext4 /dev/root rw\n30 27 0:50 / " + node.path("mnt")
                        + " rw shared:1 - nfs4 fs-1.efs.eu-west-1.amazonaws.com:/ rw\n");
        node.write("state.dlc", "inactive");
        node.write("run/drainguard-dlc/released", "token=7");
    }

    private Look look() throws IOException {
        Tools.Answer answer = node.run("drain.sh");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.stdout()).hasSizeLessThan(2_500);
        return LookLine.parse(answer.stdout());
    }

    private String unknown() throws IOException {
        Look look = look();
        assertThat(look).isInstanceOf(Look.Unknown.class);
        return ((Look.Unknown) look).reason();
    }

    @Test
    void handedOverNode_isEmpty() throws IOException {
        assertThat(look()).isInstanceOf(Look.Empty.class);
        node.write("run/drainguard-dlc/released", "token=none");
        assertThat(look()).isInstanceOf(Look.Empty.class);
    }

    @Test
    void failedUnitWithoutProcesses_isDead() throws IOException {
        node.write("state.dlc", "failed");
        assertThat(look()).isInstanceOf(Look.Empty.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "activating", "deactivating", "reloading"})
    void runningDlc_isPendingWithItsSpool(String state) throws IOException {
        node.write("state.dlc", state);
        assertThat(look()).isInstanceOfSatisfying(Look.Pending.class, pending -> {
            assertThat(pending.files()).isEqualTo(3);
            assertThat(pending.bytes()).isEqualTo(36_000);
        });
    }

    /// A mark of an earlier hand-over says nothing of a DLC that runs.
    @Test
    void processesThatAUnitLeftBehind_areARunningDlc() throws IOException {
        node.write("sys/fs/cgroup/system.slice/dlc.service/cgroup.procs", "4711\n");
        assertThat(look()).isInstanceOf(Look.Pending.class);
        Files.delete(node.path("sys/fs/cgroup/system.slice/dlc.service/cgroup.procs"));
        node.write("proc/4711/cmdline", "java\0-Xmx1g\0com.ibm.si.service.dlc.ServiceRunner\0");
        assertThat(look()).isInstanceOf(Look.Pending.class);
    }

    @Test
    void runningDlcWithoutASpool_isUnknown() throws IOException {
        node.write("state.dlc", "active");
        Tools.run(java.util.List.of(
                "rm", "-r", node.path("store/persistent_queue/dlc.dlc").toString()));
        assertThat(unknown()).contains("spool");
        Files.createDirectories(node.path("store/persistent_queue/dlc.dlc"));
        assertThat(unknown()).contains("no file with data");
    }

    @Test
    void nodeThatHoldsTheLease_isUnknown() throws IOException {
        node.write("run/drainguard-dlc/lease", "token=7");
        assertThat(unknown()).contains("holds the lease");
    }

    @ParameterizedTest
    @ValueSource(strings = {"active", "failed", "activating", "deactivating"})
    void leaseServiceThatIsNotOver_isUnknown(String state) throws IOException {
        node.write("state.dlc-lease", state);
        assertThat(unknown()).contains("dlc-lease is " + state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token=", "token=x", "released", "token=7 and more"})
    void markThatIsNotWhole_isUnknown(String mark) throws IOException {
        node.write("run/drainguard-dlc/released", mark);
        assertThat(unknown()).contains("dlc-handover has not said");
    }

    @Test
    void missingMark_isUnknown() throws IOException {
        Files.delete(node.path("run/drainguard-dlc/released"));
        assertThat(unknown()).contains("dlc-handover has not said");
    }

    @ParameterizedTest
    @CsvSource({
        "exit 1, systemd did not answer",
        "echo LoadState=not-found; echo ActiveState=inactive, does not know the unit dlc",
        "echo LoadState=loaded; echo ActiveState=new, is not known",
        "echo LoadState=loaded, is not known"
    })
    void systemdThatDoesNotSay_isUnknown(String answer, String words) throws IOException {
        node.shim("systemctl", answer);
        assertThat(unknown()).contains(words);
    }

    @Test
    @Timeout(60)
    void systemdThatHangs_isUnknownInTime() throws IOException {
        node.edit("drain.sh", "ask=5 ", "ask=1 ").shim("systemctl", "exec /usr/bin/sleep 1000");
        assertThat(unknown()).contains("systemd did not answer in time");
    }

    @Test
    @Timeout(60)
    void spoolThatHangs_isUnknownInTime() throws IOException {
        node.write("state.dlc", "active");
        node.edit("drain.sh", "budget=20 ", "budget=1 ").shim("find", "exec /usr/bin/sleep 1000");
        assertThat(unknown()).contains("did not answer in time");
    }

    /// A process on a hung mount may not even end at a signal; here its shell ignores them.
    @Test
    @Timeout(60)
    void spoolThatCannotEvenBeKilled_isUnknownInTime() throws IOException {
        node.write("state.dlc", "active");
        node.edit("drain.sh", "total=45 ", "total=1 ")
                .shim("timeout", "case $* in *find*) exec /usr/bin/sleep 20 ;; esac; exec /usr/bin/timeout \"$@\"");
        long began = System.nanoTime();
        assertThat(unknown()).contains("the look did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void waitThatIsNoNumber_isUnknown() throws IOException {
        node.environment.put("SSM_wait", "1;reboot");
        assertThat(unknown()).contains("wait is no whole number");
    }

    @Test
    void wait_endsAsSoonAsTheNodeHasHandedOver() throws IOException {
        node.write("state.dlc", "active");
        node.environment.put("SSM_wait", "50");
        node.shim("sleep", "echo inactive >\"$DRAINGUARD_ROOT/state.dlc\"");
        assertThat(look()).isInstanceOf(Look.Empty.class);
    }

    @Test
    void wait_isPendingAtItsEnd() throws IOException {
        node.write("state.dlc", "active");
        node.environment.put("SSM_wait", "6");
        node.shim("sleep", "");
        assertThat(look()).isInstanceOf(Look.Pending.class);
        assertThat(node.calls()).filteredOn("sleep 2"::equals).hasSize(3);
    }

    @Test
    void looking_changesNothing() throws IOException {
        node.write("state.dlc", "active");
        String before = node.host() + node.tree(node.path("run"), node.path("mnt"));
        look();
        assertThat(node.host() + node.tree(node.path("run"), node.path("mnt"))).isEqualTo(before);
        assertThat(node.calls()).allMatch(call -> call.startsWith("systemctl show "));
    }
}
