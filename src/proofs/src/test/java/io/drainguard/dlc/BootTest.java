package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A node of the group comes up: from settings to the word to the launching hook.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
@Timeout(60)
class BootTest {
    private static final String LINE =
            "fs-0123abcd:/\tMNT\tefs\t_netdev,noresvport,tls,iam,accesspoint=fsap-0456\t0\t0";

    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;

    /// The image was made of a host that had moved its state; `/mnt` becomes a mount when `mount` is called.
    @BeforeEach
    void image() throws IOException {
        node = new DlcNode(shell, home);
        assertThat(node.migrate().exitCode()).isZero();
        Files.delete(node.path("calls"));
        node.write("state.dlc", "inactive");
        node.write("proc/stat", "cpu 1\nbtime 1700000000\n");
        node.write(
                "etc/drainguard-dlc.conf",
                "FILE_SYSTEM=fs-0123abcd\nACCESS_POINT=fsap-0456\nREGION=eu-west-1\nGROUP=dlc\nLAUNCH_HOOK=launch\n");
        node.shim(
                "findmnt",
                "[ -e \"$DRAINGUARD_ROOT/mounted\" ] || exit 1\ncase $* in *FSTYPE*mnt) echo nfs4 ;; *store) exit 1 ;; esac");
        node.shim("mount", ": >\"$DRAINGUARD_ROOT/mounted\"");
        node.shim("umount", "rm \"$DRAINGUARD_ROOT/mounted\"");
        node.shim("aws", "");
        node.shim("sleep", "");
    }

    private Tools.Answer boot() throws IOException {
        return node.run("dlc-boot");
    }

    private void succeeds() throws IOException {
        Tools.Answer answer = boot();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    private List<String> toldToTheHook() throws IOException {
        return node.calls().stream()
                .filter(call -> call.startsWith("aws autoscaling complete-lifecycle-action"))
                .map(call -> call.replaceAll(".*--lifecycle-action-result (\\w+) .*", "$1"))
                .toList();
    }

    @Test
    void newNode_mountsLinksStartsAndContinues() throws IOException {
        succeeds();
        assertThat(node.read("etc/fstab").lines())
                .contains(LINE.replace("MNT", node.path("mnt").toString()));
        List<String> calls = node.calls();
        assertThat(calls.indexOf("mount " + node.path("mnt")))
                .isPositive()
                .isLessThan(calls.indexOf("systemctl --no-block start dlc.service"));
        assertThat(calls)
                .contains("aws autoscaling complete-lifecycle-action --lifecycle-action-result CONTINUE --instance-id "
                        + DlcNode.ME
                        + " --lifecycle-hook-name launch --auto-scaling-group-name dlc --region eu-west-1"
                        + " --cli-connect-timeout 5 --cli-read-timeout 10");
        assertThat(node.path("run/drainguard-dlc/booted")).exists();
    }

    /// The stack's output `MountLine` has blanks where this script writes tabs.
    @Test
    void mountOfTheImage_staysUpWhateverBlanksItsLineHas() throws IOException {
        node.write("etc/fstab", LINE.replace("MNT", node.path("mnt").toString()).replace('\t', ' ') + "\n");
        node.write("mounted", "");
        succeeds();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("umount") || call.contains("stop dlc.service"));
    }

    @Test
    void laterBoot_startsAndTellsNobody() throws IOException {
        succeeds();
        Files.delete(node.path("calls"));
        node.write("state.dlc", "inactive");
        succeeds();
        assertThat(node.calls()).contains("systemctl --no-block start dlc.service");
        assertThat(toldToTheHook()).isEmpty();
    }

