package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.MemoryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard rescue` over the wire, with workers in memory: what `RescueTest` tells with real scripts, and what takes
/// many runs.
class RescueCommandTest {
    private static final String RESCUE = "drainguard:rescue";

    private RescueScene scene = new RescueScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void keptVolume_isDeliveredAndDeletedLast() {
        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        scene.assertDelivered();
        assertThat(scene.changes())
                .containsExactly(
                        "CreateTags",
                        "SetInstanceProtection",
                        "AttachVolume",
                        "DeleteTags",
                        "CreateTags",
                        "CreateTags",
                        "DetachVolume",
                        "SetInstanceProtection",
                        "DeleteTags",
                        "DeleteVolume");
        assertThat(scene.prompt.err()).isEmpty();
    }

    /// Cuts one run off at each of its calls, and runs the same command again, at once or later.
    @Test
    void runThatIsCutOffAtAnyCall_isGoneOnWith() {
        int number = 0;
        boolean cut = true;
        while (cut) {
            cutAt(++number, true);
            int code = scene.rescue("--yes");
            cut = scene.watch.isCut();
            String where = "cut at call " + number + ", " + scene.watch.last() + ": " + scene.said();
            assertThat(scene.watch.crimes).as(where).isEmpty();
            assertThat(cut || code == 0).as(where).isTrue();
            scene.watch.repair();
            if (number % 2 == 0) {
                scene.prompt.world.advance(Duration.ofMinutes(20));
            }

            if (!scene.isDeleted()) {
                assertThat(scene.rescue("--yes"))
                        .as(where + "\nthen: " + scene.said())
                        .isZero();
            }

            scene.assertDelivered();
        }
        assertThat(number).isGreaterThan(40);
    }

    /// The same with a worker that delivers nothing, and then the volume is taken back.
    @Test
    void runThatIsCutOffAtAnyCall_canBeUndone() {
        int number = 0;
        boolean cut = true;
        while (cut) {
            cutAt(++number, false);
            scene.prompt.stopsAfter(30);
            scene.rescue("--yes");
            cut = scene.watch.isCut();
            String where = "cut at call " + number + ", " + scene.watch.last() + ": " + scene.said();
            boolean begun = scene.shown().tags().containsKey(RESCUE);
            scene.watch.repair();

            assertThat(scene.rescue("--undo"))
                    .as(where + "\nthen: " + scene.said())
                    .isEqualTo(begun ? 0 : 13);

            assertThat(scene.watch.crimes).as(where).isEmpty();
            assertThat(scene.workers.content(scene.volume)).isEqualTo(RescueScene.DATA);
            assertThat(scene.workers.isMounted(scene.volume)).isFalse();
            assertThat(scene.shown().tags()).doesNotContainKeys(RESCUE, "drainguard:rescue-files");
            assertThat(scene.isProtected(scene.worker)).as(where).isFalse();
            assertThat(scene.isDeleted()).isFalse();
        }
        assertThat(number).isGreaterThan(15);
    }

    private void cutAt(int number, boolean delivers) {
        scene.close();
        scene = new RescueScene();
        scene.workers.deliver(delivers);
        scene.watch.cut(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AttachVolume", "DetachVolume", "DeleteVolume", "CreateTags", "SetInstanceProtection"})
    void replyThatIsLost_changesNothing(String action) {
        scene.prompt.account.trouble.loseReply(action);

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        scene.assertDelivered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AttachVolume", "DetachVolume", "DeleteVolume"})
    void callThatIsDenied_saysHowToGoOn(String action) {
        scene.prompt.account.trouble.refuse(action, 1, new AwsError("UnauthorizedOperation", 403, "no"));

        assertThat(scene.rescue("--yes", "--service", "cribl")).isEqualTo(3);

        assertThat(scene.prompt.err())
                .contains("drainguard: volume " + scene.volume)
                .contains("your credentials may not")
                .contains("docs/rescue.md#permissions-of-the-operator; to go on, run: drainguard rescue --volume "
                        + scene.volume + " --worker " + scene.worker.id() + " --service cribl --yes --region us-east-1")
                .hasLineCount(1);
        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();
        scene.assertDelivered();
    }

    @Test
    void runThatIsStopped_saysWhereTheVolumeIs() {
        scene.workers.deliver(false);
        scene.prompt.stopsAfter(20);

        assertThat(scene.rescue("--yes")).isEqualTo(130);

        assertThat(scene.prompt.err())
                .contains("interrupted while waiting for the worker to deliver the queue")
                .contains("stays attached to the worker and goes on draining, and nothing on it was deleted")
                .contains("to go on, run: drainguard rescue --volume " + scene.volume + " --worker " + scene.worker.id()
                        + " --yes")
                .contains("to go back, run: drainguard rescue --volume " + scene.volume + " --undo");
        assertThat(scene.prompt.run("rescue", "--list")).isZero();
        assertThat(scene.prompt.out()).contains("at " + scene.worker.id());
    }

    /// Two tasks at a time would undo each other's work.
    @Test
    void taskOfAnEarlierRun_isWaitedFor() {
        scene.prompt.account.trouble.before("GetCommandInvocation", () -> scene.prompt.stopsAfter(0));
        assertThat(scene.rescue("--yes")).isEqualTo(130);
        scene.prompt.stopsAfter(Integer.MAX_VALUE);

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        assertThat(scene.prompt.out()).contains("a task of an earlier run still goes on");
        assertThat(scene.workers.mostAtOnce()).isOne();
        scene.assertDelivered();
    }

    @Test
    void workerThatWasProtectedBefore_staysSo() {
        scene.prompt.world.autoScaling().setInstanceProtection(Prompt.GROUP, List.of(scene.worker.id()), true);

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        assertThat(scene.isProtected(scene.worker)).isTrue();
        assertThat(scene.isDeleted()).isTrue();
    }

    /// The bash program left the first worker protected for ever.
    @Test
    void otherWorkerOfASecondRun_leavesTheFirstUnprotected() {
        scene.prompt.account.trouble.refuse("AttachVolume", 1, new AwsError("UnauthorizedOperation", 403, "no"));
        assertThat(scene.rescue("--yes")).isEqualTo(3);
        assertThat(scene.isProtected(scene.worker)).isTrue();

        assertThat(scene.rescue("--yes", "--worker", scene.other.id()))
                .as(scene.said())
                .isZero();

        scene.assertDelivered();
    }

    @Test
    void secondRunWithoutAWorker_staysWithTheFirst() {
        scene.prompt.account.trouble.refuse("AttachVolume", 1, new AwsError("UnauthorizedOperation", 403, "no"));
        assertThat(scene.rescue("--yes", "--worker", scene.other.id())).isEqualTo(3);

        assertThat(scene.rescue("--yes")).isZero();

        assertThat(scene.prompt.out()).contains("worker " + scene.other.id() + ": InService");
        scene.assertDelivered();
    }

    @Test
    void workerThatDies_leavesTheVolumeToTheNext() {
        scene.prompt.account.trouble.before(
                "DeleteTags",
                () -> scene.prompt.world.after(Duration.ofMinutes(2), () -> scene.workers.lose(scene.worker.id())));

        assertThat(scene.rescue("--yes")).as(scene.said()).isEqualTo(15);

        assertThat(scene.prompt.err())
                .contains("holds what was not delivered; next: run it with another worker: drainguard rescue --volume "
                        + scene.volume + " --yes");
        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();
        scene.assertDelivered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GARBAGE", "SILENT", "CUT", "TWO_LINES", "MISSING_PATH", "FAILS", "HANG", "DENIED"})
    void lookThatSaysNothing_isNeverEmpty(String manner) {
        scene.prompt.account.trouble.before(
                "DeleteTags",
                () -> scene.prompt.account.shell.manner(scene.worker.id(), MemoryShell.Manner.valueOf(manner)));
        scene.prompt.stopsAfter(200);

        assertThat(scene.rescue("--yes")).isEqualTo(130);

        assertThat(scene.prompt.out()).contains("look: unknown").doesNotContain("task unmount");
        assertThat(scene.changes()).doesNotContain("DetachVolume", "DeleteVolume");
    }

    @Test
    void workerThatCannotBeLookedAt_isRefused() {
        scene.prompt.account.shell.manner(scene.worker.id(), MemoryShell.Manner.GARBAGE);

        assertThat(scene.rescue("--yes", "--worker", scene.worker.id())).isEqualTo(13);

        assertThat(scene.prompt.err()).contains("did not say whether it has data of its own", "nothing was changed");
        assertThat(scene.changes()).isEmpty();
    }

    @Test
    void busyWorkers_areRefused() {
        scene.prompt
                .world
                .instances()
                .forEach(one ->
                        scene.prompt.account.shell.disk(one.id(), Disk.holding(3, 30, scene.prompt.world.instant())));

        assertThat(scene.rescue("--yes")).isEqualTo(13);

        assertThat(scene.prompt.out().split("look: pending", -1)).hasSize(4);
        assertThat(scene.prompt.err()).contains("the worker has data of its own");
        assertThat(scene.changes()).isEmpty();
    }

    @Test
    void busyWorkerThatNobodyNamed_isPassedOver() {
        scene.prompt.account.shell.disk(scene.worker.id(), Disk.holding(3, 30, scene.prompt.world.instant()));

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        assertThat(scene.prompt.out()).contains("look: pending (3 files, 30 bytes)", "the next worker is asked");
        assertThat(scene.isProtected(scene.worker)).isFalse();
        scene.assertDelivered();
    }

    @Test
    void busyWorkerThatWasNamed_isRefused() {
        scene.prompt.account.shell.disk(scene.worker.id(), Disk.holding(3, 30, scene.prompt.world.instant()));

        assertThat(scene.rescue("--yes", "--worker", scene.worker.id())).isEqualTo(13);

        assertThat(scene.changes()).isEmpty();
    }

    @Test
    void volumeSomewhereElse_isRefused() {
        scene.prompt.world.ec2().ebs().attachVolume(scene.volume, scene.other.id(), "/dev/sdp");
        scene.prompt.world.advance(Duration.ofSeconds(10));
        scene.prompt.world.calls().clear();

        assertThat(scene.rescue("--yes")).isEqualTo(13);

        assertThat(scene.prompt.err()).contains("is not available: it is in-use, attached to " + scene.other.id());
        assertThat(scene.changes()).isEmpty();
    }

    @Test
    void volumeAtAnotherWorkerThanTheNamedOne_isRefused() {
        scene.workers.deliver(false);
        scene.prompt.stopsAfter(20);
        scene.rescue("--yes");
        scene.prompt.stopsAfter(Integer.MAX_VALUE);

        assertThat(scene.rescue("--yes", "--worker", scene.other.id())).isEqualTo(13);

        assertThat(scene.prompt.err())
                .contains("is attached to worker " + scene.worker.id() + " already", "next: go on with that one");
    }

    @Test
    void volumeThatNobodyKnows_isRefused() {
        assertThat(scene.prompt.run("rescue", "--volume", "vol-0123456789abcdef0"))
                .isEqualTo(13);

        assertThat(scene.prompt.err()).contains("there is no such volume in this account and Region");
    }

    @Test
    void volumeWithoutTheDataThatWasReported_isKept() {
        scene.workers.fill(scene.volume, Disk.Content.NOTHING);

        assertThat(scene.rescue("--yes")).as(scene.said()).isEqualTo(16);

        assertThat(scene.prompt.err()).contains("9000 bytes were reported", "--at DIRECTORY");
        assertThat(scene.isDeleted()).isFalse();
        assertThat(scene.workers.isMounted(scene.volume)).isFalse();
        assertThat(scene.isProtected(scene.worker)).isFalse();
        assertThat(scene.shown().tags()).doesNotContainKey(RESCUE);
    }

    /// The command to go on with is the one that was broken off.
    @Test
    void undoThatIsStopped_isGoneOnWith() {
        scene.workers.deliver(false);
        scene.prompt.stopsAfter(20);
        scene.rescue("--yes");
        scene.prompt.stopsAfter(0);

        assertThat(scene.rescue("--undo")).isEqualTo(130);

        assertThat(scene.prompt.err())
                .contains("interrupted while taking the volume back")
                .contains("to go on, run: drainguard rescue --volume " + scene.volume + " --undo");
        scene.prompt.stopsAfter(Integer.MAX_VALUE);
        assertThat(scene.rescue("--undo")).isZero();
        assertThat(scene.workers.content(scene.volume)).isEqualTo(RescueScene.DATA);
    }

    @Test
    void volumeOfWhichNothingWasReported_mayHoldNothing() {
        scene.prompt.world.ec2().createTags(List.of(scene.volume), Map.of("drainguard:pending-bytes", "0"));
        scene.workers.fill(scene.volume, Disk.Content.NOTHING);

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        scene.assertDelivered();
    }

    @Test
    void drainedVolume_isDeletedAtTheWordYesOnly() {
        assertThat(scene.prompt.types("y").run("rescue", "--volume", scene.volume))
                .isZero();
        assertThat(scene.prompt.out()).contains("Delete it? [yes/no]", "is kept, tagged drainguard:drained-at");
        assertThat(scene.isDeleted()).isFalse();

        assertThat(scene.prompt.types("yes").run("rescue", "--volume", scene.volume))
                .isZero();
        assertThat(scene.prompt.out()).contains("was drained at").contains("the volume is deleted");
        assertThat(scene.changes()).containsOnlyOnce("AttachVolume");
        scene.assertDelivered();
    }

    @Test
    void drainedVolume_isKeptOnRequest() {
        assertThat(scene.rescue("--keep-volume", "--yes")).isZero();

        assertThat(scene.isDeleted()).isFalse();
        assertThat(scene.shown().tags()).containsKey("drainguard:drained-at").doesNotContainKey(RESCUE);
        assertThat(scene.prompt.run("rescue", "--list")).isZero();
        assertThat(scene.prompt.out()).contains("drained 2026-01-01 10:");
    }

    /// Data that a guard saw later is not what was drained.
    @Test
    void volumeThatWasProtectedAgain_isDrainedAgain() {
        scene.rescue("--keep-volume");
        scene.prompt.world.advance(Duration.ofMinutes(5));
        scene.prompt
                .world
                .ec2()
                .createTags(
                        List.of(scene.volume),
                        Map.of(
                                "drainguard:protected-at",
                                scene.prompt.world.instant().toString()));
        scene.workers.fill(scene.volume, RescueScene.DATA);

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        assertThat(scene.prompt.out()).contains("look: pending");
        scene.assertDelivered();
    }

    @Test
    void list_saysWhenNothingIsKept() {
        scene.rescue("--yes");

        assertThat(scene.prompt.run("rescue", "--list")).isZero();

        assertThat(scene.prompt.out()).isEqualTo("No volume is kept.\n");
    }

    /// Every call that a rescue makes stands on its page, and nothing else.
    @Test
    void permissionsOfThePage_areTheCallsOfARescue() throws IOException {
        scene.workers.deliver(false);
        scene.prompt.stopsAfter(20);
        scene.rescue("--yes");
        scene.prompt.stopsAfter(Integer.MAX_VALUE);
        scene.rescue("--undo");
        scene.workers.deliver(true);
        scene.prompt.world.mishaps().neverRegistered(scene.other.id());
        scene.rescue("--worker", scene.other.id());
        scene.rescue("--yes");
        scene.prompt.run("rescue", "--list");
        Set<String> made = scene.prompt.world.calls().all().stream()
                .map(call -> switch (call.service()) {
                            case AUTO_SCALING -> "autoscaling:";
                            case SSM -> "ssm:";
                            case EC2 -> "ec2:";
                        }
                        + call.action())
                .collect(Collectors.toSet());

        String page = Files.readString(Path.of("docs/rescue.md"));
        Set<String> granted = Pattern.compile("`((?:autoscaling|ssm|ec2):[A-Za-z]+)`")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        assertThat(made).isEqualTo(granted);
    }

    /// What the page says of exit codes is what the command's help says.
    @Test
    void exitCodesOfThePage_areThoseOfTheHelp() throws IOException {
        scene.prompt.run("rescue", "--help");
        List<String> help = Pattern.compile("(?m)^ +([0-9]+) {2,}")
                .matcher(scene.prompt.out())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(help)
                .isEqualTo(Pattern.compile("(?m)^\\| `([0-9]+)` \\|")
                        .matcher(Files.readString(Path.of("docs/rescue.md")))
                        .results()
                        .map(found -> found.group(1))
                        .toList())
                .contains("13", "14", "15", "16", "130");
    }

    @Test
    void volumeOfAnOlderVersionsRescue_isGoneOnWith() {
        scene.prompt.world.ec2().createTags(List.of(scene.volume), Map.of(RESCUE, scene.other.id() + " set"));
        scene.prompt.world.autoScaling().setInstanceProtection(Prompt.GROUP, List.of(scene.other.id()), true);
        scene.prompt.world.ec2().ebs().attachVolume(scene.volume, scene.other.id(), "/dev/sdf");

        assertThat(scene.rescue("--yes")).as(scene.said()).isZero();

        scene.assertDelivered();
        assertThat(scene.changes().stream().filter("AttachVolume"::equals)).hasSize(1);
    }
}
