package io.drainguard.proofs.dsiem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A backend, Go edition: it sees each event that is published while it is subscribed, correlates in memory,
/// and writes alarms to files. Whatever ends it, a signal or a panic, its memory is gone, and what is in the
/// files stays.
///
/// It asks its clock only when something calls it: a delivery of the bus, or [#advance].
public final class DsiemBackend {
    private final Path home;
    private final BackendSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final List<Correlator> correlators = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private @Nullable AutoCloseable subscription;
    private Instant canKeepAlarms = Instant.MAX;
    private boolean isAlive;
    private @Nullable String panic;
    private long received;

    /// A backend that is not started yet, whose folder holds `configs` and `logs` as the binary's own folder
    /// does.
    public DsiemBackend(Path home, BackendSettings settings, InstantSource clock, RandomGenerator random) {
        this.home = home;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /// Starts: pulls what the frontend has for its node, subscribes, and loads the directives that are now in
    /// its folder, those of an earlier start too. The order is that of `cmd/dsiem/main.go`, with its trap:
    /// events come before alarms can be kept, and one that opens a correlation in between ends the process
    /// (`alarm/helper.go`: "assignment to entry in nil map").
    ///
    /// @throws IOException the frontend does not answer, or nothing is left to load: the process exits with 1
    public synchronized void start(Bus bus, ConfigSource frontend) throws IOException {
        Path configs = Files.createDirectories(home.resolve("configs"));
        pull(frontend, configs);
        Assets assets = Assets.load(configs);
        List<Directive> directives = Directive.load(configs);
        AlarmLogs logs = new AlarmLogs(home.resolve("logs"));
        for (Directive directive : directives) {
            Correlator correlator = new Correlator(directive, assets, logs, settings.pace(), random);
            correlators.add(correlator);
            lanes.add(new Lane((event, at) -> evaluate(correlator, event, at), settings));
        }
        long window = settings.startWindow().toNanos();
        canKeepAlarms = clock.instant().plus(Duration.ofNanos((long) (window * random.nextDouble())));
        isAlive = true;
        subscription = bus.subscribe(Bus.EVENTS, this::received);
    }

    /// Files of other kinds are for everyone; a download that fails is not noticed: `worker/worker.go`.
    private void pull(ConfigSource frontend, Path configs) throws IOException {
        for (String name : frontend.configNames()) {
            boolean isWanted = name.startsWith("directives_" + settings.node() + "_")
                    || name.startsWith("assets_")
                    || name.startsWith("intel_")
                    || name.startsWith("vuln_");
            if (isWanted) {
                download(frontend, name, configs);
            }
        }
    }

    private static void download(ConfigSource frontend, String name, Path configs) throws IOException {
        byte[] content;
        try {
            content = frontend.config(name);
        } catch (IOException unnoticed) {
            return;
        }
        Files.write(configs.resolve(name), content);
    }

    private synchronized void received(byte[] message) {
        if (!isAlive) {
            return;
        }
        received++;
        Event.read(message).ifPresent(event -> lanes.forEach(lane -> lane.offer(event, clock.instant())));
        advance();
    }

    private Duration evaluate(Correlator correlator, Event event, Instant at) {
        if (at.isBefore(canKeepAlarms) && correlator.isOpenedBy(event)) {
            panic = "panic: assignment to entry in nil map";
            kill();
        }
        return isAlive ? correlator.evaluate(event, at) : Duration.ZERO;
    }

    /// Does what is due by now: events that waited, correlations that expired.
    public synchronized void advance() {
        if (isAlive) {
            Instant now = clock.instant();
            lanes.forEach(lane -> lane.advance(now));
            correlators.forEach(correlator -> correlator.expire(now));
        }
    }

    /// Ends it at once, as SIGKILL does, and as SIGTERM does in 3 to 5 ms: only SIGINT is caught, and nothing
    /// is saved (`waitInterruptSignal` of `cmd/dsiem/main.go`).
    public synchronized void kill() {
        isAlive = false;
        correlators.clear();
        if (subscription != null) {
            try {
                subscription.close();
            } catch (Exception gone) {
                throw new IllegalStateException(gone);
            }
            subscription = null;
        }
    }

    /// Whether the process runs.
    public synchronized boolean isAlive() {
        return isAlive;
    }

    /// What it died of by itself, if it did.
    public synchronized Optional<String> panic() {
        return Optional.ofNullable(panic);
    }

    /// How many events reached it.
    public synchronized long received() {
        return received;
    }

    /// How many times an event was not shown to a directive, since the directive was busy.
    public synchronized long skipped() {
        return lanes.stream().mapToLong(Lane::skipped).sum();
    }

    /// How many events still wait for a directive.
    public synchronized int queued() {
        return lanes.stream().mapToInt(Lane::queued).sum();
    }

    /// How many correlations would be lost if it ended now.
    public synchronized int open() {
        return correlators.stream().mapToInt(Correlator::open).sum();
    }
}
