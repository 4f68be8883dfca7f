package io.drainguard.proofs.dsiem;

import java.util.function.Consumer;

/// What dsiem asks of its message bus: plain broadcast, at most once.
public interface Bus {
    /// Sends to everybody who listens to the subject now.
    void publish(String subject, byte[] data);

    /// Listens to a subject until what it returns is closed.
    AutoCloseable subscribe(String subject, Consumer<byte[]> handler);
}
