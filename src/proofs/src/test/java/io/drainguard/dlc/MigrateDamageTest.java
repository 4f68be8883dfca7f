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
import org.junit.jupiter.params.provider.MethodSource;

/// A host on which the script ran that IBM published: its files are moved and linked, /store is moved and its link is
/// lost.
///
/// Source: `ibm-security-intelligence/aws_qradar_availability`, `dlc_auto_scaling/migrate_to_nfs.sh`, as it was seen to
/// run.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
class MigrateDamageTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;
    private String store;

    @BeforeEach
    void damage() throws IOException {
        node = new DlcNode(shell, home);
        store = node.tree(node.path("store"));
        Files.createDirectories(node.state(""));
        for (String name : List.of("config.json", "logSources.json")) {
            Files.move(node.path(DlcNode.CONF + name), node.state(name));
            Files.createSymbolicLink(node.path(DlcNode.CONF + name), node.state(name));
        }
        Files.move(node.path("store"), node.state("store"));
        Files.createSymbolicLink(node.state("store/store"), node.path("store"));
    }

    private void repairs() throws IOException {
        Tools.Answer status = node.migrate("--status");
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.stdout()).contains("the script that IBM published");
        Tools.Answer answer = node.migrate();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(Files.readSymbolicLink(node.path("store"))).isEqualTo(node.state("store"));
        assertThat(node.tree(node.state("store"))).isEqualTo(store);
        assertThat(node.migrate("--status").exitCode()).isZero();
    }

    @Test
    void lostStore_isLinkedAndTheDanglingLinkGoes() throws IOException {
        repairs();
        assertThat(node.path("store.pre-nfs")).doesNotExist();
    }

    /// DLC makes its directory anew when it starts without one.
    @Test
    void eventsThatDlcQueuedSinceThen_areKeptAside() throws IOException {
        node.write("store/persistent_queue/dlc.dlc/1.dat", "events since then");
        repairs();
        assertThat(node.path("store.pre-nfs/persistent_queue/dlc.dlc/1.dat")).hasContent("events since then");
    }

    @Test
    void repairedHost_canGoBack() throws IOException {
        repairs();
        Tools.Answer answer = node.migrate("--rollback");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.tree(node.path("store"))).isEqualTo(store);
        assertThat(node.path(DlcNode.CONF + "config.json")).isRegularFile();
    }
}
