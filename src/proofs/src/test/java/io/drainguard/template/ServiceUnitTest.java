package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.entry.GuardService;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The systemd unit of the guard on EC2.
class ServiceUnitTest {
    /// As long as the function's own timeout: what a sweep may take.
    private static final Duration SWEEP = Duration.ofMinutes(5);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    /// What systemd calls "OK"; 10 is a service without any hardening.
    private static final double EXPOSURE = 2.0;

    @TempDir
    Path directory;

    private final Template template;
    private final String unit;

    ServiceUnitTest() throws IOException {
        template = Deployments.onEc2(Template.load(Path.of("template.yaml")));
        unit = template.serviceUnit();
    }

    @Test
    void systemd_hasNoComplaints() throws IOException {
        Tools.assumeInstalled("systemd-analyze");
        Tools.Answer answer = Tools.run(List.of("systemd-analyze", "verify", file().toString()));
        assertThat(answer.stdout() + answer.stderr()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    @Test
    void systemd_callsItsExposureLow() throws IOException {
        Tools.assumeInstalled("systemd-analyze");
        assumeTrue(
                Tools.run(List.of("systemd-analyze", "--help")).stdout().contains("--offline"),
                "SKIPPED: this machine's systemd-analyze cannot judge a unit that is not installed");
        Tools.Answer answer = Tools.run(List.of(
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=" + Math.round(EXPOSURE * 10),
                file().toString()));
        assertThat(answer.exitCode()).as(answer.stdout()).isZero();
    }

    /// The unit beside a Java that is there on every machine that has systemd: only its presence is looked at.
    private Path file() throws IOException {
        assertThat(unit).contains("ExecStart=/usr/bin/java ");
        return Files.writeString(
                directory.resolve("drainguard.service"),
                unit.replace("ExecStart=/usr/bin/java ", "ExecStart=/bin/sh "));
    }

    @Test
    void guard_isStartedFromTheUnpackedPackage() {
        assertThat(value("ExecStart"))
                .startsWith("/usr/bin/java ")
                .endsWith(" -cp /opt/drainguard:/opt/drainguard/lib/* " + GuardService.class.getName());
    }

    /// Without a locale Java writes "?" for a group's letters beyond ASCII.
    @Test
    void groupNamedWithUmlauts_keepsItsNameInTheLog() {
        assertThat(value("ExecStart")).contains(" -Dstdout.encoding=UTF-8 ");
    }

    @Test
    void functionsTimeout_isWhatASweepMayTakeHereToo() {
        assertThat(template.only("AWS::Serverless::Function").path("Timeout").asLong())
                .isEqualTo(SWEEP.toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TimeoutStopSec", "TimeoutStartSec"})
    void sweepUnderWay_isLetEnd(String timeout) {
        assertThat(Long.parseLong(value(timeout))).isGreaterThan(SWEEP.toSeconds());
    }

    @Test
    void watchdog_bitesOnlyAGuardThatHangs() {
        assertThat(Long.parseLong(value("WatchdogSec")))
                .isGreaterThan(SWEEP.plus(BETWEEN_SWEEPS).toSeconds());
        assertThat(value("Type")).isEqualTo("notify");
        assertThat(value("NotifyAccess")).isEqualTo("all");
    }

    /// Java ends at SIGTERM and goes on at SIGQUIT: the thread dump is in the log before it is killed.
    @Test
    void guardThatHangs_saysWhere() {
        assertThat(value("WatchdogSignal")).isEqualTo("SIGQUIT");
        assertThat(Long.parseLong(value("TimeoutAbortSec"))).isPositive().isLessThan(60);
    }

    @Test
    void guardThatEnds_isStartedAgainForEver() {
        assertThat(value("Restart")).isEqualTo("always");
        assertThat(Long.parseLong(value("RestartSec"))).isPositive();
        assertThat(value("StartLimitIntervalSec")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CapabilityBoundingSet=",
                "DynamicUser=yes",
                "LockPersonality=yes",
                "NoNewPrivileges=yes",
                "PrivateDevices=yes",
                "PrivateTmp=yes",
                "ProtectHome=yes",
                "ProtectSystem=strict",
                "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
                "SystemCallFilter=@system-service"
            })
    void guard_isHardened(String line) {
        assertThat(unit.lines()).contains(line);
    }

    /// Java compiles while it runs.
    @Test
    void memory_mayBeWrittenAndExecuted() {
        assertThat(unit.lines()).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute="));
    }

    private String value(String key) {
        List<String> values = unit.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
        assertThat(values).as(key).hasSize(1);
        return values.getFirst();
    }
}
