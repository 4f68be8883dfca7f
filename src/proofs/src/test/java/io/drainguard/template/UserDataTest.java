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
    private static final String TAG_OFF = "aws ec2 delete-tags --resources i-0123456789abcdef0"
            + " --tags Key=drainguard:unstarted --region eu-central-1";
    private static final String START = "systemctl restart cribl";

    @TempDir
    Path home;

    private UserData node;

    @BeforeEach
    void prepareNode() throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled("bash");
        node = new UserData(home).with("CriblDownloadSha256", UserData.NOTHING);
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
                .isEqualTo("cfn-signal --exit-code 0 --stack cribl --resource WorkerAutoScalingGroup"
                        + " --region eu-central-1");
        assertThat(node.calls()).noneMatch(call -> call.contains("drainguard:boot"));
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
    @CsvSource({
        "curl, download of cribl-4.1.3-15457782-linux-x64.tgz",
        "tar, unpacking",
        "useradd, unpacking",
        "chown, service",
        "sha256sum, checksum of cribl-4.1.3-15457782-linux-x64.tgz"
    })
    void failedStep_isToldToStackGroupConsoleAndTag(String broken, String step) throws IOException {
        node.shim("id", "exit 1").shim(broken, "exit 1");
        assertFailsAt(step);
        assertThat(node.calls()).anyMatch(call -> call.startsWith("cfn-signal --exit-code 1 "));
        assertThat(node.calls())
                .contains("aws ec2 create-tags --resources i-0123456789abcdef0 --tags Key=drainguard:boot,"
                        + "Value=failed at step " + step + " --region eu-central-1");
        assertThat(node.calls().getLast())
                .isEqualTo("aws autoscaling set-instance-health --health-status Unhealthy "
                        + "--no-should-respect-grace-period --instance-id i-0123456789abcdef0 --region eu-central-1");
    }

    /// Returns what the console says is next.
    private String assertFailsAt(String step) throws IOException {
        Tools.Answer answer = node.boot();
        assertThat(answer.exitCode()).as(answer.toString()).isNotZero();
        assertThat(node.console().lines().toList().getLast())
                .startsWith("drainguard: FAILED at step: " + step + "; next: ");
        assertThat(answer.stdout()).contains("drainguard: FAILED at step: " + step);
        return node.console();
    }

    // --- the tag that says that Cribl never started ---

    @Test
    void goodBoot_takesTheTagOffAndWaitsBeforeCriblStarts() throws IOException {
        node.boot();
        List<String> calls = node.calls().stream()
                .filter(call -> !call.startsWith("timeout "))
                .toList();
        int off = calls.indexOf(TAG_OFF);
        int pause = calls.subList(off, calls.size()).indexOf("sleep 30") + off;
        int target = index(calls, "/meta-data/autoscaling/target-lifecycle-state");
        assertThat(off).isPositive();
        assertThat(List.of(
                        index(calls, "describe-instance-information"),
                        off,
                        index(calls, "describe-tags"),
                        pause,
                        target,
                        index(calls, "boot-start"),
                        calls.indexOf(START)))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(pause).as("it waits as long as the stories' nodes").isGreaterThan(off);
    }

    private static int index(List<String> calls, String part) {
        return calls.indexOf(
                calls.stream().filter(call -> call.contains(part)).findFirst().orElseThrow());
    }

    @Test
    void tagThatDoesNotGo_keepsCriblFromStarting() throws IOException {
        node.shim("aws", node.aws("Online", "1"));
        assertThat(assertFailsAt("leave to start")).contains("drainguard:unstarted");
        assertNeverStarted();
    }

    @Test
    void tagThatMayNotBeTakenOff_keepsCriblFromStarting() throws IOException {
        node.shim("aws", "case $* in *delete-tags*) exit 254;; esac; " + node.aws("Online", "0"));
        assertFailsAt("leave to start");
        assertNeverStarted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Terminated", "Warmed:Terminated", "Detached"})
    void nodeThatHasToGo_startsNothingMoreAndIsLeftAlone(String target) throws IOException {
        node.curl(UserData.NEWEST, UserData.NOTHING, target);
        assertThat(assertFailsAt("leave to start")).contains("on its way to '" + target + "'");
        assertNeverStarted();
        assertThat(node.calls()).noneMatch(call -> call.contains("set-instance-health") || call.startsWith("shutdown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Something:New", "inservice"})
    void targetThatNobodyKnows_keepsCriblFromStarting(String target) throws IOException {
        node.curl(UserData.NEWEST, UserData.NOTHING, target);
        assertThat(assertFailsAt("leave to start")).contains("on its way to '" + target + "'");
        assertNeverStarted();
        assertThat(node.calls()).anyMatch(call -> call.contains("set-instance-health"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InService", "Standby", "Warmed:Stopped", "Warmed:Running", "Warmed:Hibernated"})
    void nodeThatStays_startsCribl(String target) throws IOException {
        node.curl(UserData.NEWEST, UserData.NOTHING, target);
        assertThat(node.boot().exitCode()).isZero();
        assertThat(node.calls()).contains(START);
    }

    @Test
    void metadataThatCannotBeRead_keepCriblFromStarting() throws IOException {
        node.shim(
                "curl",
                "case $* in *169.254.169.254*) exit 22;; esac; while [ \"$1\" != --output ]; do shift; done; : > \"$2\"");
        assertFailsAt("leave to start");
        assertNeverStarted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ConnectionLost", "None", "''"})
    void nodeThatSystemsManagerDoesNotKnow_keepsItsTagAndStartsNothing(String ping) throws IOException {
        node.shim("aws", node.aws(ping, "0"));
        assertThat(assertFailsAt("Systems Manager")).contains("ssmmessages");
        assertThat(node.calls()).doesNotContain(TAG_OFF);
        assertNeverStarted();
    }

    /// Nobody can start it by hand while the tag says that it never has.
    @Test
    void failedBoot_leavesNoCriblInItsPlace() throws IOException {
        node.shim("aws", node.aws("None", "0"));
        node.boot();
        assertThat(home.resolve("opt/cribl/bin/cribl")).doesNotExist();
    }

    private void assertNeverStarted() throws IOException {
        assertThat(node.calls()).doesNotContain(START).noneMatch(call -> call.startsWith("cribl "));
    }

    @Test
    void imageThatBringsCribl_isRefused() throws IOException {
        Files.createDirectories(home.resolve("opt/cribl/bin"));
        Files.writeString(home.resolve("opt/cribl/bin/cribl"), "");
        assertThat(assertFailsAt("image")).contains("give AmiId an image without it");
        assertThat(node.calls()).doesNotContain(TAG_OFF, START);
    }

    @Test
    void imageWithAUnitOfCribl_isRefused() throws IOException {
        node.shim("systemctl", "");
        assertFailsAt("image");
        assertThat(node.calls()).doesNotContain(TAG_OFF, START);
    }

    // --- what is installed where nothing is pinned ---

    @Test
    void emptyVersion_isTheNewestWithItsPublishedChecksum() throws IOException {
        Tools.Answer answer =
                node.with("CriblVersion", "").with("CriblDownloadSha256", "").boot();
        assertThat(answer.exitCode()).as(answer.toString()).isZero();
        assertThat(node.calls())
                .anyMatch(call -> call.startsWith("curl ") && call.endsWith(" https://cdn.cribl.io/dl/latest-x64"))
                .anyMatch(call -> call.startsWith("curl ") && call.endsWith(" " + UserData.NEWEST + ".sha256"))
                .anyMatch(call ->
                        call.startsWith("curl ") && call.contains("--output") && call.endsWith(UserData.NEWEST));
        assertThat(answer.stdout()).contains("installs Cribl 4.17.1-0a1b2c3d, the newest, not pinned");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "http://cdn.cribl.io/dl/4.17.1/cribl-4.17.1-0a1b2c3d-linux-x64.tgz",
                "https://cdn.cribl.io.example.com/dl/4.17.1/cribl-4.17.1-0a1b2c3d-linux-x64.tgz",
                "https://cdn.cribl.io/dl/4.17.1/cribl-4.17.1-0a1b2c3d-linux-arm64.tgz",
                "https://cdn.cribl.io/dl/4.17.2/cribl-4.17.1-0a1b2c3d-linux-x64.tgz",
                "https://cdn.cribl.io/dl/4.17.1/../cribl-4.17.1-0a1b2c3d-linux-x64.tgz",
                "https://cdn.cribl.io/dl/4.17.1/cribl-4.17.1-$(reboot)-linux-x64.tgz"
            })
    void newestVersionWhoseAddressIsNotCribls_isRefused(String address) throws IOException {
        node.with("CriblVersion", "").with("CriblDownloadSha256", "").curl(address, UserData.NOTHING, "InService");
        assertThat(assertFailsAt("newest version")).contains("pin CriblVersion");
        assertThat(node.calls()).noneMatch(call -> call.contains("--output /"));
        assertNeverStarted();
    }

    @Test
    void emptyChecksum_isThePublishedOne() throws IOException {
        node.with("CriblDownloadSha256", "").curl("", UserData.NOTHING + "  cribl.tgz", "InService");
        assertThat(node.boot().exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "E3B0", "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})
    void publishedChecksumThatIsNone_isRefused(String checksum) throws IOException {
        node.with("CriblDownloadSha256", "").curl("", checksum, "InService");
        assertThat(assertFailsAt("published checksum")).contains("pin CriblDownloadSha256");
        assertNeverStarted();
    }

    @Test
    void publishedChecksumOfAnotherFile_isNeverUnpacked() throws IOException {
        node.with("CriblDownloadSha256", "").curl("", "0".repeat(64), "InService");
        assertFailsAt("checksum of cribl-4.1.3-15457782-linux-x64.tgz");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("tar "));
    }

    // --- paths ---

    @Test
    void queuePathThatNobodyMakes_isNamedBeforeCriblStarts() throws IOException {
        node.with("Queues", home + "/opt/cribl/stats/queues");
        assertThat(assertFailsAt("queue paths"))
                .contains("it names " + home + "/opt/cribl/stats/queues", home + "/opt/cribl/stats");
        assertThat(node.calls()).doesNotContain(TAG_OFF);
        assertNeverStarted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no-such-place/queues?", "HOME/opt/cribl/state/outputs/staging", "/usr/queues"})
    void queuePathThatMayCome_isNoError(String path) throws IOException {
        node.with("Queues", home + "/opt/cribl/state/queues," + path.replace("HOME", home.toString()));
        assertThat(node.boot().exitCode()).isZero();
        assertThat(node.calls()).contains(START);
    }

    @Test
    void queuePathThatIsNotThereAfterTheStart_isNamedOnTheConsole() throws IOException {
        node.with("Queues", home + "/opt/cribl/state/queus").boot();
        assertThat(node.console()).contains("WARNING: Queues names " + home + "/opt/cribl/state/queus");
    }

    @Test
    void leaderThatCannotBeReached_isNamed() throws IOException {
        node.shim("timeout", "shift; case $* in */dev/tcp/*) exit 1;; esac; exec \"$@\"");
        assertThat(assertFailsAt("reaching the leader at leader.example.com:4200"))
                .contains("security group");
        assertThat(node.calls()).doesNotContain(TAG_OFF);
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
        assertThat(node.calls().stream().filter(call -> call.startsWith("aws autoscaling ")))
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
