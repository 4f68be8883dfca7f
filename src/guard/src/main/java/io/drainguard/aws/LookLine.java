package io.drainguard.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Reads the line that a drain document printed. The function is pure: any text gives a look, and every text except one
/// exact form gives Unknown.
///
/// The line: `{"drainguard":1,"look":"empty|pending|unknown","paths":N,"files":N,"bytes":N,"oldest":EPOCH_SECONDS,
/// "reason":"text","end":"drainguard"}`. The last key is the end marker: Systems Manager cuts an output after 2,500
/// characters (SSM API Reference, CommandPlugin), and a line that was cut has no end marker.
public final class LookLine {
    /// The longest output that the guard reads, in characters; a complete line is far shorter.
    private static final int LONGEST = 2_500;

    private static final List<String> KEYS =
            List.of("drainguard", "look", "paths", "files", "bytes", "oldest", "reason", "end");

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private LookLine() {}

    /// Returns the look that an output contains.
    public static Look parse(String output) {
        String line = output.strip();
        if (line.isEmpty()) {
            return new Unknown("the drain document printed nothing");
        }
        if (line.length() > LONGEST || line.lines().count() > 1) {
            return unreadable(line);
        }
        try {
            JsonNode node = JSON.readTree(line);
            return node != null && complete(node) ? look(node, line) : unreadable(line);
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            return unreadable(line);
        }
    }

    private static boolean complete(JsonNode node) {
        return node.isObject()
                && node.propertyStream().map(Map.Entry::getKey).toList().equals(KEYS)
                && count(node, "drainguard") == 1
                && "drainguard".equals(node.path("end").textValue());
    }

    private static Look look(JsonNode node, String line) {
        long paths = count(node, "paths");
        long files = count(node, "files");
        long bytes = count(node, "bytes");
        long oldest = count(node, "oldest");
        String reason = node.path("reason").textValue();
        return switch (node.path("look").asText()) {
            case "empty" ->
                paths >= 1 && files == 0 && bytes == 0 && oldest == 0 && "".equals(reason) && verbatim(node, line)
                        ? new Empty()
                        : unreadable(node.toString());
            case "pending" ->
                paths >= 1 && files >= 1 && bytes >= files && "".equals(reason)
                        ? new Pending(files, bytes, Instant.ofEpochSecond(oldest))
                        : unreadable(node.toString());
            case "unknown" ->
                reason == null || reason.isBlank() ? unreadable(node.toString()) : new Unknown(quoted(reason));
            default -> unreadable(node.toString());
        };
    }

    /// Tells whether the line, without its blanks, equals what the parser read: a parser turns `-0` into 0 and
    /// escapes into letters.
    private static boolean verbatim(JsonNode node, String line) {
        return node.toString().equals(line.replaceAll("[ \t]", ""));
    }

    /// Returns a whole number that is not negative.
    ///
    /// @throws IllegalArgumentException if the key has no such number
    private static long count(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
            throw new IllegalArgumentException(key);
        }
        // The limit also keeps epoch seconds within the range of an Instant.
        return Math.min(value.longValue(), Integer.MAX_VALUE * 1_000_000L);
    }

    private static Look unreadable(String text) {
        return new Unknown("the drain document's answer is not one whole line of its own: " + quoted(text));
    }

    /// Returns the start of an untrusted text, safe for a log line.
    static String quoted(String text) {
        String start = text.length() <= 120 ? text : text.substring(0, 120) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
