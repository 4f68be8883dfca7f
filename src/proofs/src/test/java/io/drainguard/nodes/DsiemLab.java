package io.drainguard.nodes;

import io.drainguard.proofs.dsiem.Bus;
import io.drainguard.proofs.dsiem.Directive;
import io.drainguard.proofs.dsiem.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A dsiem cluster of processes on loopback: NATS servers, frontends, backends, and a subscriber of its own that notes
/// which events were published. Closing it ends what runs.
final class DsiemLab implements AutoCloseable {
    /// The setting of the units on nodes.
    static final Map<String, String> UNBOUNDED = Map.of("DSIEM_MAXQUEUE", "0");

    /// How long the last event may be on its way to a file.
    private static final Duration SETTLES = Duration.ofSeconds(20);

    private final Path folder;
    private final Path configs;
    private final List<NatsServer> nats = new ArrayList<>();
    private final List<DsiemProcess> frontends = new ArrayList<>();
    private final List<DsiemProcess> backends = new ArrayList<>();
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final NatsBus witness;
    private int started;

    DsiemLab(Path folder, int natsServers, int frontendCount) throws IOException {
        this.folder = folder;
        Commands.run("rm", "-rf", folder.toString());
        this.configs = Files.createDirectories(folder.resolve("configs"));
        Files.writeString(configs.resolve("assets_all.json"), """
                {"assets":[{"name":"all","cidr":"10.0.0.0/8","value":5}]}""", StandardCharsets.UTF_8);
        for (String node : List.of("backend-01", "backend-02")) {
            Files.write(configs.resolve("directives_" + node + "_test.json"), Directive.file(List.of(
                    Directive.ofTwo(plugin(node), plugin(node), 600))));
        }
        IntStream.range(0, natsServers).forEach(i -> addNats());
        witness = NatsBus.connect(nats.getFirst().url(), new Random(0));
        witness.subscribe(Bus.EVENTS, message -> Event.read(message)
                .ifPresent(event -> published.add(event.eventId())));
        for (int i = 1; i <= frontendCount; i++) {
            frontends.add(DsiemProcess.frontend(folder.resolve("frontend" + i), nats.getFirst().url(), configs));
        }
    }

    /// The plugin whose events are for this node's directive.
    static int plugin(String node) {
        return 1000 + Integer.parseInt(node.substring(node.length() - 2));
    }

    /// Adds a server that joins the others.
    NatsServer addNats() {
        try {
            NatsServer added = NatsServer.started(folder.resolve("nats" + ++started), nats);
            nats.add(added);
            nats.forEach(server -> Waiting.untilTrue(
                    "NATS servers are connected", Duration.ofSeconds(20), () -> nats.size() == 1 || server.routes() > 0));
            return added;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<NatsServer> nats() {
        return List.copyOf(nats);
    }

    /// Retires a server as its unit does.
    void retire(NatsServer server) {
        nats.remove(server);
        server.retire();
    }

    List<DsiemProcess> frontends() {
        return List.copyOf(frontends);
    }

    /// Starts a backend, and waits until it hears the events.
    DsiemProcess backend(String node, Map<String, String> settings) throws IOException {
        int before = listeners();
        Path home = folder.resolve("backend" + ++started);
        DsiemProcess backend = DsiemProcess.backend(home, nats.getFirst().url(), frontends.getFirst(), node, settings);
        backends.add(backend);
        awaitListeners(before + 1);
        return backend;
    }

    void awaitListeners(int count) {
        Waiting.untilTrue(count + " subscribers", Duration.ofSeconds(20), () -> listeners() >= count);
    }

    int listeners() {
        return nats.stream().mapToInt(NatsServer::listeners).sum();
    }

    Posts posts() {
        return new Posts(frontends);
    }

    /// The ids of all events that were on NATS.
    Set<String> published() {
        return Set.copyOf(published);
    }

    /// Events of as many sources, all of one stage.
    static List<Event> events(String node, String run, int from, int count, int stage) {
        return IntStream.range(from, from + count)
                .mapToObj(source -> event(node, run, source, stage))
                .toList();
    }

    static Event event(String node, String run, int source, int stage) {
        String address = "10." + Math.floorMod(run.hashCode(), 200) + "." + source / 250 + "." + (1 + source % 250);
        return Event.of(
                String.join("-", run, node, "" + source, "" + stage), Instant.EPOCH, plugin(node), stage, address,
                "10.255.0.1");
    }

    /// Those of the events of a stage that a backend ought to have in its log and has not, once no more come.
    static Set<String> missing(DsiemProcess backend, Collection<String> accepted, String node, int stage)
            throws IOException {
        Set<String> wanted = new HashSet<>(accepted);
        wanted.removeIf(id -> !id.contains("-" + node + "-") || !id.endsWith("-" + stage));
        long end = System.nanoTime() + SETTLES.toNanos();
        int size = -1;
        while (true) {
            Set<String> missing = new HashSet<>(wanted);
            missing.removeAll(backend.events(stage));
            if (missing.isEmpty() || missing.size() == size || System.nanoTime() > end) return missing;
            size = missing.size();
            Waiting.pause(Duration.ofSeconds(1));
        }
    }

    @Override
    public void close() {
        witness.close();
        frontends.forEach(DsiemProcess::kill);
        backends.forEach(DsiemProcess::kill);
        nats.forEach(NatsServer::kill);
    }
}
