package io.drainguard.proofs.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One call of the function, and the calls that it makes.
final class Work {
    /// The thread that serves a call of the function, and those that it starts for calls side by side.
    private static final InheritableThreadLocal<@Nullable Work> CURRENT = new InheritableThreadLocal<>();

    /// Calls that change one node: its flags, its tags, the end of its wait.
    private static final Set<String> WRITES =
            Set.of("CreateTags", "DeleteTags", "ModifyInstanceAttribute", "CompleteLifecycleAction");

    /// What a copy of the function is called for.
    enum Kind {
        /// The schedule.
        SCHEDULE,
        /// The event of a termination.
        TERMINATION,
        /// A batch of ended looks.
        ENDED_LOOKS
    }

    final Kind kind;
    final Map<String, Integer> calls = new TreeMap<>();
    Duration took = Duration.ZERO;
    Instant ended = Instant.EPOCH;

    /// How long the copy stayed up afterwards, for short periods.
    Duration stayed = Duration.ZERO;

    Work(Kind kind) {
        this.kind = kind;
    }

    static @Nullable Work current() {
        return CURRENT.get();
    }

    void begins() {
        CURRENT.set(this);
    }

    void called(String action) {
        calls.merge(action, 1, Integer::sum);
    }

    int calls(String action) {
        return calls.getOrDefault(action, 0);
    }

    /// All calls but heartbeats and those that change one node.
    int reads() {
        return calls.entrySet().stream()
                .filter(one -> !WRITES.contains(one.getKey()) && !one.getKey().equals("RecordLifecycleActionHeartbeat"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
