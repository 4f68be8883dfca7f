package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The units of a DLC node, and the shell beside them.
class DlcUnitsTest {
    private static final Path FOLDER = Path.of("nodes/dlc");

    @TempDir
    Path home;

    private static String unit(String name) throws IOException {
        return Files.readString(FOLDER.resolve("units").resolve(name));
    }

    private static int number(String text, String key) {
        Matcher found = Pattern.compile("(?m)^" + key + "=(\\d+)\\b").matcher(text);
        assertThat(found.find()).as(key).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /// systemd needs the programs that a unit names, so the units are read with those of the repository.
    @Test
    void systemd_hasNoComplaints() throws IOException {
        Tools.assumeInstalled("systemd-analyze");
        Path folder = Files.createDirectories(home.resolve("units"));
        Path programs = FOLDER.toAbsolutePath();
        for (String name : List.of(
                "dlc-lease.service",
                "dlc-handover.service",
                "dlc-health.service",
                "dlc-boot.service",
                "dlc-nfs-name.service")) {
            Files.writeString(
                    folder.resolve(name), unit(name).replace("/usr/local/lib/drainguard-dlc", programs.toString()));
        }
        Files.writeString(
                folder.resolve("dlc.service"),
                "[Unit]\nDescription=DLC\n[Service]\nExecStart=/bin/sh\n"
                        + unit("dlc.service.d/drainguard.conf")
                                .replace("/usr/local/lib/drainguard-dlc", programs.toString())
                                .replace("[Service]", "[Service]\n#"));
        for (String name : List.of("dlc-lease", "dlc-handover", "dlc-health", "dlc-boot", "dlc-nfs-name", "dlc")) {
            Tools.Answer answer = Tools.run(new ProcessBuilder(
                    "systemd-analyze",
                    "verify",
                    folder.resolve(name + ".service").toString()));
            assertThat(answer.stdout() + answer.stderr()).isEmpty();
            assertThat(answer.exitCode()).isZero();
        }
    }

    /// A successor waits so long after it got the lock. The holder must be gone in half of that time, by either belt.
    @Test
    void holderThatLostTheLease_isGoneInHalfOfItsSuccessorsWait() throws IOException {
        int wait = number(Files.readString(FOLDER.resolve("lease-rule.sh")), "wait_silent");
        String unit = unit("dlc-lease.service");
        assertThat(wait).isEqualTo(60);
        assertThat(number(unit, "WatchdogSec") + number(unit, "TimeoutAbortSec") + number(unit, "TimeoutStopSec"))
                .isLessThanOrEqualTo(wait / 2);
        assertThat(unit).contains("\nFailureAction=reboot-immediate\n");
        String script = Files.readString(FOLDER.resolve("dlc-lease"));
        assertThat(number(script, "fence_after") + 2 * number(script, "tick")).isLessThanOrEqualTo(wait / 2);
        assertThat(number(script, "beat_every") + number(script, "answer_limit"))
                .as("a stall that is survived ends before the reboot")
                .isLessThanOrEqualTo(number(script, "fence_after"));
        assertThat(number(script, "sync_limit")).isLessThan(number(unit, "TimeoutStopSec"));
    }

    @Test
    void dlc_neverRunsWithoutTheLease() throws IOException {
        assertThat(unit("dlc.service.d/drainguard.conf").lines())
                .contains(
                        "BindsTo=dlc-lease.service",
                        "After=dlc-lease.service",
                        "RequiresMountsFor=/mnt /store",
                        "ExecStartPre=+/usr/local/lib/drainguard-dlc/dlc-lease check");
    }

    /// On Ubuntu user data run after `multi-user.target` (canonical/cloud-init, `systemd/cloud-final.service`).
    /// The service waits for user data, so the target must not wait for the service. And systemd ends
    /// what a service leaves behind, such as the tunnel of a mount, unless it is told not to.
    @Test
    void bootService_keepsNeitherUserDataNorTheMountsTunnelFromRunning() throws IOException {
        assertThat(unit("dlc-boot.service").lines())
                .contains("Type=simple", "KillMode=process")
                .noneMatch(line -> line.startsWith("Before="));
    }

    static Stream<Path> scripts() {
        return Stream.of(
                        "migrate_to_nfs.sh",
                        "dlc-lease",
                        "dlc-handover",
                        "dlc-health",
                        "dlc-boot",
                        "dlc-nfs-name",
                        "dlc-common.sh",
                        "lease-rule.sh",
                        "drain.sh")
                .map(FOLDER::resolve);
    }

    @Test
    void allFiles_areReadHere() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(scripts().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_hasNoFindings(Path script) throws IOException {
        Tools.assumeInstalled("shellcheck");
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(Files.readString(script))
                .doesNotContainIgnoringCase("shellcheck")
                .startsWith("#!/bin/sh\n");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_usesNoOtherLanguage(Path script) throws IOException {
        assertThat(Files.readString(script)).doesNotContainPattern("\\b(python|perl|jq)\\b");
    }

    @Test
    void drainScript_onlyReads() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("drain.sh")))
                .doesNotContainPattern(
                        "(?m)(^|[;&|( ])(rm|mv|cp|ln|touch|mkdir|dd|tee|sync) |-delete|-exec|>>|systemctl (?!show )|eval|\\{\\{")
                .hasSizeLessThan(48 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void scripts_areReadByEachShell(String shell) {
        Tools.assumeInstalled(shell.split(" ")[0]);
        scripts().forEach(script -> {
            List<String> command = Stream.concat(Stream.of(shell.split(" ")), Stream.of("-n", script.toString()))
                    .toList();
            assertThat(Tools.run(command))
                    .extracting(Tools.Answer::exitCode, Tools.Answer::stderr)
                    .containsExactly(0, "");
        });
    }
}
