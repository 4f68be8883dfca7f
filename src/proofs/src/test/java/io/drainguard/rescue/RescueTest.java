package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kept volume from the death of its node to its deletion, and all that can come in between.
class RescueTest {
    private static final List<String> CHANGES = List.of(
            "AttachVolume", "DetachVolume", "DeleteVolume", "CreateTags", "DeleteTags", "SetInstanceProtection");

    @TempDir
    Path work;

    private RescueAccount account;
    private Operator operator;
    private String node = "";
    private String worker = "";

    @BeforeEach
    void start() throws IOException {
        account = new RescueAccount(work);
        operator = new Operator(account);
        node = account.workers.get(0);
        worker = account.workers.get(3);
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void keptVolume_isDeliveredByAFreshWorkerAndDeletedLast() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        account.deliver(true);
        boolean[] mountedAtDetach = {true};
        account.meddler.onceAt(
                "DetachVolume", "VolumeId", volume, () -> mountedAtDetach[0] = account.isCovered(worker));

        Operator.Run run = operator.run("--volume", volume, "--yes");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("files with data in the old queues: 2", "look: empty", "is deleted");
        assertThat(run.output().indexOf("look: empty", run.output().indexOf("done: mounted")))
                .isLessThan(run.output().indexOf("is deleted"));
        assertThat(RescueAccount.data(account.queue(node))).isEmpty();
        assertThat(account.volume(volume).fate()).isEqualTo(Volume.Fate.DELETED);
        assertThat(mountedAtDetach[0]).isFalse();
        assertThat(account.calls("SetInstanceProtection")).hasSize(2);
        assertThat(account.protectedFromScaleIn(worker)).isFalse();
        assertThat(account.isCovered(worker)).isFalse();
        assertThat(account.serves(worker)).isTrue();
    }

    @Test
    void workerThatDies_leavesTheVolumeToTheNextOne() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        Operator.Run first = operator.start("--volume", volume, "--worker", worker, "--yes");
        first.awaitText("look: pending", 1);
        account.world.change(w -> w.mishaps().failHost(worker));

        assertThat(first.end()).as(first.output()).isEqualTo(15);
        assertThat(first.output()).contains("volume " + volume, "worker " + worker, "run it with another worker");
        assertThat(account.volume(volume).fate()).isEqualTo(Volume.Fate.KEPT);
        assertThat(RescueAccount.data(account.queue(node))).containsExactly("1.gz", "7");

