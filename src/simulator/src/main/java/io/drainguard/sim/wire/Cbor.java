package io.drainguard.sim.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Turns CBOR into JSON text and back, for the services whose clients speak Smithy's RPC v2 protocol.
final class Cbor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CBORMapper CBOR = new CBORMapper();

    private Cbor() {}

    static String toJson(byte[] cbor) {
        try {
            return cbor.length == 0 ? "" : CBOR.readTree(cbor).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("not CBOR", e);
        }
    }

    static byte[] toCbor(String json) {
        try {
            return CBOR.writeValueAsBytes(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }
}
