package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.junit.jupiter.params.provider.ValueSource;

/// The drain document's script for a frontend, and what the guard reads in its line.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class FrontendLookTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private LookNode node;

    /// `ss` prints what the files `listening` and `connected` of the node hold.
    @BeforeEach
    void listen() throws IOException {
        node = new LookNode(shell, home, "drain-frontend.sh");
        node.shim("ss", "case $1 in *l*) cat \"$DRAINGUARD_ROOT/listening\" ;; *) cat \"$DRAINGUARD_ROOT/connected\" ;; esac");
        node.write("listening", "LISTEN 0 4096 *:8080 *:*\n");
        node.write("connected", "");
    }

    private void connect(int number) throws IOException {
        node.write("connected", "ESTAB 0 0 [::ffff:10.0.1.5]:8080 [::ffff:10.0.2.9]:41234\n".repeat(number));
    }

    @Test
    void frontendToWhichNobodySends_isEmptyAfterFifteenSeconds() throws IOException {
        String before = node.tree();

        assertThat(node.look()).isEqualTo(new Look.Empty(List.of("tcp:8080")));
        assertThat(node.pauses()).isEqualTo(5);
        assertThat(node.tree()).isEqualTo(before);
    }

    @Test
    void connections_arePending() throws IOException {
        connect(3);

        Look.Pending pending = node.pending();

        assertThat(pending.size()).isEqualTo("3 connections");
        assertThat(pending.bytes()).isEqualTo(3);
        assertThat(pending.sources()).containsExactly("tcp:8080");
    }

    /// A balancer's last check, or a sender that opens a connection for each event.
    @Test
    void connectionInBetween_startsTheFifteenSecondsAnew() throws IOException {
        node.askToStay("30");
        node.pause("case $n in 3) echo x >connected ;; 4) : >connected ;; esac");

        node.isEmpty();
        assertThat(node.pauses()).isEqualTo(9);
    }

    @Test
    void wait_isPendingAtItsEnd() throws IOException {
        node.askToStay("7");
        connect(1);

        node.pending();
        assertThat(node.pauses()).isEqualTo(3);
        node.askToStay("-1");
        assertThat(node.unknown()).contains("wait is no whole number");
    }

    @Test
    void deadDsiem_isEmptyWithoutAListener() throws IOException {
        node.write("listening", "");
        node.isEmpty();
        node.unit("dsiem", "failed");
        node.isEmpty();
    }

    /// The port may be another one, or dsiem may hang before it listens.
    @Test
    void livingDsiemThatListensNowhere_isUnknown() throws IOException {
        node.write("listening", "");
        for (String state : List.of("active", "activating", "deactivating")) {
            node.unit("dsiem", state);
            assertThat(node.unknown()).isEqualTo("dsiem lives, but nothing listens on port 8080");
        }
        node.shim("systemctl", "exit 1");
        assertThat(node.unknown()).isEqualTo("nothing listens on port 8080, and systemd did not answer");
    }

    @Test
    void ssThatFails_isUnknown() throws IOException {
        node.shim("ss", "exit 127");
        assertThat(node.unknown()).isEqualTo("ss is missing");
        node.shim("ss", "exit 255");
        assertThat(node.unknown()).isEqualTo("ss failed");
        node.shim("ss", "case $1 in *l*) exit 1 ;; esac");
        assertThat(node.unknown()).isEqualTo("ss failed");
        node.edit("ask=5 ", "ask=1 ").shim("ss", "exec /usr/bin/sleep 1000");
        assertThat(node.unknown()).isEqualTo("ss did not answer in time");
    }

    @Test
    @Timeout(60)
    void ssThatCannotEvenBeKilled_isUnknownInTime() throws IOException {
        node.edit("total=45 ", "total=1 ").shim("timeout", "case $* in *ss*) exec /usr/bin/sleep 20 ;; esac; exec /usr/bin/timeout \"$@\"");

        assertThat(node.unknown()).isEqualTo("the look did not answer in time");
    }

    /// A connection that its sender has closed counts until dsiem has read it to its end.
    @Test
    void realConnections_areSeenByTheRealSs() throws Exception {
        Tools.assumeInstalled("ss");
        node.shim("ss", "exec /usr/bin/env PATH=/usr/bin:/usr/sbin:/bin:/sbin ss \"$@\"");
        try (ServerSocket server = new ServerSocket(0, 9);
                ServerSocket other = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                Socket elsewhere = new Socket(other.getInetAddress(), other.getLocalPort())) {
            assertThat(elsewhere.isConnected()).isTrue();
            node.edit("port=8080 ", "port=" + server.getLocalPort() + " ");
            node.isEmpty();
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.getLocalPort());
            try (Socket waiting = new Socket();
                    Socket closed = new Socket()) {
                waiting.connect(address);
                closed.connect(address);
                closed.shutdownOutput();
                assertThat(node.pending().size()).isEqualTo("2 connections");
                // Neither was accepted: they count from the kernel's handshake on.
                server.accept().close();
                server.accept().close();
            }
            node.isEmpty();
        }
        node.unit("dsiem", "active");
        assertThat(node.unknown()).contains("dsiem lives, but nothing listens on port");
    }
}
