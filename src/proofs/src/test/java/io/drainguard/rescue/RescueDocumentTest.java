package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.InvocationView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rescue document's script on a worker, without the operator.
class RescueDocumentTest {
    private static final String DEVICE = "/dev/sdg";

    @TempDir
    Path work;

    private RescueAccount account;
    private String node = "";
    private String worker = "";
    private String volume = "";

    @BeforeEach
    void start() throws IOException {
        account = new RescueAccount(work);
        node = account.workers.get(0);
        worker = account.workers.get(3);
        account.fill(node);
        volume = account.dieByInterruption(node, 8);
        account.world.change(w -> w.ec2().ebs().attachVolume(volume, worker, DEVICE));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void mount_putsTheOldQueueInPlaceWhileTheServiceIsStopped() throws Exception {
        assertThat(run("mount").stdout()).contains("done: mounted, files=2");
        assertThat(RescueAccount.data(account.queue(worker))).containsExactly("1.gz", "7");
        String log = log();
        assertThat(log.indexOf("systemctl stop")).isBetween(0, log.indexOf("mount --bind"));
        assertThat(log.indexOf("systemctl start")).isGreaterThan(log.indexOf("mount --bind"));
        assertThat(log).contains("-t xfs -o rw,nosuid,nodev,noexec,nouuid ");
    }

    @Test
    void mountAgain_changesNothing() throws Exception {
        run("mount");
        assertThat(run("mount").stdout()).contains("is mounted already", "done: mounted, files=2");
        assertThat(log().split("mount --bind", -1)).hasSize(2);
        assertThat(log().split("systemctl stop", -1)).hasSize(2);
    }

    @Test
    void unmount_withoutAMountProvesNothing() throws Exception {
        InvocationView view = run("unmount");
        assertThat(view.responseCode()).isEqualTo(4);
        assertThat(view.stdout()).contains("nothing shows that it was drained");
    }

    @Test
    void unmount_withDataGoesOnDelivering() throws Exception {
        run("mount");
        InvocationView view = run("unmount");
        assertThat(view.responseCode()).isEqualTo(3);
        assertThat(account.isCovered(worker)).isTrue();
        assertThat(account.serves(worker)).isTrue();
    }

    @Test
    void undo_givesTheWorkerItsOwnQueueBack() throws Exception {
        run("mount");
        assertThat(run("undo").stdout()).contains("done: unmounted");
        assertThat(account.isCovered(worker)).isFalse();
        assertThat(account.serves(worker)).isTrue();
        assertThat(RescueAccount.data(account.queue(node))).containsExactly("1.gz", "7");
        assertThat(run("undo").stdout()).contains("done: unmounted");
    }

    @Test
    void mountThatStaysBusy_failsAndTheServiceGoesOn() throws Exception {
        run("mount");
        Path busy = Files.createFile(account.shell.nodes().locate(worker, "/run/simulator/busy"));
        InvocationView view = run("undo");
        assertThat(view.responseCode()).isEqualTo(1);
        assertThat(view.stdout()).contains("something still uses it", "service cribl runs");
        Files.delete(busy);
        assertThat(run("undo").stdout()).contains("done: unmounted");
    }

    @Test
    void serviceThatDoesNotStart_takesEverythingBack() throws Exception {
        Files.createDirectories(account.shell.nodes().locate(worker, "/run/simulator"));
        Files.createFile(account.shell.nodes().locate(worker, "/run/simulator/cribl.broken"));
        InvocationView view = run("mount");
        assertThat(view.responseCode()).isEqualTo(1);
        assertThat(view.stdout()).contains("does not start with the old queues", "DOES NOT START");
        assertThat(account.isCovered(worker)).isFalse();
        assertThat(RescueAccount.data(account.queue(node))).containsExactly("1.gz", "7");
    }

    @Test
    void linkOutOfTheVolume_isNotFollowed() throws Exception {
        Path queue = account.shell.nodes().locate(node, RescueAccount.QUEUES);
        Files.move(queue, queue.resolveSibling("elsewhere"));
        Files.createSymbolicLink(queue, account.queue(account.workers.get(1)));
        InvocationView view = run("mount");
        assertThat(view.responseCode()).isEqualTo(6);
        assertThat(view.stdout()).contains("none of the queue directories is on volume " + volume);
        assertThat(log()).doesNotContain("--bind").doesNotContain("systemctl stop");
    }

    @Test
    void queueElsewhereOnTheVolume_isFoundWhenNamed() throws Exception {
        Path queue = account.shell.nodes().locate(node, RescueAccount.QUEUES);
        Files.move(queue, queue.resolveSibling("elsewhere"));
        assertThat(run(Map.of("task", "mount", "at", "/opt/cribl/state/elsewhere"))
                        .stdout())
                .contains("done: mounted, files=2");
    }

    @Test
    void dataVolume_hasTheQueueBelowItsOwnRoot() throws Exception {
        String other = account.workers.get(6);
        String data = account.world.ask(w -> {
            String id = w.instance(other).volumes().getLast().id();
            w.ec2().modifyInstanceAttribute(other, "/dev/xvdf", false);
            w.ec2().terminateInstances(List.of(other));
            return w.ec2().ebs().attachVolume(id, worker, "/dev/sdh").volumeId();
        });
        Path queue = account.shell.nodes().volume(account.volume(data)).resolve("queues/0");
        Files.writeString(Files.createDirectories(queue).resolve("1"), "data");
        assertThat(run(Map.of("task", "mount", "volume", data)).stdout()).contains("done: mounted, files=1");
        assertThat(run("mount").stdout()).contains("busy with the rescue of " + data);
    }

    @Test
    void queuesOfMoreProcessesThanTheWorkerHas_areTold() throws Exception {
        Files.createDirectories(account.queue(node).resolve("4096/s3"));
        assertThat(run("mount").stdout()).contains("NOTE: the volume has queues of worker process 4096");
    }

    @Test
    void volumeThatIsNotHere_isSaid() throws Exception {
        assertThat(run(Map.of("task", "mount", "volume", "vol-0123456789abcdef0"))
                        .stdout())
                .contains("no disk of this worker is vol-0123456789abcdef0");
    }

    private InvocationView run(String task) throws InterruptedException {
        return run(Map.of("task", task));
    }

    private InvocationView run(Map<String, String> some) throws InterruptedException {
        Map<String, String> parameters = new java.util.HashMap<>(Map.of("volume", volume, "device", DEVICE));
        parameters.putAll(some);
        String command = account.world
                .ask(w -> w.ssm().sendCommand(RescueAccount.RESCUE, List.of(worker), null, parameters))
                .commandId();
        InvocationView view = read(command);
        for (int i = 0; i < 2000 && view.status().equals("InProgress"); i++) {
            Thread.sleep(5);
            view = read(command);
        }
        assertThat(view.stderr()
                        .replaceAll("(?m)^(u?mount: .*|failed to run .*|)$", "")
                        .strip())
                .isEmpty();
        return view;
    }

    private InvocationView read(String command) {
        return account.world.ask(w -> w.ssm().getCommandInvocation(command, worker));
    }

    private String log() throws IOException {
        return Files.readString(account.shell.nodes().locate(worker, "/run/simulator/log"));
    }
}
