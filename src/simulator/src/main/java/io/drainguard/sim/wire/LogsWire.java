package io.drainguard.sim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Surroundings.LogLine;
import java.util.Comparator;
import java.util.List;

/// CloudWatch Logs FilterLogEvents, with patterns that are one quoted term (CloudWatch Logs User Guide,
/// FilterAndPatternSyntax: an exact phrase, case-sensitive). Times are inclusive at both ends: an event later than
/// `endTime` is not returned (API Reference, FilterLogEvents).
final class LogsWire {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// AWS searches up to 10,000 events or 1 MB in one answer, and says with a token that it goes on, also where it
    /// found nothing (API Reference, FilterLogEvents). Here an answer searches so many.
    private static final int SEARCHED = 50;

    private final Surroundings surroundings;

    LogsWire(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    ObjectNode answer(String action, JsonNode in) {
        if (!action.equals("FilterLogEvents")) {
            throw new AwsError("UnknownOperationException", 400, "The simulator has no operation " + action);
        }
        List<LogLine> log = surroundings.log(in.path("logGroupName").asText());
        if (log == null) {
            throw new AwsError("ResourceNotFoundException", 400, "The specified log group does not exist.");
        }
        String term = term(in.path("filterPattern").asText());
        long start = in.path("startTime").asLong(0);
        long end = in.path("endTime").asLong(Long.MAX_VALUE);
        List<LogLine> within = log.stream()
                .filter(line -> line.at().toEpochMilli() >= start && line.at().toEpochMilli() <= end)
                .sorted(Comparator.comparing(LogLine::at))
                .toList();
        int from = in.path("nextToken").isTextual()
                ? Integer.parseInt(in.path("nextToken").asText())
                : 0;
        int to = Math.min(within.size(), from + SEARCHED);
        ObjectNode reply = JSON.createObjectNode();
        var events = reply.putArray("events");
        for (LogLine line : within.subList(from, to)) {
            if (line.text().contains(term)) {
                events.addObject()
                        .put("timestamp", line.at().toEpochMilli())
                        .put("ingestionTime", line.at().toEpochMilli())
                        .put("message", line.text());
            }
        }
        reply.putArray("searchedLogStreams");
        if (to < within.size()) {
            reply.put("nextToken", String.valueOf(to));
        }
        return reply;
    }

    private static String term(String pattern) {
        if (pattern.length() < 2 || !pattern.startsWith("\"") || !pattern.endsWith("\"")) {
            throw new AwsError(
                    "InvalidParameterException", 400, "The simulator knows one quoted term only: " + pattern);
        }
        return pattern.substring(1, pattern.length() - 1);
    }
}
