package io.drainguard.nodes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drainguard.proofs.dsiem.BackendSettings;
import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.DsiemBackend;
import io.drainguard.proofs.dsiem.DsiemFrontend;
import io.drainguard.proofs.dsiem.Pace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;

/// The stand-in for dsiem as a process: the same environment variables, folders and requests as `dsiem serve`, over a
/// real NATS server. Its only argument is the folder beside which the binary would find `configs` and `logs`; what is
/// left to chance comes from the variable `STANDIN_SEED`.
final class StandInDsiem {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Random random = new Random(number("STANDIN_SEED", 1));
    private final InstantSource clock = InstantSource.system();

    private StandInDsiem(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws Exception {
        StandInDsiem dsiem = new StandInDsiem(Path.of(arguments[0]));
        switch (System.getenv().getOrDefault("DSIEM_MODE", "standalone")) {
            case "cluster-frontend" -> dsiem.frontend();
            case "cluster-backend" -> dsiem.backend();
            case String other -> throw new IllegalArgumentException("Incorrect mode configuration: " + other);
        }
    }

    private static int number(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private void frontend() throws Exception {
        NatsBus bus = NatsBus.connect(System.getenv("DSIEM_MSQ"), random);
        DsiemFrontend frontend = new DsiemFrontend(
                home,
                number("DSIEM_MAXEPS", 1_000),
                number("DSIEM_MINEPS", 100),
                Duration.ofSeconds(10),
                clock,
                Waiting::pause);
        Publisher publisher = new Publisher(frontend, bus);
        Thread.ofPlatform().start(publisher);
        serve(exchange -> post(frontend, publisher, exchange));
    }

    private static void post(DsiemFrontend frontend, Publisher publisher, HttpExchange exchange) throws IOException {
        DsiemFrontend.Answer answer = frontend.post(exchange.getRequestBody().readAllBytes());
        publisher.await();
        answer(exchange, answer.status, new byte[0]);
    }

    private void backend() throws Exception {
        BackendSettings settings = new BackendSettings(
                System.getenv("DSIEM_NODE"),
                number("DSIEM_MAXQUEUE", 25_000),
                number("DSIEM_MAXEPS", 1_000),
                Pace.TWO_BUSY_CORES,
                BackendSettings.START_WINDOW);
        DsiemBackend backend = new DsiemBackend(home, settings, clock, random);
        ConfigSource frontend = new RemoteConfigs(System.getenv("DSIEM_FRONTEND"));
        // The binary pulls before it connects, and connects in the background; what is lost is the same.
        NatsBus bus = NatsBus.connect(System.getenv("DSIEM_MSQ"), random);
        try {
            backend.start(bus, frontend);
        } catch (IOException e) {
            System.err.println("Cannot start backend worker process: " + e);
            Runtime.getRuntime().halt(1);
        }
        work(backend, clock.instant().plus(BackendSettings.START_WINDOW));
        serve(exchange -> answer(exchange, 404, new byte[0]));
        work(backend, Instant.MAX);
    }

    private void work(DsiemBackend backend, Instant end) {
        while (backend.panic().isEmpty() && clock.instant().isBefore(end)) {
            backend.advance();
            Waiting.pause(Duration.ofMillis(2));
        }
        if (backend.panic().isEmpty()) {
            return;
        }
        System.err.println(backend.panic().get());
        Runtime.getRuntime().halt(2);
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void serve(Handler events) throws IOException {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(System.getenv("DSIEM_ADDRESS"), number("DSIEM_PORT", 8080)), 1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/events", events::handle);
        server.createContext("/config", this::config);
        server.start();
    }

    /// `handleConfFileList` and `handleConfFileDownload` of `server/handler.go`.
    private void config(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().replaceFirst("^/config/?", "");
        Path file = home.resolve("configs").resolve(name);
        if (name.isEmpty()) {
            answer(exchange, 200, list());
        } else if (!DsiemFrontend.isConfigName(name)) {
            answer(exchange, DsiemFrontend.Answer.NOT_VALID.status, new byte[0]);
        } else if (!Files.exists(file)) {
            answer(exchange, 400, new byte[0]);
        } else {
            answer(exchange, 200, Files.readAllBytes(file));
        }
    }

    private byte[] list() throws IOException {
        ObjectNode list = JSON.createObjectNode();
        ArrayNode files = list.putArray("files");
        try (var found = Files.list(home.resolve("configs"))) {
            found.forEach(file -> files.addObject().put("filename", file.getFileName().toString()));
        }
        return JSON.writeValueAsBytes(list);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.getResponseBody().close();
    }

    /// Publishes what is accepted. In the binary this is faster than the answer: five kills under load, up to 4,700
    /// events a second, lost nothing that was answered 200. A Java machine with cold code is not, so an answer waits for
    /// the event to be with NATS, or put aside while there is no server.
    private static final class Publisher implements Runnable {
        private final DsiemFrontend frontend;
        private final NatsBus bus;
        private long asked;
        private long done;

        Publisher(DsiemFrontend frontend, NatsBus bus) {
            this.frontend = frontend;
            this.bus = bus;
        }

        @Override
        public void run() {
            while (true) {
                long round = demand();
                try {
                    frontend.publish(bus);
                    bus.arrived();
                } catch (IllegalStateException full) {
                    // The client has put 8 MiB aside: the event is gone, and the next one waits (`handlePublishError`).
                    Waiting.pause(Duration.ofSeconds(1));
                }
                finish(round);
            }
        }

        private synchronized long demand() {
            while (asked == done) {
                waitHere();
            }
            return asked;
        }

        private synchronized void finish(long round) {
            done = round;
            notifyAll();
        }

        /// Waits until all is published that was accepted before.
        synchronized void await() {
            long mine = ++asked;
            notifyAll();
            while (done < mine) {
                waitHere();
            }
        }

        private void waitHere() {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
