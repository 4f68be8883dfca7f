package io.drainguard.mutation;

import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.proofs.trial.Trace;
import io.drainguard.proofs.trial.Trial;
import java.util.List;
import java.util.function.LongFunction;

/// Plays the trial of a seed with the guard of its own class loader, and answers in words that all loaders share: one
/// sentence for each promise that was broken.
public final class TrialPlayer implements LongFunction<List<String>> {
    private final Trial trial = new Trial(AwsPorts::of);

    /// A player, made by name.
    public TrialPlayer() {}

    @Override
    public List<String> apply(long seed) {
        try {
            return trial.play(seed, Trace.none()).broken();
        } catch (RuntimeException | Error thrown) {
            return List.of("the guard threw " + thrown);
        }
    }
}
