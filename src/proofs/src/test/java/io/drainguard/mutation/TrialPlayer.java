package io.drainguard.mutation;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.proofs.trial.Trace;
import io.drainguard.proofs.trial.Trial;
import java.util.List;
import java.util.function.LongFunction;

/// Plays the trial of a seed with the guard of its own class loader, and answers in words that all loaders share: one
/// sentence for each promise that was broken.
public final class TrialPlayer implements LongFunction<List<String>> {
    private final Trial trial;

    /// A player, made by name; `adapters` tells whether it plays with the real adapters, which is slower.
    public TrialPlayer(boolean adapters) {
        trial = new Trial(adapters ? Account::ports : AwsPorts::of);
    }

    @Override
    public List<String> apply(long seed) {
        try {
            return trial.play(seed, Trace.none()).broken();
        } catch (RuntimeException | Error thrown) {
            return List.of("the guard threw " + thrown);
        }
    }
}
