package io.drainguard.proofs.dsiem;

import java.util.function.Consumer;

/// NATS as dsiem uses it: whoever is subscribed at that moment gets the message, each of them, at most once.
/// Nothing is kept for anyone (<https://docs.nats.io/nats-concepts/core-nats>).
public interface Bus {
    /// The subject of the events: the prefix of `cmd/dsiem/main.go` and the name of
    /// `internal/pkg/dsiem/worker/worker.go`.
    String EVENTS = "dsiem_events";

    /// Hands the message to NATS, and says nothing about whether anyone gets it.
    void publish(String subject, byte[] data);

    /// Has the handler called with each message of the subject, until closed.
    AutoCloseable subscribe(String subject, Consumer<byte[]> handler);
}