        account.deliver(true);
        Operator.Run second = operator.run("--volume", volume, "--worker", account.workers.get(6), "--yes");
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(account.volume(volume).fate()).isEqualTo(Volume.Fate.DELETED);
    }

    @Test
    void unknownLooks_neverDeleteAndASecondRunGoesOn() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        account.meddler.onceAt("SendCommand", "task", "mount", () -> look("echo no look at all"));
        account.deliver(true);
        Operator.Run first = operator.start("--volume", volume);
        first.awaitText("look: unknown", 3);

        assertThat(first.interrupt()).as(first.output()).isEqualTo(130);
        assertThat(first.output())
                .contains(
                        "stays attached to the worker",
                        "worker " + worker + ": interrupted while",
                        "drainguard rescue --volume " + volume);
        assertThat(account.calls("DeleteVolume")).isEmpty();
        assertThat(account.calls("DetachVolume")).isEmpty();
        assertThat(account.protectedFromScaleIn(worker)).isTrue();

        account.world.change(w -> w.putDocument(account.drain));
        Operator.Run second = operator.run("--volume", volume);
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("is mounted already", "kept, tagged drainguard:drained-at");
        assertThat(account.volume(volume).tags())
                .containsKey("drainguard:drained-at")
                .doesNotContainKey("drainguard:rescue");
        assertThat(account.protectedFromScaleIn(worker)).isFalse();

        Operator.Run third = operator.run("--volume", volume, "--yes");
        assertThat(third.output()).contains("was drained at", "is deleted");
        assertThat(account.calls("AttachVolume")).hasSize(1);
    }

    @Test
    void dataThatComesAfterAnEmptyLook_isDeliveredFirst() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        account.deliver(true);
        account.meddler.onceAt("SendCommand", "task", "unmount", () -> {
            account.deliver(false);
            write(account.queue(worker).resolve("late"));
        });
        Operator.Run run = operator.start("--volume", volume, "--yes");
        run.awaitText("holds data again", 1);
        assertThat(account.isCovered(worker)).isTrue();
        account.deliver(true);

        assertThat(run.end()).as(run.output()).isZero();
        assertThat(RescueAccount.data(account.queue(node))).isEmpty();
        assertThat(account.calls("DetachVolume")).hasSize(1);
    }

    @Test
    void workersOwnData_isNeverHidden() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        account.meddler.onceAt(
                "SendCommand",
                "task",
                "mount",
                () -> write(account.queue(worker).resolve("own")));

        Operator.Run run = operator.run("--volume", volume, "--worker", worker, "--yes");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(14);
        assertThat(run.output()).contains("own queue " + RescueAccount.QUEUES + " holds data", "--undo");
        assertThat(account.isCovered(worker)).isFalse();
        assertThat(account.serves(worker)).isTrue();

        Operator.Run undo = operator.run("--volume", volume, "--undo");
        assertThat(undo.exitCode()).as(undo.output()).isZero();
        assertThat(account.volume(volume).fate()).isEqualTo(Volume.Fate.KEPT);
        assertThat(account.protectedFromScaleIn(worker)).isFalse();
        assertThat(RescueAccount.data(account.queue(node))).containsExactly("1.gz", "7");
    }

    @Test
    void volumeWithoutTheDataThatWasReported_isKept() throws Exception {
        String volume = account.dieByInterruption(node, 4096);

        Operator.Run run = operator.run("--volume", volume, "--yes");
        assertThat(run.exitCode()).as(run.output()).isEqualTo(16);
        assertThat(run.output()).contains("4096 bytes were reported");
        assertThat(account.volume(volume).fate()).isEqualTo(Volume.Fate.KEPT);
        assertThat(account.isCovered(worker)).isFalse();
    }

    @Test
    void checks_refuseBeforeAnythingIsChanged() throws Exception {
        account.fill(node);
        String volume = account.dieByInterruption(node, 8);
        account.fill(worker);
        String foreign = account.volume(otherVolume()).id();
        account.world.change(w -> w.calls().clear());

        assertRefused("cannot leave its zone", "--volume", volume, "--worker", account.workers.get(1));
        assertRefused("is no member of group", "--volume", volume, "--worker", "i-0123456789abcdef0");
        assertRefused("was not kept by Drainguard", "--volume", foreign, "--worker", worker);
        assertRefused("no rescue document", "--volume", volume, "--worker", worker, "--document", "drainguard-no");
        assertRefused("has data of its own", "--volume", volume, "--worker", worker);
        assertThat(CHANGES)
                .allSatisfy(change -> assertThat(account.calls(change)).isEmpty());
    }

    @Test
    void wrongUsage_isTold() throws Exception {
        for (String[] arguments : new String[][] {
            {}, {"--volume"}, {"--volume", "vol-1;reboot"}, {"--worker", "i-0123456789abcdef0"}, {"--now"}
        }) {
            Operator.Run run = operator.run(arguments);
            assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
            assertThat(run.output()).contains("--help");
        }
        assertThat(operator.run("--help").output()).contains("Exit codes:", "130   interrupted");
    }

    @Test
    void list_showsWhatWasKept() throws Exception {
        String volume = account.dieByInterruption(node, 4096);

        Operator.Run run = operator.run("--list");
        assertThat(run.exitCode()).as(run.output()).isZero();
        List<String> lines = run.output().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains(volume, node, "4.0 KiB", " min ", "to rescue", RescueAccount.GROUP);
        assertThat(lines.get(2)).isEqualTo("next: drainguard rescue --volume " + volume);
    }

    private void assertRefused(String why, String... arguments) throws Exception {
        Operator.Run run = operator.run(arguments);
        assertThat(run.exitCode()).as(run.output()).isEqualTo(13);
        assertThat(run.output()).contains(why, "nothing was changed");
    }

    /// A volume that outlived its node by its owner's will, not by the guard's.
    private String otherVolume() {
        return account.world.ask(w -> {
            String other = account.workers.get(2);
            w.ec2().modifyInstanceAttribute(other, "/dev/xvdf", false);
            w.ec2().terminateInstances(List.of(other));
            return w.instance(other).volumes().getLast().id();
        });
    }

    private void look(String script) {
        account.world.change(w -> w.putDocument(
                new CommandDocument(RescueAccount.DRAIN, "look", script, Map.of(), Duration.ofSeconds(60))));
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
