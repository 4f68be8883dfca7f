package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.provider.ValueSource;

/// The first boot of a guard on EC2, good and bad.
class WatchUserDataTest {
    @TempDir
    Path home;

    private WatchUserData guard;

    @BeforeEach
    void prepareInstance() throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled("bash");
        guard = new WatchUserData(home);
    }

    @Test
    void shellcheck_hasNoFindings() throws IOException {
        Tools.assumeInstalled("shellcheck");
        Path script = Files.writeString(home.resolve("script"), guard.text());
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", "--shell=bash", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(guard.text()).doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void goodBoot_startsTheGuardAndTellsTheStack() throws IOException {
        Tools.Answer answer = guard.boot();

        assertThat(answer.exitCode()).as(answer.toString()).isZero();
        assertThat(guard.calls()).containsSubsequence("systemctl daemon-reload", "systemctl enable --now drainguard");
        assertThat(guard.calls().getLast())
                .isEqualTo("cfn-signal --exit-code 0 --reason step: done --stack cribl "
                        + "--resource WatchGroup --region eu-central-1");
        assertThat(guard.calls()).noneMatch(call -> call.startsWith("shutdown"));
    }

    @Test
    void package_isThatOfTheVersionThatWasDeployed() throws IOException {
        guard.boot();

        assertThat(guard.calls())
                .contains("aws lambda get-function --region eu-central-1 --function-name Guard.Version "
                        + "--query [Configuration.CodeSha256, Code.Location] --output text")
                .anyMatch(call -> call.startsWith("curl ") && call.endsWith(" " + WatchUserData.ADDRESS));
    }

    @Test
    void packageWithAnotherChecksum_isRefusedBeforeAnythingIsUnpacked() throws IOException {
        Tools.Answer answer =
                guard.shim("curl", "printf other > \"" + downloadTo() + "\"").boot();

        assertRefused(answer);
        assertThat(answer.stderr())
                .contains(
                        "refused: what was downloaded is not the package with CodeSha256 " + WatchUserData.CODE_SHA256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "", "%%%%", "qzJvFt7F", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void checksumThatIsNone_refusesThePackage(String sum) throws IOException {
        assertRefused(guard.answer(sum).boot());
    }

    private void assertRefused(Tools.Answer answer) throws IOException {
        assertThat(answer.exitCode()).isNotZero();
        assertThat(guard.calls()).noneMatch(call -> call.startsWith("unzip") || call.startsWith("systemctl"));
        assertThat(home.resolve("opt/drainguard")).doesNotExist();
        assertThat(guard.calls().getLast()).isEqualTo("shutdown -h now");
        assertThat(guard.calls()).anyMatch(call -> call.startsWith("cfn-signal --exit-code 1 --reason step: "));
    }

    @Test
    void unpackedPackage_canBeReadByEverybodyAndWrittenByNobody() throws IOException {
        guard.boot();

        assertThat(permissions("opt/drainguard")).isEqualTo("r-xr-xr-x");
        assertThat(permissions("opt/drainguard/" + WatchUserData.SERVICE)).isEqualTo("r--r--r--");
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
    }

    @Test
    void packageWithoutTheGuard_fails() throws IOException {
        assertThat(guard.shim("unzip", "").boot().exitCode()).isNotZero();
        assertThat(guard.calls()).noneMatch(call -> call.startsWith("systemctl"));
    }

    @Test
    void addressThatRanOut_isAskedForAnew() throws IOException {
        Tools.Answer answer = guard.shim(
                        "curl",
                        "if [ -e " + home + "/again ]; then printf '" + WatchUserData.PACKAGE + "' > \"" + downloadTo()
                                + "\"; else : > " + home + "/again; exit 22; fi")
                .boot();

        assertThat(answer.exitCode()).as(answer.toString()).isZero();
        assertThat(guard.calls().stream().filter(call -> call.startsWith("aws lambda")))
                .hasSize(2);
    }

    /// The word after `--output`, wherever it stands.
    private static String downloadTo() {
        return "$(while [ \"$1\" != --output ]; do shift; done; printf %s \"$2\")";
    }

    @Test
    void addressOfThePackage_isOnNoConsole() throws IOException {
        Tools.Answer answer = guard.boot();
        assertThat(answer.stdout() + answer.stderr()).doesNotContain("X-Amz-Signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnf", "mkswap", "aws", "curl", "unzip", "systemctl"})
    void failedStep_isToldToTheStackAndEndsTheInstance(String broken) throws IOException {
        guard.shim(broken, "exit 1");

        assertThat(guard.boot().exitCode()).isNotZero();
        assertThat(guard.calls()).anyMatch(call -> call.startsWith("cfn-signal --exit-code 1 --reason step: "));
        assertThat(guard.calls().getLast()).isEqualTo("shutdown -h now");
    }

    @Test
    void swap_isThereBeforePackagesAreInstalled() throws IOException {
        guard.boot();
        assertThat(guard.calls().stream().map(call -> call.split(" ")[0]))
                .containsSubsequence("dd", "mkswap", "swapon", "dnf");
        assertThat(permissions("swapfile")).isEqualTo("rw-------");
    }

    @Test
    void logFile_isSentToTheGuardsOwnLogGroupAndKeptSmall() throws IOException {
        guard.boot();
        JsonNode agent = new ObjectMapper()
                .readTree(home.resolve("opt/aws/amazon-cloudwatch-agent/etc/drainguard.json")
                        .toFile());
        JsonNode file = agent.at("/logs/logs_collected/files/collect_list/0");

        assertThat(file.path("log_group_name").asText()).isEqualTo("WatchLog");
        assertThat(guard.text())
                .contains("\nStandardOutput=append:" + file.path("file_path").asText() + "\n");
        assertThat(Files.readString(home.resolve("etc/logrotate.d/drainguard")))
                .startsWith(file.path("file_path").asText() + " {")
                .contains("copytruncate")
                .as("a storm of failures fills the disk within a day")
                .contains("\n  maxsize 100M\n");
        assertThat(home.resolve("var/log/drainguard")).isDirectory();
        assertThat(guard.calls())
                .anyMatch(call -> call.startsWith("amazon-cloudwatch-agent-ctl -a fetch-config ")
                        && call.endsWith("/opt/aws/amazon-cloudwatch-agent/etc/drainguard.json"));
    }

    /// Nobody looks at a size between two runs.
    @Test
    void sizeOfTheLogFile_isLookedAtEachHour() throws IOException {
        guard.boot();

        assertThat(Files.readString(home.resolve("etc/systemd/system/logrotate.timer.d/drainguard.conf")))
                .isEqualTo("[Timer]\nOnCalendar=\nOnCalendar=hourly\nAccuracySec=1min\n");
        assertThat(guard.calls())
                .containsSubsequence("systemctl daemon-reload", "systemctl enable --now logrotate.timer");
    }

    @Test
    void unitOnTheInstance_isTheTemplates() throws IOException {
        guard.boot();
        assertThat(Files.readString(home.resolve("etc/systemd/system/drainguard.service")))
                .isEqualTo(Deployments.onEc2(Template.load(Path.of("template.yaml")))
                        .serviceUnit());
    }

    @Test
    void userData_fitsIntoItsLimit() {
        // 16 KB before encoding (EC2 User Guide, instance user data).
        assertThat(guard.text()).hasSizeLessThan(16 * 1024);
    }
}
