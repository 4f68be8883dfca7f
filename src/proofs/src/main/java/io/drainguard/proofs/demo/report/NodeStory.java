package io.drainguard.proofs.demo.report;

import io.drainguard.sim.world.LifecycleState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node on its way out, from the scale-in on.
///
/// @param stays its true lifecycle states, one after the other
/// @param held what lay on its disk, oldest first, at least one
/// @param heartbeats when the guard lengthened its wait
/// @param completed when and how the guard completed its wait, or `null` if it did not
/// @param ceiling when the guard's longest hold is over, or `null` if it never waited
/// @param outcome what became of it, in words
/// @param good whether that is what ought to become of it
public record NodeStory(
        String id,
        List<Stay> stays,
        List<Held> held,
        List<LookSeen> looks,
        List<Instant> heartbeats,
        @Nullable Completed completed,
        @Nullable Instant ceiling,
        String outcome,
        boolean good) {

    /// A wait was completed.
    ///
    /// @param result `CONTINUE` or `ABANDON`
    public record Completed(Instant at, String result) {}

    /// What lay on its disk at a moment.
    public Held heldAt(Instant at) {
        Held last = held.getFirst();
        for (Held one : held) {
            if (one.at().isAfter(at)) {
                break;
            }
            last = one;
        }
        return last;
    }

    /// What a scale-in that waits for nothing would have taken: what lay there when the wait began.
    public Held atRisk() {
        Stay wait = waiting();
        return wait == null ? held.getFirst() : heldAt(wait.from());
    }

    /// How long it waited.
    public Duration waited() {
        Stay wait = waiting();
        return wait == null ? Duration.ZERO : Duration.between(wait.from(), wait.to());
    }

    /// What lies on its disk at the end of the story, or lay there when the node ended.
    public Held atLast() {
        return held.getLast();
    }

    /// When its last file went, or `null` if it had none or has some left.
    public @Nullable Instant lastFile() {
        return held.getFirst().files() > 0 && atLast().files() == 0
                ? firstEmpty().at()
                : null;
    }

    /// From its last file to its release, or `null` if it had none or was not released.
    public @Nullable Duration fromLastFile() {
        Instant last = lastFile();
        return last == null || completed == null || !completed.result().equals("CONTINUE")
                ? null
                : Duration.between(last, completed.at());
    }

    /// Whether it has ended.
    public boolean ended() {
        LifecycleState last = stays.getLast().state();
        return last == LifecycleState.TERMINATED || last == LifecycleState.TERMINATING_PROCEED;
    }

    private Held firstEmpty() {
        return held.stream().filter(one -> one.files() == 0).findFirst().orElseThrow();
    }

    private @Nullable Stay waiting() {
        return stays.stream().filter(stay -> stay.state().isWait()).findFirst().orElse(null);
    }
}
