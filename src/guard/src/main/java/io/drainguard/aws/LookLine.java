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
import io.drainguard.decide.Look.What;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the line that a drain document printed. The function is pure: any text gives a look, and every text without
/// exactly one complete line gives Unknown.
///
/// The line: `{"drainguard":2,"look":"empty|pending|unknown","what":"files|connections","paths":N,"files":N,"bytes":N,
/// "oldest":EPOCH_SECONDS,"sources":["S",...],"reason":"text","end":"drainguard"}`. Version 1 has neither `what` nor
/// `sources`. The last key is the end marker: Systems Manager cuts an output after 2,500 characters (SSM API Reference,
/// CommandPlugin), and a line that was cut has no end marker. Other lines may stand beside the line: a shell or a
/// loader may complain before the script's first command, and the agent appends the error stream under a title.
public final class LookLine {
    /// The longest output that the guard reads, in characters; a complete line is far shorter.
    private static final int LONGEST = 2_500;

    /// The agent's title in front of the error stream (aws/amazon-ssm-agent, iohandler.go).
    private static final String ERROR_TITLE = "----------ERROR-------";

    /// What `---Output truncated---` and `--output truncated--` share: the service and the agent put them where they
    /// cut.
    private static final String CUT = "utput truncated--";

    private static final String NAME = "\"drainguard\"";
    private static final List<String> KEYS_1 =
            List.of("drainguard", "look", "paths", "files", "bytes", "oldest", "reason", "end");
    private static final List<String> KEYS_2 =
            List.of("drainguard", "look", "what", "paths", "files", "bytes", "oldest", "sources", "reason", "end");

    /// A source: printable, and nothing that JSON would escape.
    private static final Predicate<String> PLAIN =
            Pattern.compile("(?=.*[^ ])[ !#-\\[\\]-~]+").asMatchPredicate();

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private LookLine() {}

    /// Returns the look that an output contains.
    public static Look parse(String output) {
        if (output.isBlank()) {
            return new Unknown(
                    "the drain document printed nothing; is the disk of /var/lib/amazon/ssm full or read-only?");
        }
        String line = output.length() <= LONGEST ? only(output) : null;
        if (line == null) {
            return unreadable(output.strip());
        }
        try {
            JsonNode node = JSON.readTree(line);
            return node != null && complete(node) ? look(node, line) : unreadable(line);
        } catch (JsonProcessingException | IllegalArgumentException malformed) {
            return unreadable(line);
        }
    }

    /// Returns the only line that names drainguard, if it stands in front of the error stream and nothing was cut
    /// there; otherwise `null`.
    private static @Nullable String only(String output) {
        List<String> lines = output.lines().map(String::strip).toList();
        List<String> named = lines.stream().filter(line -> line.contains(NAME)).toList();
        int title = lines.indexOf(ERROR_TITLE);
        List<String> printed = title < 0 ? lines : lines.subList(0, title);
        boolean cut = printed.stream().anyMatch(line -> line.contains(CUT));
        return named.size() == 1 && !cut && printed.contains(named.getFirst()) ? named.getFirst() : null;
    }

    private static boolean complete(JsonNode node) {
        if (!node.isObject() || !"drainguard".equals(node.path("end").textValue())) {
            return false;
        }
        List<String> keys = node.propertyStream().map(Map.Entry::getKey).toList();
        long version = count(node, "drainguard");
        return (version == 1 && keys.equals(KEYS_1)) || (version == 2 && keys.equals(KEYS_2));
    }

    private static Look look(JsonNode node, String line) {
        What what = what(node.path("what"));
        if (what == null) {
            return new Unknown("the look is at something that this version does not know: "
                    + quoted(node.path("what").asText()));
        }
        long paths = count(node, "paths");
        long files = count(node, "files");
        long bytes = count(node, "bytes");
        long oldest = count(node, "oldest");
        String reason = node.path("reason").textValue();
        List<String> sources = sources(node);
        if (reason == null) {
            return unreadable(line);
        }
        return switch (node.path("look").asText()) {
            case "empty" ->
                told(node, paths, sources) && files + bytes + oldest == 0 && reason.isEmpty() && verbatim(node, line)
                        ? new Empty(sources)
                        : unreadable(line);
            case "pending" ->
                told(node, paths, sources) && files >= 1 && bytes >= files && (reason.isEmpty() || node.has("what"))
                        ? new Pending(what, files, bytes, Instant.ofEpochSecond(oldest), quoted(reason), sources)
                        : unreadable(line);
            case "unknown" -> reason.isBlank() ? unreadable(line) : new Unknown(quoted(reason));
            default -> unreadable(line);
        };
    }

    /// Returns what was counted, files in version 1; `null` if it is anything new.
    private static @Nullable What what(JsonNode word) {
        return word.isMissingNode()
                ? What.FILES
                : Arrays.stream(What.values())
                        .filter(what -> what.word().equals(word.textValue()))
                        .findFirst()
                        .orElse(null);
    }

    /// Returns what each path lies on, as the line says.
    ///
    /// @throws IllegalArgumentException if an entry is no plain text
    private static List<String> sources(JsonNode node) {
        JsonNode list = node.path("sources");
        if ((node.has("what") && !list.isArray())
                || list.valueStream().anyMatch(entry -> !PLAIN.test(entry.asText("")) || !entry.isTextual())) {
            throw new IllegalArgumentException("sources");
        }
        return list.valueStream().map(JsonNode::asText).toList();
    }

    /// Tells whether the look has a path, and, from version 2 on, a source for each path or one checksum of them all.
    private static boolean told(JsonNode node, long paths, List<String> sources) {
        boolean sum = sources.size() == 1 && sources.getFirst().matches("sum:[0-9a-f]{16}");
        return paths >= 1 && (!node.has("what") || sources.size() == paths || sum);
    }

    /// Tells whether the line, without its blanks, equals what the parser read: a parser turns `-0` into 0 and
    /// escapes into letters.
    private static boolean verbatim(JsonNode node, String line) {
        return node.toString().replaceAll("[ \t]", "").equals(line.replaceAll("[ \t]", ""));
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
        return new Unknown("the drain document's answer has not one whole look line: " + quoted(text));
    }

    /// Returns start and end of an untrusted text, safe for a log line.
    static String quoted(String text) {
        String part =
                text.length() <= 185 ? text : text.substring(0, 120) + " ... " + text.substring(text.length() - 60);
        return part.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
