package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/// The log of every API call in the order of arrival, for tests to query and count.
public final class Calls {
    private final List<Call> calls = new ArrayList<>();

    Calls() {}

    void add(Call call) {
        calls.add(call);
    }

    /// Every call so far, oldest first; a live view.
    public List<Call> all() {
        return Collections.unmodifiableList(calls);
    }

    /// The calls of one operation, oldest first.
    public List<Call> of(String action) {
        return matching(call -> call.action().equals(action));
    }

    /// The calls that fit, oldest first.
    public List<Call> matching(Predicate<Call> predicate) {
        return calls.stream().filter(predicate).toList();
    }

    /// How many calls of one operation there were, whatever their outcome.
    public int count(String action) {
        return of(action).size();
    }

    /// How many calls of one operation were answered without an error.
    public int countOk(String action) {
        return matching(call -> call.action().equals(action) && call.ok()).size();
    }

    /// Forgets all calls.
    public void clear() {
        calls.clear();
    }
}
