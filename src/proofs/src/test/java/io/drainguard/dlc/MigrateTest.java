package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The move to the shared file system, and the way back.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
class MigrateTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;
    private String before;

    @BeforeEach
    void installDlc() throws IOException {
        node = new DlcNode(shell, home);
        before = node.host();
    }

    private void succeeds(String... arguments) throws IOException {
        Tools.Answer answer = node.migrate(arguments);
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    private void assertLinked(String place, String item) throws IOException {
        assertThat(Files.readSymbolicLink(node.path(place))).isEqualTo(node.state(item));
    }

    @Test
    void noArguments_copyTheStateAndLinkIt() throws IOException {
        String store = node.tree(node.path("store"));
        String config = node.read(DlcNode.CONF + "config.json");
        succeeds();
        assertLinked(DlcNode.CONF + "config.json", "config.json");
        assertLinked(DlcNode.CONF + "logSources.json", "logSources.json");
        assertLinked("store", "store");
        assertThat(node.tree(node.state("store"))).isEqualTo(store);
        assertThat(node.state("config.json")).hasContent(config);
        assertThat(node.tree(node.path("store.pre-nfs")))
                .as("the original stays")
                .isEqualTo(store);
        assertThat(node.path("mnt/" + DlcNode.UUID + ".staging")).doesNotExist();
    }

    @Test
    void dlc_isStoppedBeforeTheCopyAndStartedAfterTheUnitsAreThere() throws IOException {
        succeeds();
        List<String> calls = node.calls().stream()
                .filter(call -> call.matches("systemctl (stop|start|daemon-reload).*"))
                .toList();
        assertThat(calls)
                .containsExactly(
                        "systemctl stop dlc.service", "systemctl daemon-reload", "systemctl start dlc.service");
        assertThat(node.path("etc/systemd/system/dlc.service.d/drainguard.conf"))
                .exists();
        assertThat(node.path("usr/local/lib/drainguard-dlc/dlc-lease")).isExecutable();
    }

    @Test
    void manifest_namesTheUserDlcByNumber() throws IOException {
        succeeds();
        String uid = Tools.run(List.of("id", "-u")).stdout().trim();
        String gid = Tools.run(List.of("id", "-g")).stdout().trim();
        assertThat(Files.readAllLines(node.state(".manifest")))
                .contains("version=1", "uuid=" + DlcNode.UUID, "uid=" + uid, "gid=" + gid, "identity=no");
    }

    /// AWS recommends `noresvport`; without `_netdev` a boot mounts before the network is up (EFS User Guide, "Mounting
    /// automatically").
    @Test
    void fstab_keepsTheProceduresLineAndGetsTheTwoOptionsThatItLacks() throws IOException {
        succeeds();
        assertThat(node.read("etc/fstab").lines().toList())
                .isEqualTo(before.lines()
                        .skip(before.lines().toList().indexOf("# as the image has it"))
                        .map(line -> line.replace("retrans=2\t", "retrans=2,_netdev,noresvport\t"))
                        .toList());
    }

    @Test
    void fstabWithoutALineForTheMount_getsTheProceduresLine() throws IOException {
        node.write("etc/fstab", "LABEL=cloudimg-rootfs / ext4 defaults 0 1\n");
        succeeds();
        assertThat(node.read("etc/fstab"))
                .endsWith("fs-0123abcd.efs.eu-west-1.amazonaws.com:/\t" + node.path("mnt") + "\tnfs4\tnfsvers=4.1,"
                        + "rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,_netdev,noresvport\t0\t0\n");
    }

    @Test
    void twice_isOnce() throws IOException {
        succeeds();
        String once = node.host() + node.tree(node.path("mnt"), node.path("usr"));
        Files.delete(node.path("calls"));
        Tools.Answer again = node.migrate();
        assertThat(again.exitCode()).isZero();
        assertThat(again.stderr()).contains("done already");
        assertThat(node.host() + node.tree(node.path("mnt"), node.path("usr"))).isEqualTo(once);
        assertThat(node.calls()).noneMatch(call -> call.contains("stop dlc") || call.contains("start dlc.service"));
    }

    @Test
    void rollback_bringsBackEveryFileOwnerModeAndTime() throws IOException {
        succeeds();
        succeeds("--rollback");
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.calls().getLast()).isEqualTo("systemctl start dlc.service");
    }

    @Test
    void rollback_bringsBackWhatDlcDidOnTheSharedState() throws IOException {
        succeeds();
        Files.delete(node.state("store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_1.dat"));
        Files.writeString(node.state("store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_4.dat"), "newer events");
        String worked = node.tree(node.state("store"));
        succeeds("--rollback");
        assertThat(node.tree(node.path("store"))).isEqualTo(worked);
        assertThat(node.path("store.pre-nfs")).doesNotExist();
        assertThat(node.tree(node.path("mnt/" + DlcNode.UUID + ".rolled-back/store")))
                .isEqualTo(worked);
    }

    @Test
    void rollbackOfAHostThatNeverMoved_doesNothing() throws IOException {
        succeeds("--rollback");
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.calls()).noneMatch(call -> call.contains("stop"));
    }

    @Test
    void afterARollback_theMoveCanBeMadeAgain() throws IOException {
        succeeds();
        succeeds("--rollback");
        succeeds();
        succeeds("--rollback");
        assertThat(node.host()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dry-run", "--status", "--help"})
    void question_changesNothing(String option) throws IOException {
        node.migrate(option);
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.path("mnt")).isEmptyDirectory();
        assertThat(node.calls()).noneMatch(call -> call.matches("systemctl (stop|start|enable|daemon).*"));
    }

    @Test
    void status_saysWhetherTheHostIsAsItShouldBe() throws IOException {
        assertThat(node.migrate("--status").exitCode()).isEqualTo(3);
        succeeds();
        assertThat(node.migrate("--status").exitCode()).isZero();
    }

    /// A tool that writes a new file and renames it turns the link into a file.
    @Test
    void configThatAToolReplaced_isToldAndTakenIntoTheState() throws IOException {
        succeeds();
        Path place = node.path(DlcNode.CONF + "config.json");
        Files.delete(place);
        node.write(DlcNode.CONF + "config.json", "{\"new\":true}");
        assertThat(node.migrate("--status").exitCode()).isEqualTo(3);
        succeeds();
        assertLinked(DlcNode.CONF + "config.json", "config.json");
        assertThat(node.state("config.json")).hasContent("{\"new\":true}");
        assertThat(Files.readString(node.state("config.json.before"))).contains("destination.port");
        assertThat(node.migrate("--status").exitCode()).isZero();
        assertThat(node.calls())
                .as("the change of a file stops nothing")
                .filteredOn("systemctl stop dlc.service"::equals)
                .hasSize(1);
    }

    @Test
    void withIdentity_movesKeysAndCertificatesToo() throws IOException {
        node.write("opt/ibm/si/services/dlc/keystore/" + DlcNode.UUID + "/dlc-client.pfx", "key");
        node.write("opt/ibm/si/services/dlc/MKS", "master key");
        before = node.host();
        succeeds("--with-identity");
        assertLinked("opt/ibm/si/services/dlc/keystore", "keystore");
        assertLinked("opt/ibm/si/services/dlc/MKS", "MKS");
        assertThat(Files.exists(node.path("opt/ibm/si/services/dlc/trusted_certificates"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        succeeds("--rollback");
        assertThat(node.host()).isEqualTo(before);
    }

    /// systemd says that dlc failed to start: the way back must be taken, and no step left over.
    @Test
    void dlcThatDoesNotStart_isRolledBack() throws IOException {
        node.systemctl("'start dlc.service') [ -L \"$DRAINGUARD_ROOT/store\" ] && exit 1 ;;");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.read("state.dlc").trim()).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void stepThatFails_isRolledBack(int step) throws IOException {
        node.edit(
                "migrate_to_nfs.sh",
                "  \"$@\" || broken",
                "  { [ \"$number$mode\" != " + step + "migrate ] && \"$@\"; } || broken");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(node.host()).isEqualTo(before);
        assertThat(node.read("state.dlc").trim()).isEqualTo("active");
    }

    @Test
    void wayBackThatFails_printsThreeCommandsThatWork() throws IOException {
        node.edit("migrate_to_nfs.sh", "  \"$@\" || broken", "  { [ \"$number\" != 11 ] && \"$@\"; } || broken");
        node.edit("migrate_to_nfs.sh", "go_back() {", "go_back() { return 1; }\nunused() {");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(5);
        List<String> commands = answer.stderr()
                .lines()
                .dropWhile(line -> !line.contains("three commands"))
                .skip(1)
                .toList();
        assertThat(commands).hasSize(3);
        String store = node.tree(node.path("store.pre-nfs"));
        ProcessBuilder byHand =
                new ProcessBuilder(shell.equals("busybox sh") ? "dash" : shell, "-c", String.join("\n", commands));
        byHand.environment().putAll(node.environment);
        assertThat(Tools.run(byHand).exitCode()).isZero();
        assertThat(node.tree(node.path("store"))).isEqualTo(store);
        assertThat(Files.isSymbolicLink(node.path(DlcNode.CONF + "config.json")))
                .isFalse();
        assertThat(node.read("state.dlc").trim()).isEqualTo("active");
    }

    /// A script that is renamed into place and whose bytes never reached the disk is an empty one after a power cut.
    @Test
    void scriptsAndUnits_areOnTheDiskBeforeTheyTakeTheirPlaces() throws IOException {
        node.shim("sync", "exec /usr/bin/sync \"$@\"");
        succeeds();
        String target = node.path("usr/local/lib/drainguard-dlc").toString();
        String units = node.path("etc/systemd/system").toString();
        assertThat(node.calls())
                .contains(
                        "sync " + target + "/dlc-lease.new",
                        "sync " + target + "/dlc-common.sh.new",
                        "sync " + units + "/dlc-lease.service.new",
                        "sync " + units + "/dlc.service.d/drainguard.conf.new");
    }
}
