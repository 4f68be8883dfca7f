package io.drainguard.sim.wire;

import java.nio.charset.StandardCharsets;

/// A reply as it goes over the wire.
public record WireResponse(int status, String contentType, String requestId, String body) {
    /// The body's bytes.
    public byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
