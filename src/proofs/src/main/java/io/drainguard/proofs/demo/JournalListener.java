package io.drainguard.proofs.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.demo.function.CalledBy;
import io.drainguard.proofs.demo.report.DecisionMade;
import io.drainguard.proofs.demo.report.Words;
import io.drainguard.sim.lambda.FunctionListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Hears the guard: its journal goes to the table, the rest is kept for when something breaks.
final class JournalListener implements FunctionListener {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEPT = 40;

    private final Table table;
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private final Map<String, String> releasedBy = new ConcurrentHashMap<>();
    private final Map<String, String> releaseRows = new ConcurrentHashMap<>();
    private final List<DecisionMade> decisions = new CopyOnWriteArrayList<>();
    private final Deque<String> tail = new ArrayDeque<>();

    JournalListener(Table table) {
        this.table = table;
    }

    @Override
    public void logged(String text) {
        CalledBy line = CalledBy.of(text);
        JsonNode entry = journal(line.line());
        if (entry == null || !entry.path("event").asText().equals("decision")) {
            keep(text);
            return;
        }
        table.decision(line.caller(), entry);
        decisions.add(decision(line.caller(), entry));
        String node = entry.path("node").asText();
        switch (entry.path("decision").asText()) {
            case "leave" -> left.add(node);
            case "release" -> {
                if (entry.path("outcomeCode").asText().equals("done")) {
                    releasedBy.put(node, line.caller());
                    releaseRows.put(node, entry.path("row").asText());
                }
            }
            default -> {}
        }
    }

    /// Every decision, in the order of arrival.
    List<DecisionMade> decisions() {
        return List.copyOf(decisions);
    }

    private static DecisionMade decision(String caller, JsonNode entry) {
        String look = entry.path("look").asText();
        return new DecisionMade(
                Instant.parse(entry.path("time").asText()),
                entry.path("node").asText(),
                caller,
                look,
                seen(look, entry),
                entry.path("decision").asText(),
                entry.path("reason").asText(),
                entry.path("outcomeCode").asText());
    }

    private static String seen(String look, JsonNode entry) {
        return switch (look) {
            case "empty" -> "no data";
            case "pending" ->
                entry.path("files").asLong() + " files, "
                        + Words.size(entry.path("bytes").asLong());
            default -> "not known";
        };
    }

    /// The nodes that the guard found retained and left as they are.
    Set<String> left() {
        return new HashSet<>(left);
    }

    /// What had called the guard when it released a node, by node.
    Map<String, String> releasedBy() {
        return Map.copyOf(releasedBy);
    }

    /// The row of the rule by which a node was released, by node.
    Map<String, String> releaseRows() {
        return Map.copyOf(releaseRows);
    }

    /// The last lines of the guard's log that the table does not show.
    synchronized List<String> tail() {
        return List.copyOf(tail);
    }

    private synchronized void keep(String line) {
        tail.add(line);
        if (tail.size() > KEPT) {
            tail.remove();
        }
    }

    private static @Nullable JsonNode journal(String line) {
        try {
            return line.startsWith("{") ? JSON.readTree(line) : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
