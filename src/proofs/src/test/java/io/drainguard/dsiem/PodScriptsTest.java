package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import io.nats.client.Connection;
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

    /// As nats-server 2.9.10 prints it, for two clients; the placeholder is the second one's.
    private static final String CONNECTIONS = """
            {
              "server_id": "NCLNXXHD4VIVGX547VQAOG25JM7RD2Z7NNLMQ73L3NALX7SSAYKUDY2B",
              "num_connections": 2,
              "connections": [
                {
                  "cid": 4,
                  "kind": "Client",
                  "type": "nats",
                  "ip": "127.0.0.1",
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
                  "ip": "127.0.0.1",
                  "port": 52887,
                  "subscriptions": 1,
                  "subscriptions_list": [
                    "%s"
                  ]
                }
              ]
            }
            """;

    /// As nats-server 2.9.10 prints it, shortened, with two routes to one neighbour.
    private static final String ROUTES = """
            {
              "server_id": "%s",
              "num_routes": 2,
              "routes": [
                {
                  "rid": 4,
                  "remote_id": "%s",
                  "ip": "10.0.0.21",
                  "port": 6222
                },
                {
                  "rid": 5,
                  "remote_id": "NOTHER",
                  "ip": "10.0.0.22",
                  "port": 6222
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
                case $name in */routez) kind=routes ;; *) kind=answer ;; esac
                cat "$DRAINGUARD_ROOT/$kind.${name%%[:/]*}" 2>/dev/null""");
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
        builder.environment().put("DSIEM_NODE", "x-10");
        builder.environment().put("DSIEM_FRONTEND", "http://frontend:8080");
        builder.environment().put("NATS_SERVERS", "nats-0 nats-1");
        return builder;
    }

    private void answers(String host, String text) throws IOException {
        Files.writeString(home.resolve("answer." + host), text);
    }

    private void routes(String host, String id, String neighbour) throws IOException {
        Files.writeString(home.resolve("routes." + host), ROUTES.formatted(id, neighbour));
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
    void backend_isReadyOnlyWhileItsServerShowsItsSubscription() throws IOException {
        routes("nats-0", "NZERO", "NOWN");
        routes("127.0.0.1", "NOWN", "NZERO");
        String deaf = "drainguard: no client of the pod's NATS server hears dsiem_events\n";
        assertThat(ready()).as("no answer").isEqualTo(deaf);
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_overload_signals"));
        assertThat(ready()).as("connected, deaf").isEqualTo(deaf);
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events_of_others"));
        assertThat(ready()).as("another subject").isEqualTo(deaf);
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events").substring(0, 400));
        assertThat(ready()).as("cut").isEqualTo(deaf);
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events"));
        assertThat(ready()).isEmpty();
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events").replaceAll("\\s", ""));
        assertThat(ready()).as("without layout").isEmpty();
    }

    /// A server that is away keeps no backend from serving; one that answers has events that its neighbours never get.
    @Test
    void backend_isReadyOnlyWhileItsServerIsJoinedToAllThatAnswer() throws IOException {
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events"));
        assertThat(ready()).isEqualTo("drainguard: no NATS server of nats-0 nats-1 answers\n");
        routes("nats-0", "NZERO", "NONE");
        assertThat(ready())
                .as("own one silent")
                .isEqualTo("drainguard: the pod's NATS server is not joined to nats-0\n");
        routes("127.0.0.1", "NOWN", "NZERO");
        assertThat(ready()).as("the second one away").isEmpty();
        routes("nats-1", "NONE", "NZERO");
        assertThat(ready())
                .as("joined to one, and to a stranger")
                .isEqualTo("drainguard: the pod's NATS server is not joined to nats-1\n");
        routes("nats-1", "NOTHER", "NZERO");
        assertThat(ready()).isEmpty();
    }

    @Test
    void backend_hasStartedOnlyWithAllItsDirectives() throws IOException {
        routes("nats-0", "NZERO", "NOWN");
        routes("127.0.0.1", "NOWN", "NZERO");
        answers("127.0.0.1", CONNECTIONS.formatted("dsiem_events"));
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

    /// Real servers' answers, by the real wget.
    @Test
    void natsServer_showsTheSubscriptionAndItsRoutes() throws Exception {
        Tools.assumeInstalled("wget");
        Files.delete(home.resolve("shims/wget"));
        try (NatsCluster cluster = new NatsCluster(home)) {
            for (String address : List.of("127.0.6.31", "127.0.6.32")) {
                cluster.start(
                        address,
                        NatsClusterTest.ofPod("nats.conf", address, address).replace("127.0.6.2", "127.0.6.3"));
            }
            Path script = Files.writeString(
                    home.resolve("ready.sh"),
                    Files.readString(FILES.resolve("ready.sh"))
                            .replace("127.0.0.1", "127.0.6.31")
                            .replace(":8222", ":" + cluster.monitor()));
            ProcessBuilder ready = command("ready.sh");
            ready.environment().put("NATS_SERVERS", "127.0.6.32");
            ready.command().set(ready.command().size() - 1, script.toString());
            cluster.awaitMesh(List.of("127.0.6.31", "127.0.6.32"));
            Connection client = cluster.connect("127.0.6.31");
            client.flush(Duration.ofSeconds(5));
            assertThat(Tools.run(ready).stdout()).as("connected only").contains("hears dsiem_events");
            client.subscribe("dsiem_events");
            client.flush(Duration.ofSeconds(5));
            assertThat(Tools.run(ready).stdout()).as("subscribed").isEmpty();
        }
    }
}
