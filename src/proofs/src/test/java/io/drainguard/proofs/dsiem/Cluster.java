package io.drainguard.proofs.dsiem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// A frontend and its backends on a clock that the test moves, with a bus that reaches whoever is subscribed.
final class Cluster implements Bus {
    static final String NODE = "backend-01";
    static final String ASSETS = "{\"assets\":[{\"name\":\"all\",\"cidr\":\"10.0.0.0/8\",\"value\":5}]}";

    final DsiemFrontend frontend;
    private final Path folder;
    private final List<Consumer<byte[]>> subscribers = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private int backends;

    Cluster(Path folder) throws IOException {
        this.folder = folder;
        this.frontend = DsiemFrontend.simulated(folder.resolve("frontend"), this::now);
        Files.createDirectories(folder.resolve("frontend/configs"));
        offer("assets_all.json", ASSETS.getBytes(StandardCharsets.UTF_8));
        offer("directives_backend-01_a.json", Directive.file(List.of(Directive.ofTwo(1, 1001, 600))));
    }

    void offer(String name, byte[] content) throws IOException {
        Files.write(folder.resolve("frontend/configs").resolve(name), content);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void publish(String subject, byte[] data) {
        List.copyOf(subscribers).forEach(one -> one.accept(data));
    }

    @Override
    public AutoCloseable subscribe(String subject, Consumer<byte[]> handler) {
        subscribers.add(handler);
        return () -> subscribers.remove(handler);
    }

    DsiemBackend backend(BackendSettings settings) {
        return new DsiemBackend(folder.resolve("backend" + ++backends), settings, this::now, new Random(backends));
    }

    /// A backend that is past the moment when an event can kill it.
    DsiemBackend started(BackendSettings settings) throws IOException {
        DsiemBackend backend = backend(settings);
        backend.start(this, frontend);
        pass(BackendSettings.START_WINDOW);
        return backend;
    }

    /// The first, or the second, event of a source.
    void post(int source, int stage) {
        String address = "10.0." + source / 256 + "." + source % 256;
        Event event = Event.of("e" + source + "-" + stage, now, 1001, stage, address, "10.9.9.9");
        frontend.post(event.bytes());
        frontend.publish(this);
    }

    List<String> log(int backend, String file) throws IOException {
        return Files.readAllLines(logs(backend).resolve(file));
    }

    Path logs(int backend) {
        return folder.resolve("backend" + backend + "/logs");
    }
}
