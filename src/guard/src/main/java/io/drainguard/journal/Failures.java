package io.drainguard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The failures of a sweep in lines that CloudWatch takes. The line with the metrics has their number and the first
/// few, shortened; whatever is not whole there stands in lines of its own.
///
/// @param failures one sentence each, of any length
public record Failures(List<String> failures) {
    /// So many failures stand in the line with the metrics.
    public static final int FIRST = 20;

    /// The longest of these, in characters.
    public static final int SHORT = 300;

    /// The longest failure in a line of its own, in characters. An encoded message of IAM has some 1,000 to 2,000.
    private static final int LONG = 4_000;

    /// The texts of a line have at most so many bytes. CloudWatch took 256 KiB in one event for years and takes 1 MB
    /// now (CloudWatch Logs API Reference, PutLogEvents); the rest of a line is below 1 KiB.
    private static final int BYTES = 200_000;

    /// Copies the failures.
    public Failures {
        failures = List.copyOf(failures);
    }

    /// Adds the number of failures and the first of them to a line.
    void addTo(ObjectNode line) {
        line.put("failureCount", failures.size());
        ArrayNode first = line.putArray("failures");
        failures.stream().limit(FIRST).map(failure -> shortened(failure, SHORT)).forEach(first::add);
    }

    /// Returns the lines with all failures that the first line does not have, or not whole.
    ///
    /// @param begun makes a line without failures
    List<ObjectNode> details(Supplier<ObjectNode> begun) {
        List<ObjectNode> lines = new ArrayList<>();
        long room = 0;
        for (int number = 0; number < failures.size(); number++) {
            String failure = failures.get(number);
            if (number < FIRST && failure.length() <= SHORT) {
                continue;
            }
            TextNode text = TextNode.valueOf(shortened(failure, LONG));
            int size = text.toString().getBytes(UTF_8).length + 1;
            if (size > room) {
                lines.add(begun.get());
                lines.getLast().putArray("failures");
                room = BYTES;
            }
            lines.getLast().withArray("failures").add(text);
            room -= size;
        }
        return lines;
    }

    /// Returns a text, or its beginning and three dots if it is longer than `most` characters. It cuts no character in
    /// two.
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "...";
    }
}
