package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The drain document's script for a NATS server, and what the guard reads in its line.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class NatsLookTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private LookNode node;

    /// `curl` prints the node's file `connz`, and cannot connect without it.
    @BeforeEach
    void serve() throws IOException {
        node = new LookNode(shell, home, "drain-nats.sh");
        node.shim("curl", "cat \"$DRAINGUARD_ROOT/connz\" 2>/dev/null || exit 7");
        node.unit("nats", "active");
        clients(0);
    }

    /// As nats-server 2.9.10 answers with `limit=1`.
    private void clients(int number) throws IOException {
        node.write("connz", """
                {
                  "server_id": "NB2KWCKYHC67QUXSOHVBH7ATE3ISV2XRRMBDZMIV6WSESLIVFJPIVIIN",
                  "now": "2026-11-29T23:23:57.743549325Z",
                  "num_connections": %s,
                  "total": %s,
                  "offset": 0,
                  "limit": 1,
                  "connections": [%s]
                }""".formatted(
                        Math.min(number, 1),
                        number,
                        number == 0 ? "" : "\n{\"cid\": 4, \"kind\": \"Client\", \"total\": 0, \"num_connections\": 0}\n"));
    }

    @Test
    void serverWithoutClients_isEmptyAfterFifteenSeconds() throws IOException {
        assertThat(node.look()).isEqualTo(new Look.Empty(List.of("tcp:4222")));
        assertThat(node.pauses()).isEqualTo(5);
    }

    @Test
    void clients_arePending() throws IOException {
        clients(2_000);

        assertThat(node.pending().size()).isEqualTo("2000 connections");
    }

    @Test
    void clientInBetween_startsTheFifteenSecondsAnew() throws IOException {
        node.askToStay("30");
        node.write("none", java.nio.file.Files.readString(node.path("connz")));
        clients(1);
        node.write("one", java.nio.file.Files.readString(node.path("connz")));
        node.pause("case $n in 2) cp none connz ;; 4) cp one connz ;; 5) cp none connz ;; esac");

        node.isEmpty();
        assertThat(node.pauses()).isEqualTo(10);
    }

    @Test
    void deadServer_isEmpty() throws IOException {
        java.nio.file.Files.delete(node.path("connz"));
        for (String state : List.of("inactive", "failed")) {
            node.unit("nats", state);
            node.isEmpty();
        }
    }

    @Test
    void monitorThatIsSilentWhileTheServerLives_isUnknown() throws IOException {
        java.nio.file.Files.delete(node.path("connz"));
        for (String state : List.of("active", "activating", "deactivating")) {
            node.unit("nats", state);
            assertThat(node.unknown()).isEqualTo("nats lives, but its monitor does not answer on port 8222");
        }
        node.unit("nats", "inactive");
        node.write("proc/9/cmdline", node.path("usr/local/bin/nats-server") + "\0-c\0/etc/nats.conf\0");
        assertThat(node.unknown()).contains("nats lives");
        node.shim("systemctl", "exit 1");
        assertThat(node.unknown()).isEqualTo("the monitor does not answer on port 8222, and systemd did not answer");
        node.shim("curl", "exit 127");
        assertThat(node.unknown()).isEqualTo("curl is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "<html>404</html>",
                "{\"server_id\":\"x\",\"num_connections\":0,\"total\":0}",
                "{\"server_id\":\"x\",\"num_connections\":0,\"connections\":[{\"total\":0,\"connections\":[]}]}",
                "{\"server_id\":\"x\",\"num_connections\":0,\"total\":0,\"connections\":[",
                "{\"server_id\":\"x\",\"num_connections\":,\"total\":0,\"connections\":[]}",
                "{\"server_id\":\"x\",\"num_connections\":0,\"total\":-1,\"connections\":[]}",
                "{\"server_id\":\"x\",\"num_connections\":1,\"total\":0,\"connections\":[]}",
                "{\"server_id\":\"x\",\"num_connections\":0,\"total\":99999999999999999999,\"connections\":[]}"
            })
    void answerThatIsNoMonitors_isUnknown(String answer) throws IOException {
        node.write("connz", answer);

        assertThat(node.unknown()).contains("monitor");
    }

    @Test
    @Timeout(60)
    void monitorThatHangs_isUnknownInTime() throws IOException {
        node.edit("ask=5 ", "ask=1 ").shim("curl", "exec /usr/bin/sleep 1000");
        assertThat(node.unknown()).contains("does not answer");
    }

    /// Its own connection to the monitor is no client, and the page's limit of one hides none.
    @Test
    void realServer_countsItsClients() throws Exception {
        Tools.assumeInstalled("nats-server");
        Tools.assumeInstalled("curl");
        int[] ports = freePorts();
        node.shim("curl", "exec /usr/bin/curl \"$@\"").edit("port=8222 ", "port=" + ports[1] + " ");
        Process server = new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-p", "" + ports[0], "-m", "" + ports[1])
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("nats.log").toFile())
                .start();
        try {
            try (Socket one = connected(ports[0]);
                    Socket two = connected(ports[0])) {
                assertThat(one.getInputStream().read()).isEqualTo('I');
                assertThat(two.getInputStream().read()).isEqualTo('I');
                assertThat(node.pending().size()).isEqualTo("2 connections");
            }
            node.pause("exec /usr/bin/sleep 0.1");
            node.askToStay("10");
            node.isEmpty();
        } finally {
            server.destroy();
            server.waitFor();
        }
        assertThat(node.unknown()).contains("nats lives, but its monitor does not answer");
        node.unit("nats", "inactive");
        node.isEmpty();
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }

    private static Socket connected(int port) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return new Socket("127.0.0.1", port);
            } catch (java.net.ConnectException notYet) {
                if (attempt == 100) {
                    throw notYet;
                }
                Thread.sleep(50);
            }
        }
    }
}
