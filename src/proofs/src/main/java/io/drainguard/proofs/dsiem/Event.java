package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A normalized event as Logstash posts it and as it travels over NATS: those fields of
/// `internal/pkg/dsiem/event/event.go` that a directive of the stand-in looks at. As there, unknown fields are
/// dropped, and a field of another type makes the event unreadable.
///
/// @param eventId which Elasticsearch has, too, so that a lost event can be found there
/// @param timestamp RFC 3339
/// @param pluginId with `pluginSid` what a rule asks for; 0 where Logstash did not know
/// @param rcvdTime when the frontend took it, in nanoseconds since 1970; 0 before
@JsonIgnoreProperties(ignoreUnknown = true)
public record Event(
        @JsonProperty("event_id") String eventId,
        @JsonProperty("timestamp") String timestamp,
        @JsonProperty("sensor") String sensor,
        @JsonProperty("plugin_id") int pluginId,
        @JsonProperty("plugin_sid") int pluginSid,
        @JsonProperty("product") String product,
        @JsonProperty("category") String category,
        @JsonProperty("src_ip") String srcIp,
        @JsonProperty("dst_ip") String dstIp,
        @JsonProperty("rcvd_time") long rcvdTime) {
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    /// Takes an absent field for an empty one, as Go does.
    public Event {
        eventId = orEmpty(eventId);
        timestamp = orEmpty(timestamp);
        sensor = orEmpty(sensor);
        product = orEmpty(product);
        category = orEmpty(category);
        srcIp = orEmpty(srcIp);
        dstIp = orEmpty(dstIp);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// An event of a plugin, as Logstash would post it.
    public static Event of(String id, Instant at, int pluginId, int pluginSid, String srcIp, String dstIp) {
        return new Event(id, at.toString(), "sensor", pluginId, pluginSid, "", "", srcIp, dstIp, 0);
    }

    /// Reads an event, if that is one.
    public static Optional<Event> read(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readValue(json, Event.class));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// The bytes that [#read] reads.
    public byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// Whether a frontend takes it: `Valid` of `event.go`.
    public boolean isValid() {
        boolean isNamed =
                !timestamp.isEmpty() && !sensor.isEmpty() && !eventId.isEmpty() && !srcIp.isEmpty() && !dstIp.isEmpty();
        boolean isOfPlugin = pluginId != 0 && pluginSid != 0;
        return isNamed && (isOfPlugin || (!product.isEmpty() && !category.isEmpty()));
    }

    /// The timestamp, if it is one: an event without is dropped by the backend.
    Optional<Instant> instant() {
        try {
            return Optional.of(OffsetDateTime.parse(timestamp).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /// The same event with another timestamp.
    public Event at(Instant time) {
        return new Event(
                eventId, time.toString(), sensor, pluginId, pluginSid, product, category, srcIp, dstIp, rcvdTime);
    }

    Event received(Instant at) {
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        return new Event(eventId, timestamp, sensor, pluginId, pluginSid, product, category, srcIp, dstIp, nanos);
    }
}
