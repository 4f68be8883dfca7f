package io.drainguard.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nats-server on loopback, with the configuration of `nodes/dsiem/nats.conf`.
final class NatsServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final List<NatsServer> others;
    private final int client = freePort();
    private final int route = freePort();
    private final int monitor = freePort();
    private Process process;

    private NatsServer(Path folder, List<NatsServer> others) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.others = List.copyOf(others);
        start();
    }

    /// Starts a server that has routes to the others.
    static NatsServer started(Path folder, List<NatsServer> others) throws IOException {
        return new NatsServer(folder, others);
    }

    /// Starts it, again after it was killed on the same ports.
    void start() throws IOException {
        Path config = Files.writeString(folder.resolve("nats.conf"), config());
        process = new ProcessBuilder("nats-server", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("nats.log").toFile()))
                .start();
        Waiting.untilTrue("nats-server serves", Duration.ofSeconds(20), () -> !monitor("varz").isMissingNode());
    }

    /// The file of the nodes, with this server's ports. The grace is shorter than on a node, so that a test need not wait;
    /// that clients are closed one after the other, up to a second apart, is the server's own doing.
    private String config() throws IOException {
        List<String> routes = new ArrayList<>();
        others.forEach(other -> routes.add("nats://" + LOOPBACK + ":" + other.route));
        return Files.readString(Path.of("nodes/dsiem/nats.conf"))
                .replace("@NODE@", folder.getFileName().toString())
                .replace("@ADDRESS@:4222", LOOPBACK + ":" + client)
                .replace("@ADDRESS@:6222", LOOPBACK + ":" + route)
                .replace("0.0.0.0:4222", LOOPBACK + ":" + client)
                .replace("0.0.0.0:6222", LOOPBACK + ":" + route)
                .replace("0.0.0.0:8222", LOOPBACK + ":" + monitor)
                .replace("@ROUTES@", String.join(", ", routes))
                .replace("lame_duck_grace_period: \"10s\"", "lame_duck_grace_period: \"1s\"");
    }

    String url() {
        return "nats://" + LOOPBACK + ":" + client;
    }

    /// How many connections are subscribed to the events.
    int listeners() {
        int listeners = 0;
        for (JsonNode connection : monitor("connz?subs=1").path("connections")) {
            for (JsonNode subject : connection.path("subscriptions_list")) {
                listeners += subject.asText().equals("dsiem_events") ? 1 : 0;
            }
        }
        return listeners;
    }

    int routes() {
        return monitor("routez").path("num_routes").asInt();
    }

    private JsonNode monitor(String page) {
        try {
            return JSON.readTree(URI.create("http://" + LOOPBACK + ":" + monitor + "/" + page).toURL());
        } catch (IOException silent) {
            return JSON.missingNode();
        }
    }

    /// Retires it as its unit does, and waits until it has gone.
    void retire() {
        Commands.run("nats-server", "--signal", "ldm=" + process.pid());
        awaitEnd();
    }

    void terminate() {
        process.destroy();
        awaitEnd();
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                throw new AssertionError("nats-server does not end: " + folder);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
