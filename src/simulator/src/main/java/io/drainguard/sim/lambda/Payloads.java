package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// What Lambda accepts as an event: JSON text, up to a size (source: Lambda API, Invoke, and Lambda Developer Guide,
/// gettingstarted-limits).
final class Payloads {

    static final int SYNCHRONOUS_BYTES = 6 * 1024 * 1024;
    static final int ASYNCHRONOUS_BYTES = 1024 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Payloads() {}

    /// Returns the payload as text, or throws as the API refuses it.
    static String accepted(byte[] payload, int most) {
        if (payload.length > most) {
            throw new IllegalArgumentException("RequestTooLargeException: " + payload.length + " bytes, above " + most);
        }
        String text = new String(payload, UTF_8);
        try {
            if (JSON.readTree(text).isMissingNode()) {
                throw new IllegalArgumentException("InvalidRequestContentException: the event is empty");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("InvalidRequestContentException: " + e.getOriginalMessage(), e);
        }
    }
}
