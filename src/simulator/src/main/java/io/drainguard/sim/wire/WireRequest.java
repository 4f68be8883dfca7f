package io.drainguard.sim.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A request as it came over the wire: path, query string and body undecoded, header names in lower case. A body in
/// CBOR is JSON here.
public record WireRequest(String path, String query, Map<String, String> headers, String body) {
    /// Makes the header names lower case.
    public WireRequest {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = lower;
    }

    /// A request with its body's bytes.
    static WireRequest of(String path, String query, Map<String, String> headers, byte[] body) {
        WireRequest head = new WireRequest(path, query, headers, "");
        return new WireRequest(
                path,
                query,
                headers,
                head.header("content-type").equals(WireResponse.CBOR)
                        ? Cbor.toJson(body)
                        : new String(body, StandardCharsets.UTF_8));
    }

    /// A header's value, or the empty text when it is absent.
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
