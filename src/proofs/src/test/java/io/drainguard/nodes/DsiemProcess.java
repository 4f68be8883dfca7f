package io.drainguard.nodes;

import io.drainguard.proofs.dsiem.AlarmLogs;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One frontend or backend: the stand-in, or with `-Ddsiem=PATH` the binary, of which each node needs a copy beside its
/// folders.
final class DsiemProcess {
    /// Nothing for the stand-in.
    static final String BINARY = System.getProperty("dsiem", "");

    private static final Pattern EVENT = Pattern.compile("\"stage\":(\\d+),\"event_id\":\"([^\"]+)\"");

    /// What is left to chance differs from node to node, and is the same in each run.
    private static final AtomicInteger SEEDS = new AtomicInteger();

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();
    private final int port = NatsServer.freePort();
    private Process process;
    private int starts;

    private DsiemProcess(Path home, String mode, String nats) throws IOException {
        this.home = home.toAbsolutePath();
        Files.createDirectories(home.resolve("configs"));
        Files.createDirectories(home.resolve("logs"));
        environment.put("DSIEM_MODE", mode);
        environment.put("DSIEM_MSQ", nats);
        environment.put("DSIEM_ADDRESS", "127.0.0.1");
        environment.put("DSIEM_PORT", String.valueOf(port));
        environment.put("STANDIN_SEED", String.valueOf(SEEDS.incrementAndGet()));
        if (!BINARY.isEmpty()) {
            Files.copy(Path.of(BINARY), this.home.resolve("dsiem"), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /// A frontend that serves the files of this folder.
    static DsiemProcess frontend(Path home, String nats, Path configs) throws IOException {
        DsiemProcess frontend = new DsiemProcess(home, "cluster-frontend", nats);
        frontend.environment.put("DSIEM_NODE", "frontend");
        try (Stream<Path> files = Files.list(configs)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve("configs").resolve(file.getFileName()));
            }
        }
        frontend.start();
        return frontend;
    }

    /// A backend; `settings` are further environment variables.
    static DsiemProcess backend(Path home, String nats, DsiemProcess frontend, String node, Map<String, String> settings)
            throws IOException {
        DsiemProcess backend = new DsiemProcess(home, "cluster-backend", nats);
        backend.environment.put("DSIEM_NODE", node);
        backend.environment.put("DSIEM_FRONTEND", frontend.url());
        backend.environment.putAll(settings);
        backend.start();
        return backend;
    }

    /// Starts it, and again as systemd does should it die of the traffic that it starts in.
    void start() throws IOException {
        do {
            launch();
        } while (!isUp());
    }

    private void launch() throws IOException {
        starts++;
        ProcessBuilder builder = new ProcessBuilder(command()).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("console.log").toFile()))
                .start();
    }

    private List<String> command() {
        if (!BINARY.isEmpty()) {
            return List.of(home.resolve("dsiem").toString(), "serve");
        }
        String java = ProcessHandle.current().info().command().orElseThrow();
        return List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                System.getProperty("java.class.path"),
                StandInDsiem.class.getName(),
                home.toString());
    }

    /// Whether it has come up; false if it has died of traffic.
    private boolean isUp() {
        Waiting.untilTrue("dsiem serves in " + home, Duration.ofSeconds(60), () -> !process.isAlive() || serves());
        if (process.isAlive()) {
            return true;
        }
        if (!console().contains("assignment to entry in nil map")) {
            throw new AssertionError("dsiem has ended: " + console());
        }
        return false;
    }

    private boolean serves() {
        try {
            HttpURLConnection ask =
                    (HttpURLConnection) URI.create(url() + "/config/").toURL().openConnection();
            return ask.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String console() {
        try {
            return Files.readString(home.resolve("console.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Path home() {
        return home;
    }

    /// How often it was started, those times included that it died of.
    int starts() {
        return starts;
    }

    /// SIGTERM.
    Duration terminate() {
        long asked = System.nanoTime();
        process.destroy();
        awaitEnd();
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("dsiem does not end: " + home);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The events of a stage that its log has.
    Set<String> events(int stage) throws IOException {
        Set<String> events = new HashSet<>();
        for (String line : log()) {
            Matcher event = EVENT.matcher(line);
            if (event.find() && Integer.parseInt(event.group(1)) == stage) {
                events.add(event.group(2));
            }
        }
        return events;
    }

    /// The lines of its log of events, which has whole lines only.
    List<String> log() throws IOException {
        Path log = home.resolve("logs").resolve(AlarmLogs.EVENTS);
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        lines.forEach(line -> {
            if (!line.startsWith("{") || !line.endsWith("}")) throw new AssertionError("half a line: " + line);
        });
        return lines;
    }
}
