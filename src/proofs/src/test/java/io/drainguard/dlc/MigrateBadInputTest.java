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
import org.junit.jupiter.params.provider.ValueSource;

/// What the script refuses, with its exit code and a message that names the thing; a refusal changes nothing.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
class MigrateBadInputTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;

    @BeforeEach
    void installDlc() throws IOException {
        node = new DlcNode(shell, home);
    }

    private String refuses(String... arguments) throws IOException {
        String before = node.host() + node.tree(node.path("mnt"));
        Tools.Answer answer = node.migrate(arguments);
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(3);
        assertThat(answer.stderr().lines().filter(line -> line.contains("REFUSED")))
                .hasSize(1);
        assertThat(node.host() + node.tree(node.path("mnt"))).isEqualTo(before);
        assertThat(node.calls()).noneMatch(call -> call.matches("systemctl (stop|start|enable|disable).*"));
        return answer.stderr();
    }

    private void succeeds(String... arguments) throws IOException {
        Tools.Answer answer = node.migrate(arguments);
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "echo ext4", "echo", "echo fuse.sshfs"})
    void mountThatIsNoNfs_isRefused(String answer) throws IOException {
        node.shim("findmnt", answer);
        assertThat(refuses()).contains("/mnt is no NFS mount; mount the file system first (README, DLC)");
        assertThat(refuses("--adopt")).contains("is no NFS mount");
        assertThat(refuses("--rollback")).contains("is no NFS mount");
    }

    /// `amazon-efs-utils` mounts the near end of a tunnel (aws/efs-utils, `src/mount_efs/__init__.py`,
    /// mount_with_proxy).
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:/", "[::1]:/"})
    void tunnelThatFstabDoesNotName_isRefused(String source) throws IOException {
        node.write("etc/fstab", "UUID=1234 /boot ext4 ro 0 2\n");
        node.shim(
                "findmnt",
                "case $* in *store*) exit 1 ;; *FSTYPE*) echo nfs4 ;; *SOURCE*) echo '" + source + "' ;; esac");
        assertThat(refuses()).contains("/etc/fstab has no line for").contains("MountLine");
        assertThat(refuses("--dry-run")).contains("MountLine");
        node.write("etc/fstab", "fs-0:/ " + node.path("mnt") + " efs _netdev,noresvport,tls,iam 0 0\n");
        succeeds();
    }

    /// Without more the Linux client names itself by its host (kernel documentation, "NFS Client", nfs4_unique_id).
    @Test
    void imageWhoseCopiesWouldShareAName_isWarnedOf() throws IOException {
        node.write("etc/cloud/cloud.cfg", "# preserve_hostname: true\npreserve_hostname: false\n");
        assertThat(node.migrate().stderr()).doesNotContain("WARNING");
        node.write("etc/cloud/cloud.cfg.d/99-name.cfg", "preserve_hostname: true\n");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr()).contains("WARNING").contains("preserve_hostname in /etc/cloud");
    }

    /// coreutils before 8.28, as on RHEL 7, know no `env -C`; systemd before 230 knows no `--value`.
    @ParameterizedTest
    @CsvSource({
        "env, case $1 in -C) exit 125 ;; esac; exec /usr/bin/env \"$@\"",
        "systemctl, case $* in *--value*) exit 1 ;; esac"
    })
    void systemThatIsTooOld_isRefusedBeforeAnythingStops(String command, String answer) throws IOException {
        node.shim(command, answer);
        assertThat(refuses()).contains("this needs systemd 236 and coreutils 8.28");
    }

    @Test
    void noUuid_isRefused() throws IOException {
        Files.delete(node.path("etc/dlc/instance/" + DlcNode.UUID));
        assertThat(refuses()).contains("no UUID file");
    }

    @Test
    void twoUuids_areRefusedByName() throws IOException {
        node.write("etc/dlc/instance/ffffffff-1111-2222-3333-444455556666", "");
        assertThat(refuses()).contains(DlcNode.UUID).contains("ffffffff-1111-2222-3333-444455556666");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my dlc",
                "a b",
                "0a1b2c3d-1111-2222-3333-44445555666",
                "0a1b2c3d-1111-2222-3333-4444555566667",
                "0a1b2c3d-1111-2222-3333-44445555666g",
                "0a1b2c3d 1111-2222-3333-444455556666",
                ".hidden",
                "*",
                "0a1b2c3d-11112222--3333-444455556666"
            })
    void nameThatIsNoUuid_isRefusedByName(String name) throws IOException {
        Files.delete(node.path("etc/dlc/instance/" + DlcNode.UUID));
        node.write("etc/dlc/instance/" + name, "");
        assertThat(refuses()).contains("'" + name + "'");
        node.write("etc/dlc/instance/" + DlcNode.UUID, "");
        assertThat(refuses()).contains("'" + name + "'");
    }

    @Test
    void stateThatIsThereAlready_isRefusedWithBothWaysOut() throws IOException {
        Files.createDirectories(node.state("store"));
        Files.writeString(node.state(".manifest"), "version=1\nid=another\nuuid=" + DlcNode.UUID + "\n");
        assertThat(refuses())
                .contains("state of this DLC is already there")
                .contains("--adopt on a replacement")
                .contains("another UUID on a new DLC");
    }

    @Test
    void stateThatAnotherHostMadeInTheMeantime_isNotTakenForOurs() throws IOException {
        node.write("var/lib/drainguard-dlc/migration", "uuid=" + DlcNode.UUID + "\nid=mine\nphase=begun\n");
        Files.createDirectories(node.state("store"));
        Files.writeString(node.state(".manifest"), "version=1\nid=theirs\nuuid=" + DlcNode.UUID + "\n");
        assertThat(refuses()).contains("state of this DLC is already there");
    }

    @ParameterizedTest
    @CsvSource({"--adpot", "-h", "/mnt", "''", "--status=1"})
    void unknownArgument_isUsage(String argument) throws IOException {
        Tools.Answer answer = node.migrate(argument);
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.stderr()).contains("usage:");
    }

    @Test
    void twoArguments_areUsage() throws IOException {
        assertThat(node.migrate("--adopt", "--rollback").exitCode()).isEqualTo(2);
    }

    @Test
    void userWhoIsNotRoot_isRefused() throws IOException {
        node.shim("id", "case $* in '-u dlc' | '-g dlc') exec /usr/bin/id \"$1\" ;; -u) echo 1000 ;; esac");
        assertThat(refuses()).contains("root");
    }

    @Test
    void hostWithoutTheUserDlc_isRefused() throws IOException {
        node.shim("id", "case $* in -u) echo 0 ;; *) exit 1 ;; esac");
        assertThat(refuses()).contains("user dlc");
    }

    @ParameterizedTest
    @ValueSource(strings = {DlcNode.CONF + "config.json", DlcNode.CONF + "logSources.json", "store"})
    void thingThatIsMissing_isRefusedByName(String place) throws IOException {
        Tools.run(List.of(
                "mv", node.path(place).toString(), home.resolve("elsewhere").toString()));
        assertThat(refuses()).contains(node.path(place) + " is missing");
    }

    @Test
    void fileSystemThatDoesNotKeepOwners_isRefusedWithTheNumbers() throws IOException {
        node.shim("id", "case $* in '-u dlc') echo 987 ;; '-g dlc') echo 985 ;; -u) echo 0 ;; esac");
        node.shim("chown", "");
        assertThat(refuses()).contains("987:985").contains("does not keep owners");
    }

    @Test
    void fileSystemThatTakesNoWrite_isRefusedWithItsWords() throws IOException {
        node.shim("dd", "echo \"dd: failed to open 'x': Read-only file system\" >&2; exit 1");
        assertThat(refuses()).contains("Read-only file system");
    }

    @Test
    void fileSystemWithoutRoom_isRefusedWithTheNumbers() throws IOException {
        node.shim("df", "echo head; echo 'efs 100 93 7 93% /mnt'");
        assertThat(refuses()).containsPattern("has 7 KB free and needs \\d+ KB");
    }

    /// EFS reports 8 EiB.
    @Test
    void fileSystemAsLargeAsEfs_isLargeEnough() throws IOException {
        node.shim("df", "echo head; echo 'efs 9007199254739968 0 9007199254739968 0% /mnt'");
        succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {"987:DLCGID", "DLCUID:985", ":"})
    void adoptionWithOtherNumbersForDlc_isRefusedWithThem(String theirs) throws IOException {
        String uid = Tools.run(List.of("id", "-u")).stdout().trim();
        String gid = Tools.run(List.of("id", "-g")).stdout().trim();
        String[] numbers = theirs.replace("DLCUID", uid).replace("DLCGID", gid).split(":", -1);
        aState("version=1\nid=x\nuuid=" + DlcNode.UUID + "\nuid=" + numbers[0] + "\ngid=" + numbers[1] + "\n");
        assertThat(refuses("--adopt")).contains(uid + ":" + gid + " here and " + String.join(":", numbers));
    }

    private void aState(String manifest) throws IOException {
        Files.createDirectories(node.state("store"));
        Files.writeString(node.state("config.json"), "{}");
        Files.writeString(node.state("logSources.json"), "[]");
        Files.writeString(node.state(".manifest"), manifest);
    }

    @Test
    void adoptionWithoutAState_isRefused() throws IOException {
        assertThat(refuses("--adopt")).contains("there is no state of this DLC");
    }

    @Test
    void adoptionOfAStateWithoutAManifest_isRefused() throws IOException {
        aState("");
        assertThat(refuses("--adopt")).contains("no manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "logSources.json", "store"})
    void adoptionOfAStateThatIsNotWhole_isRefusedByName(String item) throws IOException {
        String uid = Tools.run(List.of("id", "-u")).stdout().trim();
        String gid = Tools.run(List.of("id", "-g")).stdout().trim();
        aState("version=1\nid=x\nuuid=" + DlcNode.UUID + "\nuid=" + uid + "\ngid=" + gid + "\n");
        Files.delete(node.state(item));
        assertThat(refuses("--adopt")).contains(node.state(item) + " is missing");
    }

    @Test
    void linkedHostWhoseStateIsAway_isRefused() throws IOException {
        succeeds();
        Tools.run(List.of(
                "mv",
                node.path("mnt/" + DlcNode.UUID).toString(),
                home.resolve("gone").toString()));
        Files.delete(node.path("calls"));
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(answer.stderr()).contains("whether the right file system is mounted");
    }

    @Test
    void stateThatAnotherNodeWorksOn_isNotTouched() throws IOException {
        succeeds();
        Files.writeString(node.state(".lease"), "owner=" + DlcNode.OTHER + " token=4 state=held\n");
        Files.delete(node.path("calls"));
        assertThat(refuses()).contains("in use").contains(DlcNode.OTHER);
        assertThat(refuses("--rollback")).contains("in use").contains(DlcNode.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {DlcNode.CONF + "config.json.pre-nfs", "store.pre-nfs"})
    void nameThatIsTaken_isRefused(String name) throws IOException {
        node.write(name, "kept by a person");
        assertThat(refuses()).contains(name.substring(name.lastIndexOf('/') + 1));
    }

    @Test
    void storeThatIsADirectoryAgain_isRefusedSinceBothMayHoldEvents() throws IOException {
        succeeds();
        Files.delete(node.path("store"));
        node.write("store/persistent_queue/dlc.dlc/1.dat", "events");
        Files.delete(node.path("calls"));
        assertThat(refuses()).contains("DLC may have written to both");
    }

    @Test
    void storeThatIsMountedWithoutALineInFstab_isRefused() throws IOException {
        node.shim("findmnt", "case $* in *FSTYPE*mnt) echo nfs4 ;; *store) echo ext4 ;; esac");
        assertThat(refuses()).contains("/etc/fstab does not name it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dlc-lease", "dlc-boot", "lease-rule.sh", "dlc-common.sh"})
    void scriptCopiedAlone_isRefused(String missing) throws IOException {
        Files.delete(home.resolve("dlc").resolve(missing));
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(answer.stderr()).contains(missing + " is missing beside this script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILE_SYSTEM=fs-1;reboot",
                "REGION=$(reboot)",
                "no setting",
                "GROUP=a\"b",
                "LAUNCH_HOOK=a b",
                "FILE_SYSTEM=fs-12"
            })
    void settingThatIsNotValid_isRefused(String line) throws IOException {
        node.write("etc/drainguard-dlc.conf", line + "\n");
        assertThat(refuses()).contains("drainguard-dlc.conf");
    }

    @Test
    void secondRunAtTheSameTime_isRefused() throws Exception {
        Files.createDirectories(node.path("run/drainguard-dlc"));
        Process first = new ProcessBuilder(
                        "flock",
                        node.path("run/drainguard-dlc/migrate.lock").toString(),
                        "sh",
                        "-c",
                        "echo locked; cat")
                .start();
        try {
            assertThat(first.inputReader().readLine()).isEqualTo("locked");
            assertThat(refuses()).contains("another run of this script is under way");
        } finally {
            first.outputWriter().close();
            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        succeeds();
    }

    /// A process on a hung hard mount waits for ever; here a command sleeps instead.
    @ParameterizedTest
    @ValueSource(strings = {"stat", "df", "dd"})
    @Timeout(60)
    void fileSystemThatHangs_isRefusedInTime(String command) throws IOException {
        node.edit("migrate_to_nfs.sh", "answer_limit=30", "answer_limit=1");
        node.shim(
                command,
                "case $* in *" + node.path("mnt") + "*) exec /usr/bin/sleep 1000 ;; esac; exec /usr/bin/" + command
                        + " \"$@\"");
        refuses();
    }

    @Test
    @Timeout(60)
    void copyThatHangs_isRolledBackInTime() throws IOException {
        String before = node.host();
        node.edit("migrate_to_nfs.sh", "echo $((600 +", "echo $((1 +");
        node.shim("cp", "case $* in *store*) exec /usr/bin/sleep 1000 ;; esac; exec /usr/bin/cp \"$@\"");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(node.host()).isEqualTo(before);
    }

    @Test
    void copyThatDiffers_isRolledBack() throws IOException {
        String before = node.host();
        node.shim(
                "cp",
                "/usr/bin/cp \"$@\"; code=$?; case $* in *staging/store/) echo torn >\"$DRAINGUARD_ROOT/mnt/"
                        + DlcNode.UUID + ".staging/store/ec/marker of a source\" ;; esac; exit $code");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(answer.stderr()).contains("differ");
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.state("")).doesNotExist();
    }

    @Test
    void dlcThatDoesNotEnd_isNeverCopied() throws IOException {
        node.systemctl("'stop dlc.service') exit 0 ;;");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(5);
        assertThat(node.path("mnt")).isEmptyDirectory();
    }

    @Test
    void stagingLeftByAnybody_isMadeAnew() throws IOException {
        node.write("mnt/" + DlcNode.UUID + ".staging/store/old", "old");
        succeeds();
        assertThat(node.state("store/old")).doesNotExist();
        assertThat(node.path("mnt/" + DlcNode.UUID + ".staging")).doesNotExist();
    }

    @Test
    void confThatIsALinkToAnotherPlace_isFollowed() throws IOException {
        Path conf = node.path(DlcNode.CONF.substring(0, DlcNode.CONF.length() - 1));
        Path elsewhere = Files.move(conf, node.path("srv-conf"));
        Files.createSymbolicLink(conf, elsewhere);
        succeeds();
        assertThat(Files.isSymbolicLink(elsewhere.resolve("config.json"))).isTrue();
        assertThat(node.state("config.json")).isRegularFile();
    }

    @Test
    void storeThatIsALinkToAnotherDisk_comesBackAsSuch() throws IOException {
        Files.move(node.path("store"), node.path("data"));
        Files.createSymbolicLink(node.path("store"), node.path("data"));
        String data = node.tree(node.path("data"));
        succeeds();
        assertThat(node.tree(node.state("store"))).isEqualTo(data);
        succeeds("--rollback");
        assertThat(node.tree(node.path("store").toRealPath())).isEqualTo(data);
    }
}
