package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What runs in a backend's pod, in the shells that the images may have. filebeat, dsiem and, where no server answers,
/// wget are shims.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
@Timeout(60)
class PodScriptsTest {
    private static final Path FILES = Path.of("nodes/dsiem/kubernetes/files").toAbsolutePath();

    /// As nats-server 2.9.10 prints it, for two clients; the placeholders are the second one's.
    private static final String CONNECTIONS = """
            {
              "server_id": "NCLNXXHD4VIVGX547VQAOG25JM7RD2Z7NNLMQ73L3NALX7SSAYKUDY2B",
              "num_connections": 2,
              "connections": [
                {
                  "cid": 4,
                  "kind": "Client",
                  "type": "nats",
                  "ip": "10.0.0.99",
                  "port": 52886,
                  "rtt": "465us",
                  "subscriptions": 1,
                  "subscriptions_list": [
                    "dsiem_overload_signals"
                  ]
                },
                {
                  "cid": 5,
                  "kind": "Client",
                  "type": "nats",
                  "ip": "%s",
                  "port": 52887,
                  "subscriptions": 1,
                  "subscriptions_list": [
                    "%s"
                  ]
                }
              ]
            }
            """;

    private static final String SERVED = "{\"files\":[{\"filename\":\"assets_a.json\"},"
            + "{\"filename\":\"directives_x-10_one.json\"},{\"filename\":\"directives_x-10_two.json\"},"
            + "{\"filename\":\"directives_x-11_other.json\"}]}";

    @TempDir
    Path home;

    @Parameter
    String shell;

