package io.drainguard.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy on the loopback address that tunnels for one user, as a company's proxy does.
final class TunnelProxy implements AutoCloseable {
    /// Where it made a tunnel to.
    final List<String> tunnels = new CopyOnWriteArrayList<>();

    private final String expected;
    private final ServerSocket server;

    TunnelProxy(String user, String password) {
        expected =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                Thread.ofVirtual().start(() -> tunnel(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void tunnel(Socket caller) {
        try (caller) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = String.valueOf(in.readLine());
            boolean known = false;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                known |= line.equalsIgnoreCase("Proxy-Authorization: " + expected) && line.endsWith(expected);
            }
            if (!known) {
                say(
                        caller,
                        "407 Who are you\r\nProxy-Authenticate: Basic realm=\"here\"\r\nContent-Length: 0\r\nConnection: close");
                return;
            }
            String[] target = request.split(" ")[1].split(":");
            tunnels.add(request);
            try (Socket other = new Socket(target[0], Integer.parseInt(target[1]))) {
                say(caller, "200 Go on");
                Thread back = Thread.ofVirtual().start(() -> copy(other, caller));
                copy(caller, other);
                back.join();
            }
        } catch (IOException gone) {
            // The caller has closed the connection.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(Socket caller, String what) throws IOException {
        caller.getOutputStream().write(("HTTP/1.1 " + what + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException closed) {
            // One side has gone, which ends the tunnel.
        }
    }
}
