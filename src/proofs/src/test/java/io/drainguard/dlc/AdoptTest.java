package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
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

/// A replacement takes the state over: same file system, another machine.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
class AdoptTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;
    private String state;

    /// The first host moves its state; the second one has a fresh DLC with the same identity, and the same `/mnt`.
    @BeforeEach
    void moveStateOfTheFirstHost() throws IOException {
        DlcNode first = new DlcNode(shell, Files.createDirectories(home.resolve("first")));
        first.write("opt/ibm/si/services/dlc/keystore/dlc-client.pfx", "key");
        assertThat(first.migrate("--with-identity").exitCode()).isZero();
        node = new DlcNode(shell, Files.createDirectories(home.resolve("second")));
        Files.delete(node.path("mnt"));
        Files.move(first.path("mnt"), node.path("mnt"));
        Tools.run(List.of(
                "sh",
                "-c",
                "rm -r \"$1\"/store/persistent_queue \"$1\"/store/ec",
                "sh",
                node.root().toString()));
        node.write("state.dlc", "inactive");
        state = node.tree(node.path("mnt"));
    }

    private void adopts() throws IOException {
        Tools.Answer answer = node.migrate("--adopt");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    @Test
    void replacement_isLinkedAndTheStateIsUntouched() throws IOException {
        adopts();
        assertThat(Files.readSymbolicLink(node.path("store"))).isEqualTo(node.state("store"));
        assertThat(node.path(DlcNode.CONF + "config.json")).isSymbolicLink();
        assertThat(node.path("opt/ibm/si/services/dlc/keystore")).isSymbolicLink();
        assertThat(node.tree(node.path("mnt"))).isEqualTo(state);
        assertThat(node.migrate("--status").exitCode()).isZero();
    }

    @Test
    void adoption_startsNothing() throws IOException {
        adopts();
        assertThat(node.calls()).noneMatch(call -> call.contains("start dlc.service"));
        assertThat(node.path("etc/systemd/system/dlc-lease.service")).exists();
        assertThat(node.read("etc/fstab")).contains("_netdev,noresvport");
    }

    @Test
    void twice_isOnce() throws IOException {
        adopts();
        String once = node.host();
        adopts();
        assertThat(node.host()).isEqualTo(once);
    }

    @Test
    void dlcThatRunsOnTheLocalState_isStoppedFirst() throws IOException {
        node.write("state.dlc", "active");
        adopts();
        assertThat(node.calls()).contains("systemctl stop dlc.service");
        Files.delete(node.path("calls"));
        node.write("state.dlc", "active");
        adopts();
        assertThat(node.calls()).as("a node in service goes on").doesNotContain("systemctl stop dlc.service");
    }

    @Test
    void spoolOfTheLocalDisk_isKeptAndTold() throws IOException {
        node.write("store/persistent_queue/dlc.dlc/1.dat", "events");
        Tools.Answer answer = node.migrate("--adopt");
        assertThat(answer.stderr()).contains("1 files").contains("/store.pre-nfs");
        assertThat(node.path("store.pre-nfs/persistent_queue/dlc.dlc/1.dat")).hasContent("events");
    }

    @Test
    void hostWithoutAnIdentity_takesTheOneOfTheState() throws IOException {
        Files.delete(node.path("etc/dlc/instance/" + DlcNode.UUID));
        adopts();
        assertThat(node.path("etc/dlc/instance/" + DlcNode.UUID)).exists();
    }

    @Test
    void stateOfTheFileSystem_winsOverAFileOfAnOldImage() throws IOException {
        adopts();
        Files.delete(node.path(DlcNode.CONF + "config.json"));
        node.write(DlcNode.CONF + "config.json", "{\"old\":true}");
        adopts();
        assertThat(node.tree(node.path("mnt"))).isEqualTo(state);
        assertThat(node.path(DlcNode.CONF + "config.json.local")).hasContent("{\"old\":true}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void stepThatFails_leavesHostAndStateAsTheyWere(int step) throws IOException {
        String before = node.tree(node.path("opt"), node.path("store"));
        node.edit(
                "migrate_to_nfs.sh",
                "  \"$@\" || broken",
                "  { [ \"$number\" != " + step + " ] && \"$@\"; } || broken");
        Tools.Answer answer = node.migrate("--adopt");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(node.tree(node.path("opt"), node.path("store"))).isEqualTo(before);
        assertThat(node.tree(node.path("mnt"))).isEqualTo(state);
    }
}
