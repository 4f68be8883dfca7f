package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A frontend comes up on the folder of configs that it shares with the others.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
@Timeout(60)
class FrontendBootTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private ClusterNode node;

    @BeforeEach
    void group() throws IOException {
        node = new ClusterNode(shell, home);
        String sum = node.release(
                "releases/dsiem.tgz", "", Map.of("dsiem", "#!/bin/sh\n", "configs/directives_sample.json", "{}"));
        node.write("etc/drainguard-dsiem.conf", """
                ROLE=frontend
                REGION=eu-west-1
                GROUP=siem-frontend
                NATS=nats://nats.local:4222
                EDITION=go
                DSIEM_URL=https://releases/dsiem.tgz
                DSIEM_SHA256=%s
                FILE_SYSTEM=fs-0123abcd
                ACCESS_POINT=fsap-0456
                """.formatted(sum));
        node.write("etc/fstab", "LABEL=/ / xfs defaults 0 1\n");
        node.shim("mount.efs", "");
        node.shim(
                "mount", ": >\"$DRAINGUARD_ROOT/mounted\"; mkdir -p \"$1\"; echo {} >\"$1/directives_net-01_a.json\"");
        node.shim("findmnt", "[ -e \"$DRAINGUARD_ROOT/mounted\" ] && echo nfs4");
        node.serve("127.0.0.1:8080/config/index", "{\"files\": []}");
    }

    private String line() {
        return "fs-0123abcd:/ " + node.path("dsiem/configs")
                + " efs _netdev,noresvport,tls,iam,accesspoint=fsap-0456 0 0";
    }

    @Test
    void newFrontend_mountsTheConfigsBeforeItStarts() throws IOException {
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.read("etc/fstab").lines()).containsExactly("LABEL=/ / xfs defaults 0 1", line());
        List<String> calls = node.calls();
        assertThat(calls)
                .containsSubsequence("mount " + node.path("dsiem/configs"), "systemctl start dsiem")
                .noneMatch(call -> call.contains("handover"));
        assertThat(node.read("var/lib/drainguard-dsiem/env").lines())
                .containsExactly(
                        "DSIEM_MODE=cluster-frontend",
                        "DSIEM_NODE=dsiem-frontend",
                        "DSIEM_MSQ=nats://nats.local:4222",
                        "DSIEM_MAXQUEUE=0");
        assertThat(node.path("dsiem/configs"))
                .as("what all frontends share, without the samples of the archive")
                .isDirectoryContaining("glob:**net-01_a.json")
                .isDirectoryNotContaining("glob:**sample.json");
    }

    @Test
    void laterBoot_mountsOnceByTheSameLine() throws IOException {
        assertThat(node.run("dsiem-boot").exitCode()).isZero();
        assertThat(node.run("dsiem-boot").exitCode()).isZero();
        assertThat(node.read("etc/fstab").lines().filter(line()::equals)).hasSize(1);
        assertThat(node.calls()).containsOnlyOnce("mount " + node.path("dsiem/configs"));
    }

    /// dsiem would serve the empty folder of its own disk, and backends would find no directives.
    @Test
    void configsThatAreNotMounted_keepDsiemFromStarting() throws IOException {
        node.shim("mount", "exit 32");
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr())
                .contains("FAILED: frontend ", "group siem-frontend", "fs-0123abcd is not mounted", "Next: ");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
    }

    @Test
    void dsiemThatDoesNotAnswer_isReported() throws IOException {
        node.silence("127.0.0.1:8080/config/index");
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains("does not answer on port 8080", "Next: see journalctl -u dsiem");
    }
}
