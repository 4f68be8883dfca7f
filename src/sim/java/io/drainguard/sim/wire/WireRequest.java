package io.drainguard.sim.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A request as it came over the wire: query string and body undecoded, header names in lower case.
public record WireRequest(String query, Map<String, String> headers, String body) {
    /// Makes the header names lower case.
    public WireRequest {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = lower;
    }

    /// A header's value, or the empty text when it is absent.
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
