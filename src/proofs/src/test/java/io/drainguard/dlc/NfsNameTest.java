package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an NFS server knows a node by: two copies of one image may have one host name.
@Timeout(60)
class NfsNameTest {
    private static final String NAME = "sys/module/nfs/parameters/nfs4_unique_id";

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void node_isKnownByTheIdOfItsInstance(String shell) throws IOException {
        DlcNode node = new DlcNode(shell, home);
        node.write(NAME, "\n");
        Tools.Answer answer = node.run("dlc-nfs-name");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.read(NAME)).isEqualTo(DlcNode.ME + "\n");
    }

    @Test
    void metadataThatDoNotAnswer_changeNothing() throws IOException {
        DlcNode node = new DlcNode("dash", home).shim("curl", "exit 7").shim("sleep", "");
        node.write(NAME, "\n");
        Tools.Answer answer = node.run("dlc-nfs-name");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains("host name");
        assertThat(node.read(NAME)).isEqualTo("\n");
    }

    /// A client keeps the name of its first mount (fs/nfs/nfs4proc.c, nfs4_init_uniform_client_string).
    @Test
    void name_isSetBeforeAnythingIsMounted() throws IOException {
        Path unit = Path.of("nodes/dlc/units/dlc-nfs-name.service");
        assertThat(java.nio.file.Files.readString(unit)).contains("\nBefore=remote-fs-pre.target mnt.mount\n");
    }
}
