package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A real NATS server on loopback, with the pods' configuration but for its ports, its routes and a shorter grace.
record NatsServer(Process process, Path home, int port, int monitor) implements AutoCloseable {
    static NatsServer start(Path home) throws IOException, InterruptedException {
        Tools.assumeInstalled("nats-server");
        int port = freePort();
        int monitor = freePort();
        Path config = Files.writeString(
                home.resolve("nats.conf"),
                Files.readString(Path.of("nodes/dsiem/kubernetes/files/nats.conf"))
                        .replaceAll("(?s)cluster \\{.*", "")
                        .replace(" 4222", " " + port)
                        .replace(" 8222", " " + monitor)
                        .replace("/var/run/nats", home.toString())
                        .replace("period: 10s", "period: 5s"));
        Path log = home.resolve("log");
        ProcessBuilder start = new ProcessBuilder("nats-server", "-a", "127.0.0.1", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        start.environment().put("POD_NAME", "dsiem-nats-0");
        Process process = start.start();
        while (!Files.readString(log).contains("Server is ready")) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            Thread.sleep(20);
        }
        return new NatsServer(process, home, port, monitor);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "nats://127.0.0.1:" + port;
    }

    /// Runs the hook of its pod.
    void retire(String hook) {
        String here = hook.replace("/var/run/nats", home.toString());
        assertThat(Tools.run(List.of("sh", "-c", here)).exitCode()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