    @Test
    void nodeWithoutAHook_justStarts() throws IOException {
        node.write("etc/drainguard-dlc.conf", "FILE_SYSTEM=fs-0123abcd\nREGION=eu-west-1\n");
        succeeds();
        assertThat(node.read("etc/fstab"))
                .contains("fs-0123abcd.efs.eu-west-1.amazonaws.com:/\t" + node.path("mnt")
                        + "\tnfs4\tnfsvers=4.1,rsize=1048576,"
                        + "wsize=1048576,hard,timeo=600,retrans=2,_netdev,noresvport\t0\t0");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("aws"));
    }

    @ParameterizedTest
    @CsvSource({
        "mount, exit 32, nothing",
        "mount, exec /usr/bin/sleep 1000, nothing",
        "curl, case $* in *token*) echo key ;; *instance-id) exit 22 ;; esac, EC2's metadata",
    })
    void stepThatFails_startsNothing(String command, String failure, String words) throws IOException {
        node.edit("dlc-boot", "mount_limit=90 ", "mount_limit=1 ").shim(command, failure);
        Tools.Answer answer = boot();
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains("FAILED").contains(words);
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
        if (command.equals("mount")) {
            assertThat(toldToTheHook()).containsExactly("ABANDON");
        }
    }

    @Test
    void mountThatIsNoNfs_isAbandoned() throws IOException {
        node.shim("findmnt", "[ -e \"$DRAINGUARD_ROOT/mounted\" ] && echo ext4");
        assertThat(boot().exitCode()).isEqualTo(1);
        assertThat(toldToTheHook()).containsExactly("ABANDON");
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
    }

    @Test
    void stateThatIsNotThere_isAbandoned() throws IOException {
        Tools.run(List.of("mv", node.state("").toString(), home.resolve("gone").toString()));
        assertThat(boot().exitCode()).isEqualTo(1);
        assertThat(toldToTheHook()).containsExactly("ABANDON");
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
    }

    @Test
    void dlcThatFails_isAbandoned() throws IOException {
        node.systemctl("*'start dlc.service') echo failed >\"$DRAINGUARD_ROOT/state.dlc\"; exit 0 ;;");
        assertThat(boot().exitCode()).isEqualTo(1);
        assertThat(toldToTheHook()).containsExactly("ABANDON");
    }

    @Test
    void leaseOfAHealthyHolder_isWaitedForInWordsUntilTheLaunchEnds() throws IOException {
        node.systemctl("*'start dlc.service') echo activating >\"$DRAINGUARD_ROOT/state.dlc\"; exit 0 ;;");
        node.edit("dlc-boot", "launch_limit=780 ", "launch_limit=3 ").shim("sleep", "exec /usr/bin/sleep 0.1");
        node.write("run/drainguard-dlc/reached", "waits for the lock: i-0bbb holds it and renews it\n");
        Tools.Answer answer = boot();
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains(" s: waits for the lock: i-0bbb holds it");
        assertThat(toldToTheHook()).containsExactly("ABANDON");
    }

    @Test
    void settingsThatAreNotValid_startNothing() throws IOException {
        node.write("etc/drainguard-dlc.conf", "REGION=`reboot`\n");
        assertThat(boot().exitCode()).isEqualTo(1);
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
    }

    /// The image holds the settings of the node that it was made of; user data write the new ones after the service has
    /// begun.
    @Test
    void copyOfANodeThatServed_waitsForItsOwnSettings() throws Exception {
        succeeds();
        Files.delete(node.path("calls"));
        node.write("imds.id", DlcNode.OTHER);
        node.write("proc/stat", "btime " + (System.currentTimeMillis() / 1000 + 5) + "\n");
        node.shim("sleep", "exec /usr/bin/sleep 0.1");
        Process boot = node.command("dlc-boot")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("boot.log").toFile())
                .start();
        assertThat(boot.waitFor(2, TimeUnit.SECONDS)).isFalse();
        assertThat(toldToTheHook()).isEmpty();
        node.write("proc/stat", "btime 1700000000\n");
        node.write("etc/drainguard-dlc.conf", "REGION=eu-west-1\nGROUP=dlc\nLAUNCH_HOOK=other\n");
        assertThat(boot.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(node.calls()).anyMatch(call -> call.contains("--lifecycle-hook-name other"));
    }

    @Test
    void hookThatCannotBeTold_isTriedAgain() throws IOException {
        node.shim("aws", "[ -e \"$DRAINGUARD_ROOT/tried\" ] || { : >\"$DRAINGUARD_ROOT/tried\"; exit 255; }");
        succeeds();
        assertThat(toldToTheHook()).containsExactly("CONTINUE", "CONTINUE");
    }

    @Test
    void missingAwsCli_isSaidOnce() throws IOException {
        node.environment.put("PATH", home.toRealPath().resolve("shims") + ":/usr/bin:/bin:/usr/sbin:/sbin");
        Files.delete(home.resolve("shims/aws"));
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Tools.run(List.of("sh", "-c", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; command -v aws"))
                                .exitCode()
                        != 0,
                "SKIPPED: this machine has the AWS CLI in a folder that every node has");
        Tools.Answer answer = boot();
        assertThat(answer.stderr().lines().filter(line -> line.contains("AWS CLI is not installed")))
                .hasSize(1);
    }

    /// The first word may have been heard although its answer was lost; a second is then refused.
    @Test
    void hookThatHasHeardTheWord_isNoReasonToStopDlc() throws IOException {
        node.shim("aws", """
                if [ -e "$DRAINGUARD_ROOT/tried" ]; then
                  echo 'An error occurred (ValidationError) when calling the CompleteLifecycleAction operation:' \\
                    'No active Lifecycle Action found with instance ID i-0aaaaaaaaaaaaaaaa' >&2
                  exit 254
                fi
                : >"$DRAINGUARD_ROOT/tried"
                exit 137""");
        succeeds();
        assertThat(node.calls()).noneMatch(call -> call.contains("stop dlc.service"));
    }

    @Test
    void nodeThatIsAlreadyHandedOver_startsNothing() throws IOException {
        node.write("run/drainguard-dlc/leaving", "");
        assertThat(boot().exitCode()).isEqualTo(1);
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
    }
}