    @BeforeEach
    void pod() throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        Files.createDirectories(home.resolve("dsiem/configs"));
        Files.createDirectories(home.resolve("shims"));
        // The last argument is the address.
        executable("shims/wget", """
                for url; do :; done
                name=${url#http://}
                cat "$DRAINGUARD_ROOT/answer.${name%%[:/]*}" 2>/dev/null""");
    }

    private void executable(String name, String body) throws IOException {
        Path file = Files.writeString(home.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProcessBuilder command(String script, String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList(shell.split(" ")));
        command.add(FILES.resolve(script).toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("PATH", home.resolve("shims") + ":/usr/bin:/bin");
        builder.environment().put("DRAINGUARD_ROOT", home.toString());
        builder.environment().put("POD_IP", "10.0.0.9");
        builder.environment().put("DSIEM_NODE", "x-10");
        builder.environment().put("DSIEM_FRONTEND", "http://frontend:8080");
        builder.environment().put("NATS_SERVERS", "nats-0 nats-1");
        return builder;
    }

    private void answers(String host, String text) throws IOException {
        Files.writeString(home.resolve("answer." + host), text);
    }

    private String ready(String... arguments) {
        Tools.Answer answer = Tools.run(command("ready.sh", arguments));
        assertThat(answer.exitCode())
                .as(answer.stderr())
                .isEqualTo(answer.stdout().isEmpty() ? 0 : 1);
        return answer.stdout();
    }

    @Test
    void backend_startsWithoutTheDirectivesOfAFormerStart() throws IOException {
        executable("dsiem/dsiem", "echo \"$*\"; ls \"$DRAINGUARD_ROOT/dsiem/configs\"");
        Files.writeString(home.resolve("dsiem/configs/directives_foreign_a.json"), "{}");

        assertThat(Tools.run(command("backend.sh")).stdout()).isEqualTo("serve\n");

        executable("dsiem/dsiem-backend", "echo \"rs $*\"");
        assertThat(Tools.run(command("backend.sh")).stdout()).isEqualTo("rs serve -n x-10\n");
    }

    @Test
    void backend_isReadyOnlyWhileAServerShowsItsSubscription() throws IOException {
        String silent =
                "drainguard: no NATS server of nats-0 nats-1 shows a subscription of 10.0.0.9 to dsiem_events\n";
        assertThat(ready()).as("no server answers").isEqualTo(silent);
        answers("nats-0", CONNECTIONS.formatted("10.0.0.9", "dsiem_overload_signals"));
        assertThat(ready()).as("connected, deaf").isEqualTo(silent);
        answers("nats-0", CONNECTIONS.formatted("10.0.0.99", "dsiem_events"));
        assertThat(ready()).as("another pod's").isEqualTo(silent);
        answers("nats-0", CONNECTIONS.formatted("10.0.0.9", "dsiem_events").substring(0, 400));
        assertThat(ready()).as("cut").isEqualTo(silent);
        answers("nats-1", CONNECTIONS.formatted("10.0.0.9", "dsiem_events"));
        assertThat(ready()).as("the second server").isEmpty();
        answers("nats-1", CONNECTIONS.formatted("10.0.0.9", "dsiem_events").replaceAll("\\s", ""));
        assertThat(ready()).as("without layout").isEmpty();
    }

    @Test
    void backend_hasStartedOnlyWithAllItsDirectives() throws IOException {
        answers("nats-0", CONNECTIONS.formatted("10.0.0.9", "dsiem_events"));
        assertThat(ready("start")).isEqualTo("drainguard: no frontend answers at http://frontend:8080\n");
        answers("frontend", SERVED.replace("x-10", "x-100"));
        assertThat(ready("start")).isEqualTo("drainguard: the frontends have no directives_x-10_*.json\n");
        answers("frontend", SERVED);
        Files.writeString(home.resolve("dsiem/configs/directives_x-10_one.json"), "{}");
        Files.writeString(home.resolve("dsiem/configs/directives_x-10_two.json"), "");
        assertThat(ready("start")).isEqualTo("drainguard: directives_x-10_two.json was not downloaded\n");
        Files.writeString(home.resolve("dsiem/configs/directives_x-10_two.json"), "{}");
        assertThat(ready("start")).isEmpty();
    }

    /// filebeat crashes once, runs until SIGTERM and needs a moment to end; its last run fails once.
    @Test
    void shipper_goesOnAfterACrash_andShipsTheRestWhenTheBackendHasEnded() throws Exception {
        executable("shims/filebeat", """
                note() { echo "$*" >>"$DRAINGUARD_ROOT/calls"; }
                once() { [ ! -e "$DRAINGUARD_ROOT/$1" ] && : >"$DRAINGUARD_ROOT/$1"; }
                case $* in
                  *--once)
                    note "last run, close_eof $CLOSE_EOF, timeout $SHUTDOWN_TIMEOUT"
                    once failed && exit 1
                    exit 0 ;;
                esac
                note "run ${CLOSE_EOF-}"
                once crashed && exit 1
                trap 'sleep 0.3; note ended; exit 0' TERM
                : >"$DRAINGUARD_ROOT/up"
                while :; do sleep 0.1; done""");
        Process shipper = command("ship.sh")
                .redirectOutput(home.resolve("out").toFile())
                .redirectErrorStream(true)
                .start();
        while (!Files.exists(home.resolve("up"))) {
            Thread.sleep(50);
        }
        shipper.destroy();

        assertThat(shipper.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(shipper.exitValue()).isZero();
        assertThat(Files.readAllLines(home.resolve("calls")))
                .containsExactly(
                        "run ",
                        "run ",
                        "ended",
                        "last run, close_eof true, timeout 0",
                        "last run, close_eof true, timeout 0");
        assertThat(Files.readString(home.resolve("out"))).endsWith("drainguard: all is shipped\n");
    }

    /// The last run waits for the receiver, and Kubernetes ends it: nothing says that all is shipped.
    @Test
    void shipper_neverSaysThatAllIsShipped_whileTheReceiverIsSilent() throws Exception {
        executable("shims/filebeat", """
                case $* in *--once) : >"$DRAINGUARD_ROOT/last"; exec sleep 30 ;; esac
                : >"$DRAINGUARD_ROOT/up"
                exec sleep 30""");
        // Its errors go to the file as well: destroy() closes a pipe, and a shell that then says "Terminated" dies.
        Process shipper = command("ship.sh")
                .redirectOutput(home.resolve("out").toFile())
                .redirectErrorStream(true)
                .start();
        while (!Files.exists(home.resolve("up"))) {
            Thread.sleep(50);
        }
        shipper.destroy();
        while (!Files.exists(home.resolve("last"))) {
            Thread.sleep(50);
        }
        shipper.descendants().forEach(ProcessHandle::destroyForcibly);
        shipper.destroyForcibly().waitFor();

        assertThat(Files.readString(home.resolve("out")))
                .contains("drainguard: the backend has ended; ships what is left\n")
                .doesNotContain("all is shipped");
    }

    /// The real server's answer, by the real wget.
    @Test
    void natsServer_showsTheSubscription() throws Exception {
        Tools.assumeInstalled("wget");
        Files.delete(home.resolve("shims/wget"));
        try (NatsServer server = NatsServer.start(home)) {
            Connection client = Nats.connect(server.url());
            ProcessBuilder ready = command("ready.sh");
            ready.environment().put("NATS_SERVERS", "localhost");
            ready.environment().put("POD_IP", "127.0.0.1");
            ready.command()
                    .set(ready.command().size() - 1, script(server.monitor()).toString());
            client.flush(Duration.ofSeconds(5));
            assertThat(Tools.run(ready).exitCode()).as("connected only").isEqualTo(1);
            client.subscribe("dsiem_events");
            client.flush(Duration.ofSeconds(5));
            assertThat(Tools.run(ready).exitCode()).as("subscribed").isZero();
            client.close();
        }
    }

    private Path script(int monitor) throws IOException {
        return Files.writeString(
                home.resolve("ready.sh"),
                Files.readString(FILES.resolve("ready.sh")).replace(":8222", ":" + monitor));
    }
}
