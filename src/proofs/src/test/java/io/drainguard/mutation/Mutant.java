package io.drainguard.mutation;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// A guard made of given sources, and what finds its bugs.
final class Mutant {
    private static final LauncherConfig JUPITER_ALONE = LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();

    private final ClassLoader loader;
    private final LongFunction<List<String>> player;

    /// `adapters` tells whether its trials are played with the real adapters.
    Mutant(Map<String, String> sources, boolean adapters) {
        this.loader = new MutantLoader(Sources.compile(sources));
        this.player = player(adapters);
    }

    /// What the trial of the first of these seeds that breaks a promise says, or `null` when none does.
    @Nullable
    String brokenPromise(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .parallel()
                .mapToObj(seed -> sentence(seed, player.apply(seed)))
                .filter(sentence -> !sentence.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String sentence(long seed, List<String> broken) {
        return broken.isEmpty() ? "" : "seed " + seed + ": " + broken.getFirst();
    }

    @SuppressWarnings("unchecked")
    private LongFunction<List<String>> player(boolean adapters) {
        try {
            return (LongFunction<List<String>>) load(TrialPlayer.class.getName())
                    .getConstructor(boolean.class)
                    .newInstance(adapters);
        } catch (ReflectiveOperationException unplayable) {
            throw new AssertionError("no trial can be played", unplayable);
        }
    }

    /// Runs the unit tests of the rooms in which bugs are planted, those of this room first, up to the first class
    /// that fails.
    Run unitTests(String room) {
        Run run = new Run();
        for (String test : Sources.unitTests(room)) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selector(test))
                    .build();
            LauncherFactory.create(JUPITER_ALONE).execute(request, run);
            if (run.failed() > 0) {
                break;
            }
        }
        return run;
    }

    private DiscoverySelector selector(String name) {
        return selectClass(load(name));
    }

    private Class<?> load(String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("the harness names a class that is not there", missing);
        }
    }

    /// How the unit tests ended.
    static final class Run implements TestExecutionListener {
        private int passed;
        private int failed;
        private @Nullable String first;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed += test.isTest() ? 1 : 0;
            } else {
                failed++;
                first = first == null ? name(test) : first;
            }
        }

        private static String name(TestIdentifier test) {
            return test.getUniqueIdObject().getSegments().stream()
                    .skip(1)
                    .map(segment -> segment.getValue().replaceAll("\\(.*", ""))
                    .map(value -> value.substring(value.lastIndexOf('.') + 1))
                    .reduce((outer, inner) -> outer + "." + inner)
                    .orElse(test.getDisplayName());
        }

        int passed() {
            return passed;
        }

        int failed() {
            return failed;
        }

        /// The test that failed first, or `null` when none did.
        @Nullable
        String first() {
            return first;
        }
    }
}
