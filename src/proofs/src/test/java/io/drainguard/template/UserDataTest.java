package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A node's first boot, good and bad.
class UserDataTest {
    /// SHA-256 of nothing, which is what the shim of `curl` downloads.
    private static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path home;

    private UserData node;

    @BeforeEach
    void prepareNode() throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled("bash");
        node = new UserData(home)
                .shim("curl", "while [ \"$1\" != --output ]; do shift; done; : > \"$2\"")
                .with("CriblDownloadSha256", NOTHING);
    }

    @Test
    void shellcheck_hasNoFindings() throws IOException {
        Tools.assumeInstalled("shellcheck");
        Path script = Files.writeString(home.resolve("script"), node.text());
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", "--shell=bash", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(node.text()).doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void goodBoot_tellsTheStackAndStartsTheWorker() throws IOException {
        Tools.Answer answer = node.boot();
        assertThat(answer.exitCode()).as(answer.toString()).isZero();
        assertThat(node.calls()).contains("cribl boot-start enable -m systemd -u cribl", "systemctl restart cribl");
        assertThat(node.calls().getLast())
                .isEqualTo("cfn-signal --exit-code 0 --reason step: done --stack cribl "
                        + "--resource WorkerAutoScalingGroup --region eu-central-1");
    }

    @Test
    void goodBoot_joinsTheLeader() throws IOException {
        node.with("CriblLeaderTls", "true").with("CriblWorkerGroup", "edge-eu").boot();
        Path file = home.resolve("opt/cribl/local/_system/instance.yml");
        JsonNode distributed = new YAMLMapper().readTree(file.toFile()).path("distributed");
        assertThat(distributed.path("mode").asText()).isEqualTo("worker");
        assertThat(distributed.path("group").asText()).isEqualTo("edge-eu");
        assertThat(distributed.at("/master/host").asText()).isEqualTo("leader.example.com");
        assertThat(distributed.at("/master/port").asInt()).isEqualTo(4200);
        assertThat(distributed.at("/master/authToken").asText()).isEqualTo(Deployments.TOKEN);
        assertThat(distributed.at("/master/tls/disabled").asBoolean(true)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void token_isInNoArgumentListAndOnNoConsole() throws IOException {
        Tools.Answer answer = node.boot();
        assertThat(node.text()).doesNotContain(Deployments.TOKEN);
        assertThat(node.calls()).noneMatch(call -> call.contains(Deployments.TOKEN));
        assertThat(answer.stdout() + answer.stderr()).doesNotContain(Deployments.TOKEN);
    }

    @Test
    void download_isThePinnedBuildOfTheVersion() throws IOException {
        node.boot();
        assertThat(node.calls())
                .anyMatch(call -> call.startsWith("curl ")
                        && call.endsWith(" https://cdn.cribl.io/dl/4.1.3/cribl-4.1.3-15457782-linux-x64.tgz"));
        assertThat(node.text()).doesNotContain("/dl/latest");
    }

    @Test
    void downloadWithAnotherChecksum_isNeverUnpacked() throws IOException {
        Tools.Answer answer = node.with("CriblDownloadSha256", "0".repeat(64)).boot();
        assertThat(answer.exitCode()).isNotZero();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("tar "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "tar", "useradd", "chown", "timeout", "systemctl"})
    void failedStep_isToldToStackAndGroup(String broken) throws IOException {
        node.shim("id", "exit 1").shim(broken, "exit 1");
        assertThat(node.boot().exitCode()).isNotZero();
        assertThat(node.calls()).anyMatch(call -> call.startsWith("cfn-signal --exit-code 1 --reason step: "));
        assertThat(node.calls().getLast())
                .isEqualTo("aws autoscaling set-instance-health --region eu-central-1 --health-status Unhealthy "
                        + "--no-should-respect-grace-period --instance-id i-0123456789abcdef0");
    }

    @Test
    void wrongArchitecture_fails() throws IOException {
        assertThat(node.with("Architecture", "arm64").boot().exitCode()).isNotZero();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("curl "));
    }

    @Test
    void nodeThatFailedToInstall_looksEmptyAndIsNotHeld() throws IOException {
        node.shim("uname", "exit 1").boot();
        assertThat(look().verdict()).isEqualTo("empty");
    }

    /// The paths are the template's own; a fresh worker has only the first.
    @Test
    void freshWorker_looksEmpty() throws IOException {
        node.boot();
        assertThat(home.resolve("opt/cribl/state/queues")).isDirectory();
        assertThat(home.resolve("opt/cribl/state/outputs")).doesNotExist();
        assertThat(look()).isEqualTo(new DrainScript.Look("empty", 2, 0, 0, 0, ""));
    }

    @Test
    void stagedDataOfAFileDestination_isPending() throws IOException {
        node.boot();
        Path staged = Files.createDirectories(home.resolve("opt/cribl/state/outputs/staging/s3out"));
        Files.writeString(staged.resolve("CriblOut-1.tmp"), "data");
        Files.writeString(staged.resolve("CriblOpenFiles.0.json"), "{}");
        assertThat(look())
                .extracting(DrainScript.Look::verdict, DrainScript.Look::files)
                .containsExactly("pending", 1L);
    }

    private DrainScript.Look look() throws IOException {
        String queues = Template.load(Path.of("template.yaml"))
                .drainDocument()
                .defaults()
                .get("queues");
        return new DrainScript("sh", Files.createDirectories(home.resolve("look")))
                .look(queues.replace("/opt/cribl", home + "/opt/cribl"));
    }

    @Test
    void nodeThatCannotEvenGiveItselfUp_stops() throws IOException {
        node.shim("uname", "exit 1").shim("aws", "exit 1").boot();
        assertThat(node.calls().getLast()).isEqualTo("shutdown -h now");
        assertThat(node.calls().stream().filter(call -> call.startsWith("aws ")))
                .hasSize(12);
    }

    @Test
    void goodBoot_neverShutsDownNorGivesUp() throws IOException {
        node.boot();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("shutdown") || call.contains("set-instance-health"));
    }

    @ParameterizedTest
    @CsvSource({
        "3.3.2745.9, true",
        "3.3.987.0, true",
        "3.2.9999.0, true",
        "3.3.2746.0, false",
        "3.3.10000.0, false",
        "3.10.1.0, false"
    })
    void agentBelowTheVersionThatSetsVariables_isUpdated(String version, boolean updated) throws IOException {
        node.shim("rpm", "case $* in *queryformat*) printf " + version + ";; esac")
                .boot();
        assertThat(node.calls().contains("dnf -y --releasever=latest upgrade amazon-ssm-agent"))
                .isEqualTo(updated);
    }

    @Test
    void agentOfAmazonLinux2_isUpdatedByYum() throws IOException {
        Files.delete(home.resolve("shims/dnf"));
        node.shim("rpm", "case $* in *queryformat*) printf 3.3.1.0;; esac").boot();
        assertThat(node.calls()).contains("yum -y update amazon-ssm-agent");
    }

    @Test
    void agentThatStaysOld_isReportedButDoesNotEndTheNode() throws IOException {
        Tools.Answer answer = node.shim("rpm", "case $* in *queryformat*) printf 3.3.1.0;; esac")
                .boot();
        assertThat(answer.exitCode()).isZero();
        assertThat(node.calls())
                .anyMatch(call -> call.startsWith("logger -t drainguard -p daemon.err SSM agent 3.3.1.0 is older"));
    }

    @Test
    void nodeArchitecture_picksTheDownload() throws IOException {
        node.with("Architecture", "arm64").shim("uname", "echo aarch64").boot();
        assertThat(node.calls()).anyMatch(call -> call.endsWith("-linux-arm64.tgz"));
    }

    @Test
    void userData_fitsIntoItsLimit() {
        // 16 KB before encoding (EC2 User Guide, instance user data).
        assertThat(node.text()).hasSizeLessThan(16 * 1024);
    }
}
