package io.drainguard.mutation;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A guard made of given sources, and the trial that finds its bugs.
final class Mutant {
    private final ClassLoader loader;
    private final boolean adapters;
    private @Nullable LongFunction<List<String>> player;

    /// `adapters` tells whether its trials are played with the real adapters.
    Mutant(Map<String, String> sources, boolean adapters) {
        this.loader = new MutantLoader(Sources.compile(sources));
        this.adapters = adapters;
    }

    ClassLoader loader() {
        return loader;
    }

    /// What the trial of the first of these seeds that breaks a promise says, or `null` when none does.
    @Nullable
    String brokenPromise(long from, long to) {
        LongFunction<List<String>> trial = player();
        return LongStream.rangeClosed(from, to)
                .parallel()
                .mapToObj(seed -> sentence(seed, trial.apply(seed)))
                .filter(sentence -> !sentence.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String sentence(long seed, List<String> broken) {
        return broken.isEmpty() ? "" : "seed " + seed + ": " + broken.getFirst();
    }

    /// Made late, since most bugs are found without a trial.
    @SuppressWarnings("unchecked")
    private LongFunction<List<String>> player() {
        if (player == null) {
            try {
                player = (LongFunction<List<String>>) loader.loadClass(TrialPlayer.class.getName())
                        .getConstructor(boolean.class)
                        .newInstance(adapters);
            } catch (ReflectiveOperationException unplayable) {
                throw new AssertionError("no trial can be played", unplayable);
            }
        }
        return player;
    }
}
