package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/// The units of the nodes of a dsiem cluster, and the files beside them.
class DsiemUnitsTest {
    private static final Path FOLDER = Path.of("nodes/dsiem");

    @TempDir
    Path home;

    private static String unit(String name) throws IOException {
        return Files.readString(FOLDER.resolve("units/" + name + ".service"));
    }

    private static String value(String unit, String key) throws IOException {
        return unit(unit)
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .reduce((one, other) -> one + "; " + other)
                .orElse("none")
                .substring(key.length() + 1);
    }

    /// systemd needs the programs that a unit names, so the units are read with those of this machine.
    @ParameterizedTest
    @ValueSource(strings = {"dsiem-boot", "dsiem-handover", "dsiem", "nats", "filebeat"})
    void systemd_hasNoComplaints(String name) throws IOException {
        Tools.assumeInstalled("systemd-analyze");
        Path unit = Files.writeString(
                home.resolve(name + ".service"),
                unit(name)
                        .replace(
                                "/usr/local/lib/drainguard-dsiem",
                                FOLDER.toAbsolutePath().toString())
                        .replaceAll(
                                "(?m)^(Exec\\w+=)(/dsiem/dsiem|/usr/local/bin/nats-server|\\S+/filebeat) ",
                                "$1/bin/sh "));
        Tools.Answer answer = Tools.run(List.of("systemd-analyze", "verify", unit.toString()));
        assertThat(answer.stdout() + answer.stderr()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    /// A node that is to go may restart when dsiem-boot has been stopped for good, or finds no frontend.
    @Test
    void alarmsOfANodeThatRestarts_areShippedWithoutItsBoot() throws IOException {
        assertThat(value("filebeat", "WantedBy")).isEqualTo("multi-user.target");
        assertThat(value("filebeat", "EnvironmentFile"))
                .as("outlives a restart")
                .doesNotStartWith("/run/");
    }

    /// One of five starts under traffic dies (measured at 400 events/s), and several may in a row.
    @ParameterizedTest
    @ValueSource(strings = {"dsiem", "nats", "filebeat"})
    void service_comesBackHoweverOftenItDies(String name) throws IOException {
        assertThat(unit(name).lines()).contains("StartLimitIntervalSec=0", "Restart=always", "RestartSec=1");
    }

    /// dsiem plays each file `directives_*.json`; the folder of a frontend is shared, and backends live on it.
    @ParameterizedTest
    @CsvSource({"cluster-backend, false", "cluster-frontend, true", ", true"})
    void configs_areWipedBeforeEachStartOfABackendAndNeverOnAFrontend(String mode, boolean stays) throws IOException {
        Path foreign = Files.createDirectories(home.resolve("configs")).resolve("directives_web-02_left.json");
        Files.writeString(foreign, "{}");
        String before = value("dsiem", "ExecStartPre");
        assertThat(before).startsWith("/bin/sh -c '").endsWith("'").contains("/dsiem/configs/");
        ProcessBuilder start = new ProcessBuilder(
                "/bin/sh",
                "-c",
                before.substring("/bin/sh -c '".length(), before.length() - 1)
                        .replace("/dsiem/configs", home.resolve("configs").toString()));
        start.environment().remove("DSIEM_MODE");
        if (mode != null) {
            start.environment().put("DSIEM_MODE", mode);
        }
        assertThat(Tools.run(start).exitCode()).isZero();
        assertThat(Files.exists(foreign)).isEqualTo(stays);
    }

    /// systemd sends SIGTERM to what an `ExecStop` leaves behind (systemd.service(5)), and that ends a server at once.
    @Test
    void natsServer_isStoppedByLameDuckModeAloneAndInTimeForItsGroup() throws IOException {
        assertThat(value("nats", "KillSignal")).isEqualTo("SIGUSR2");
        assertThat(unit("nats")).doesNotContain("\nExecStop=");
        int stop = Integer.parseInt(value("nats", "TimeoutStopSec"));
        String conf = Files.readString(FOLDER.resolve("nats.conf"));
        assertThat(conf).contains("lame_duck_duration: \"30s\"", "lame_duck_grace_period: \"10s\"");
        assertThat(stop)
                .as("longer than both, and below the 80 s that dsiem-handover waits")
                .isBetween(45, 75);
    }

    @Test
    void rustEdition_hasTimeToSaveItsCorrelations() throws IOException {
        assertThat(Integer.parseInt(value("dsiem", "TimeoutStopSec"))).isBetween(30, 75);
    }

    @Test
    void shipper_readsEachLogFromItsStartAndNamesNodeAndInstance() throws IOException {
        String text = Files.readString(FOLDER.resolve("filebeat.yml"));
        Map<?, ?> settings = new Yaml().load(text);
        assertThat(settings.get("path.data")).isEqualTo("/dsiem/filebeat");
        assertThat(settings.get("fields").toString())
                .isEqualTo("{drainguard={node=${DSIEM_NODE}, instance=${INSTANCE}}}");
        List<?> inputs = (List<?>) settings.get("filebeat.inputs");
        assertThat(inputs).hasSize(2).allSatisfy(input -> {
            Map<?, ?> one = (Map<?, ?>) input;
            assertThat(one.get("tail_files")).isEqualTo(false);
            assertThat(one.get("type")).isEqualTo("log");
            assertThat(one.get("fields_under_root")).isEqualTo(true);
        });
        assertThat(inputs.toString()).contains("/dsiem/logs/siem_alarms.json*", "/dsiem/logs/siem_alarm_events.json*");
    }

    static Stream<Path> scripts() {
        return Stream.of(
                        "dsiem-boot",
                        "dsiem-handover",
                        "dsiem-common.sh",
                        "overlap.sh",
                        "role-nats.sh",
                        "role-frontend.sh",
                        "role-backend.sh")
                .map(FOLDER::resolve);
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_hasNoFindingsAndNoOtherLanguage(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContainIgnoringCase("shellcheck")
                .doesNotContainPattern("\\b(python|perl|awk)\\b")
                .startsWith("#!/bin/sh\n");
        Tools.assumeInstalled("shellcheck");
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
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
