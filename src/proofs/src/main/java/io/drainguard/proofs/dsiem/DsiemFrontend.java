package io.drainguard.proofs.dsiem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A frontend, Go edition: it says 200 once an event is in its own memory, and publishes it after that.
public final class DsiemFrontend implements ConfigSource {
    /// The channel between request and NATS: `make(chan event.NormalizedEvent, 1024)` of
    /// `vice/nats/event_chan.go`.
    private static final int CHANNEL = 1_024;

    /// `isCfgFileNameValid` of `server/validate.go`.
    private static final Pattern CONFIG_NAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9_-]+)?.json");

    private final Path configs;
    private final Duration patience;
    private final InstantSource clock;
    private final Consumer<Duration> pause;
    private final Optional<RateLimit> limit;
    private final BlockingQueue<Event> channel = new ArrayBlockingQueue<>(CHANNEL);
    private boolean isAlive = true;

    /// What a post is answered: `handleEvents` of `server/handler.go`.
    public enum Answer {
        /// It is in the frontend's memory.
        ACCEPTED(200),
        /// The channel stayed full for ten seconds.
        CHANNEL_FULL(408),
        /// A field that every event needs is empty.
        NOT_VALID(418),
        /// It would have waited for more than three seconds.
        TOO_MANY(429),
        /// It is no JSON, or a field has the wrong type. Logstash sends it again for ever.
        UNPARSABLE(500);

        /// The HTTP status.
        public final int status;

        Answer(int status) {
            this.status = status;
        }
    }

    /// A frontend whose folder holds `configs`.
    ///
    /// @param maxEps `DSIEM_MAXEPS`; with 0, or a `minEps` of 0, there is no limit
    /// @param patience how long a post waits for room in the channel: 10 s, unless time is simulated
    /// @param pause waits as long as a post is held up
    public DsiemFrontend(
            Path home, int maxEps, int minEps, Duration patience, InstantSource clock, Consumer<Duration> pause) {
        this.configs = home.resolve("configs");
        this.patience = patience;
        this.clock = clock;
        this.pause = pause;
        this.limit = maxEps == 0 || minEps == 0
                ? Optional.empty()
                : Optional.of(new RateLimit(maxEps, minEps, clock.instant()));
    }

    /// A frontend with the binary's defaults, in simulated time: nothing waits.
    public static DsiemFrontend simulated(Path home, InstantSource clock) {
        return new DsiemFrontend(home, 1_000, 100, Duration.ZERO, clock, length -> {});
    }

    /// Serves `POST /events`.
    public Answer post(byte[] body) {
        Optional<Duration> held = admit();
        if (held.isEmpty()) {
            return Answer.TOO_MANY;
        }
        if (held.get().isPositive()) {
            pause.accept(held.get());
        }
        Optional<Event> event = Event.read(body);
        if (event.isEmpty()) {
            return Answer.UNPARSABLE;
        }
        if (!event.get().isValid()) {
            return Answer.NOT_VALID;
        }
        return hasRoomFor(event.get().received(clock.instant())) ? Answer.ACCEPTED : Answer.CHANNEL_FULL;
    }

    private synchronized Optional<Duration> admit() {
        return limit.isPresent() ? limit.get().admit(clock.instant()) : Optional.of(Duration.ZERO);
    }

    private boolean hasRoomFor(Event event) {
        try {
            return patience.isZero()
                    ? channel.offer(event)
                    : channel.offer(event, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Publishes all that is accepted and not published yet.
    public void publish(Bus bus) {
        for (Event event = channel.poll(); event != null && isAlive(); event = channel.poll()) {
            bus.publish(Bus.EVENTS, event.bytes());
        }
    }

    /// Waits for an accepted event and publishes it.
    public void publishNext(Bus bus) throws InterruptedException {
        bus.publish(Bus.EVENTS, channel.take().bytes());
    }

    /// Ends it at once. What was accepted and not published is lost, although five kills under load lost
    /// nothing: the channel is empty nearly always.
    public synchronized void kill() {
        isAlive = false;
        channel.clear();
    }

    /// Whether the process runs.
    public synchronized boolean isAlive() {
        return isAlive;
    }

    /// How many events are accepted and not published.
    public int unpublished() {
        return channel.size();
    }

    @Override
    public List<String> configNames() throws IOException {
        refuseIfDead();
        try (Stream<Path> files = Files.list(configs)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public byte[] config(String name) throws IOException {
        refuseIfDead();
        if (!isConfigName(name)) {
            throw new NoSuchFileException(name, null, "not a valid filename");
        }
        return Files.readAllBytes(configs.resolve(name));
    }

    /// Whether a request for this file is looked at; otherwise it is answered 418.
    public static boolean isConfigName(String name) {
        return CONFIG_NAME.matcher(name).matches();
    }

    private void refuseIfDead() throws IOException {
        if (!isAlive()) {
            throw new IOException("connection refused");
        }
    }
}
