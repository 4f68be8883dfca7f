package io.drainguard.sim.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A reply as it goes over the wire.
public record WireResponse(int status, String contentType, String requestId, String body) {
    /// The content type whose body is JSON here and CBOR on the wire.
    static final String CBOR = "application/cbor";

    /// The body's bytes.
    public byte[] bytes() {
        return contentType.equals(CBOR) ? Cbor.toCbor(body) : body.getBytes(StandardCharsets.UTF_8);
    }

    /// Headers that tell the protocol, where a client insists on them (Smithy RPC v2 CBOR protocol).
    Map<String, String> protocol() {
        return contentType.equals(CBOR) ? Map.of("smithy-protocol", "rpc-v2-cbor") : Map.of();
    }
}
