package io.drainguard.proofs.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.lambda.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Hears the guard: its journal goes to the table, the rest is kept for when something breaks.
final class JournalListener implements FunctionListener {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KEPT = 40;

    private final Table table;
    private final CompletableFuture<Outcome> firstRun = new CompletableFuture<>();
    private final Set<String> left = ConcurrentHashMap.newKeySet();
    private final Deque<String> tail = new ArrayDeque<>();

    JournalListener(Table table) {
        this.table = table;
    }

    @Override
    public void logged(String line) {
        JsonNode entry = journal(line);
        if (entry == null || entry.path("event").asText().equals("sweep")) {
            keep(line);
        }
        if (entry != null && entry.path("event").asText().equals("decision")) {
            table.decision(entry);
            if (entry.path("decision").asText().equals("leave")) {
                left.add(entry.path("node").asText());
            }
        }
    }

    @Override
    public void ended(String requestId, Outcome outcome) {
        if (!(outcome instanceof Outcome.Throttled)) {
            firstRun.complete(outcome);
        }
    }

    /// Waits for the end of the guard's first run.
    ///
    /// @throws DemoFailed when it does not end well
    void awaitFirstRun(long seconds) throws InterruptedException {
        Outcome outcome;
        try {
            outcome = firstRun.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException late) {
            throw new DemoFailed("the guard did not sweep within " + seconds + " s of real time");
        }
        if (!(outcome instanceof Outcome.Returned)) {
            throw new DemoFailed("the guard does not run: " + outcome);
        }
    }

    /// The nodes that the guard found retained and left as they are.
    Set<String> left() {
        return new HashSet<>(left);
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
