package io.drainguard.proofs.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.demo.function.CalledBy;
import io.drainguard.sim.lambda.FunctionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Hears the guard: its journal goes to the table, the rest is kept for when something breaks.
final class JournalListener implements FunctionListener {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEPT = 40;

    private final Table table;
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private final Map<String, String> releasedBy = new ConcurrentHashMap<>();
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
        String node = entry.path("node").asText();
        switch (entry.path("decision").asText()) {
            case "leave" -> left.add(node);
            case "release" -> {
                if (entry.path("outcomeCode").asText().equals("done")) {
                    releasedBy.put(node, line.caller());
                }
            }
            default -> {}
        }
    }

    /// The nodes that the guard found retained and left as they are.
    Set<String> left() {
        return new HashSet<>(left);
    }

    /// What had called the guard when it released a node, by node.
    Map<String, String> releasedBy() {
        return Map.copyOf(releasedBy);
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
