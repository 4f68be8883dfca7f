package io.drainguard.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server of moto, which answers as AWS does, on loopback. It is a process of its own, and ends with the test.
final class MotoServer implements AutoCloseable {
    private static final String PYTHON = "python3";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Process process;
    private final URI endpoint;

    private MotoServer(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /// Starts a server on a free port; skips the calling test, naming moto, where it is not installed.
    static MotoServer start() {
        assumeTrue(runs(List.of(PYTHON, "-c", "import moto.server")), "SKIPPED: moto[server] is not installed here");
        int port = freePort();
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        MotoServer server = new MotoServer(
                process(List.of(PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", String.valueOf(port))), endpoint);
        server.await();
        return server;
    }

    URI endpoint() {
        return endpoint;
    }

    private static boolean runs(List<String> command) {
        try {
            return process(command).waitFor() == 0;
        } catch (UncheckedIOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Process process(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest question =
                    HttpRequest.newBuilder(endpoint.resolve("/moto-api/")).build();
            for (long left = PATIENCE.dividedBy(PAUSE); left > 0 && process.isAlive(); left--) {
                try {
                    client.send(question, HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException notYet) {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw new AssertionError("moto's server does not answer at " + endpoint);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
