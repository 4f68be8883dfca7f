package io.drainguard.nodes;

import io.drainguard.proofs.dsiem.Bus;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A connection to a NATS server, with the settings of dsiem's client: it connects again for ever, and tries a
/// list of servers again after 2 s and up to 100 ms more (nats.go, `DefaultReconnectWait`,
/// `DefaultReconnectJitter`; dsiem's `vice/nats/nats.go` sets `MaxReconnects(-1)` alone). What it publishes
/// meanwhile it keeps, up to 8 MiB.
final class NatsBus implements Bus, AutoCloseable {
    private static final Duration RECONNECT_WAIT = Duration.ofSeconds(2);
    private static final int JITTER_MILLIS = 100;
    private static final long KEPT_BYTES = 8L * 1024 * 1024;

    /// Longer than an answer takes from a server on this machine, and short for someone who waits for a 200.
    private static final Duration ARRIVAL = Duration.ofMillis(200);

    /// `reconnectSecond` of `worker/worker.go` and `server/server.go`.
    private static final Duration FIRST_CONNECT_WAIT = Duration.ofSeconds(3);

    private final Connection connection;

    private NatsBus(Connection connection) {
        this.connection = connection;
    }

    /// Connects, whenever the server is there.
    static NatsBus connect(String url, RandomGenerator random) {
        Options options = Options.builder()
                .server(url)
                .maxReconnects(-1)
                .reconnectDelayHandler(round -> RECONNECT_WAIT.plusMillis(random.nextInt(JITTER_MILLIS)))
                .reconnectBufferSize(KEPT_BYTES)
                .errorListener(new SilentListener())
                .build();
        while (true) {
            try {
                return new NatsBus(Nats.connect(options));
            } catch (IOException absent) {
                Waiting.pause(FIRST_CONNECT_WAIT);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Connections break here because the stories break them.
    private static final class SilentListener implements ErrorListener {}

    @Override
    public void publish(String subject, byte[] data) {
        connection.publish(subject, data);
    }

    /// Waits until the server has all that was published, or no server is there and it has been put aside.
    ///
    /// @return false if the connection broke meanwhile
    boolean arrived() {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            return true;
        }
        try {
            connection.flush(ARRIVAL);
            return true;
        } catch (TimeoutException | IllegalStateException broken) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public AutoCloseable subscribe(String subject, Consumer<byte[]> handler) {
        Dispatcher dispatcher = connection.createDispatcher(message -> handler.accept(message.getData()));
        dispatcher.subscribe(subject);
        arrived();
        return () -> connection.closeDispatcher(dispatcher);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
