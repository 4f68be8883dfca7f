package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hand-over beside a real lease service, when the group terminates the node.
@Timeout(90)
class HandoverTest {
    @TempDir
    Path home;

    private DlcNode node;
    private Process lease;
    private Process handover;

    @BeforeEach
    void serve() throws Exception {
        node = new DlcNode("dash", home);
        assertThat(node.migrate().exitCode()).isZero();
        node.edit("dlc-lease", "tick=2 ", "tick=0.2 ").edit("dlc-handover", "ask_every=5 ", "ask_every=0.3 ");
        lease = node.command("dlc-lease")
                .redirectError(home.resolve("lease.log").toFile())
                .start();
        node.write("lease.pid", lease.pid() + "\n");
        while (node.calls().stream().noneMatch(call -> call.startsWith("systemd-notify READY=1"))) {
            Thread.sleep(50);
        }
        Files.delete(node.path("calls"));
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : List.of(lease, handover)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void start() throws IOException {
        handover = node.command("dlc-handover")
                .redirectError(home.resolve("handover.log").toFile())
                .start();
    }

    private boolean ends() throws InterruptedException {
        return handover.waitFor(20, TimeUnit.SECONDS);
    }

    private Path mark() {
        return node.path("run/drainguard-dlc/released");
    }

    private String lastRecord() throws IOException {
        return Files.readAllLines(node.state(".lease")).getLast();
    }

    @Test
    void terminatedNode_stopsDlcSyncsReleasesAndMarks() throws Exception {
        node.shim("sync", "exec /usr/bin/sync \"$@\"");
        node.write("imds.target", "Terminated");
        start();
        assertThat(ends()).isTrue();
        assertThat(handover.exitValue()).isZero();
        assertThat(mark()).hasContent("token=1");
        assertThat(lastRecord()).isEqualTo("owner=" + DlcNode.ME + " token=1 state=released");
        List<String> acts = node.calls().stream()
                .filter(call -> call.matches("systemctl stop .*|sync -f .*"))
                .toList();
        assertThat(acts.subList(0, 4))
                .containsExactly(
                        "systemctl stop dlc-boot.service",
                        "systemctl stop dlc.service",
                        "sync -f -- " + node.path("mnt/" + DlcNode.UUID),
                        "systemctl stop dlc-lease.service");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "InService",
                "Standby",
                "",
                "terminated",
                "Terminated:Wait",
                "Warmed:Stopped",
                "<html>Terminated</html>"
            })
    void everyOtherTarget_isLeftAlone(String target) throws Exception {
        node.write("imds.target", target);
        start();
        assertThat(handover.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl stop"));
        assertThat(mark()).doesNotExist();
    }

    @Test
    void metadataThatDoNotAnswer_areAskedAgain() throws Exception {
        node.shim("curl", "exit 7");
        start();
        assertThat(handover.waitFor(1500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl stop"));
    }

    @Test
    void dlcThatDoesNotEnd_keepsTheLease() throws Exception {
        node.systemctl("'stop dlc.service') exit 0 ;;");
        node.write("state.dlc", "active");
        node.write("imds.target", "Terminated");
        start();
        assertThat(handover.waitFor(2, TimeUnit.SECONDS)).isFalse();
        assertThat(lastRecord()).endsWith("state=held");
        assertThat(mark()).doesNotExist();
        node.write("state.dlc", "inactive");
        assertThat(ends()).as("it tries again").isTrue();
        assertThat(mark()).hasContent("token=1");
    }

    @Test
    void spoolThatCannotBeSynced_keepsTheLease() throws Exception {
        node.shim("sync", "exit 1");
        node.write("imds.target", "Terminated");
        start();
        assertThat(handover.waitFor(2, TimeUnit.SECONDS)).isFalse();
        assertThat(lastRecord()).endsWith("state=held");
        assertThat(mark()).doesNotExist();
        assertThat(node.calls()).doesNotContain("systemctl stop dlc-lease.service");
        node.shim("sync", "");
        assertThat(ends()).isTrue();
        assertThat(mark()).hasContent("token=1");
    }

    /// A node may have to go while it still comes up; what brings it up would start DLC again.
    @Test
    void bootUnderWay_isEndedBeforeDlc() throws Exception {
        node.write("imds.target", "Terminated");
        start();
        assertThat(ends()).isTrue();
        assertThat(node.calls()).containsSubsequence("systemctl stop dlc-boot.service", "systemctl stop dlc.service");
    }
}
