package io.drainguard.mutation;

import static java.util.Comparator.comparing;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The guard's unit tests, one by one. Most of what a planted bug costs is the start of cold classes, so the tests that
/// speak most of a bug's words run first, and few more than are needed.
final class UnitTests {
    private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]{2,}");
    private static final Pattern ENDING = Pattern.compile("(?<=...)(ing|ed|es|s|e)$");

    /// How many tests run before the first look at whether one has failed; each time as many again.
    private static final int FIRST = 4;

    private static final LauncherConfig JUPITER_ALONE = LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build();

    /// How much the words of a test's neighbours tell, beside its own. Measured: with 0 or 1, more tests run.
    private static final double NEIGHBOURS = 0.3;

    private final Map<MethodSource, Set<String>> ofMethod = new HashMap<>();
    private final Map<String, Set<String>> ofClass = new HashMap<>();
    private final List<MethodSource> methods;
    private final Map<String, Double> rarity = new HashMap<>();

    /// All that stand in these classes.
    UnitTests(List<String> classes) {
        ClassLoader loader = new MutantLoader(Map.of());
        TestPlan plan = LauncherFactory.create(JUPITER_ALONE)
                .discover(request(
                        classes.stream().map(name -> selectClass(loader, name)).toList()));
        methods = plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .flatMap(test -> test.getSource().stream())
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .toList();
        for (MethodSource method : methods) {
            String type = method.getClassName();
            Set<String> own = words(type.substring(type.lastIndexOf('.')) + " " + method.getMethodName());
            ofMethod.put(method, own);
            ofClass.computeIfAbsent(type, fresh -> new HashSet<>()).addAll(own);
        }
        ofMethod.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.groupingBy(word -> word, Collectors.counting()))
                .forEach((word, times) -> rarity.put(word, Math.log((double) methods.size() / times)));
    }

    /// Runs them in this loader, those that share rare words with the text first, until one fails. Those of the
    /// adapters start the SDK anew, which takes seconds, so they come last.
    Run run(ClassLoader loader, String text) {
        Set<String> sought = words(text);
        List<MethodSource> ordered = methods.stream()
                .sorted(comparing((MethodSource method) -> method.getClassName().startsWith("io.drainguard.aws."))
                        .thenComparingDouble(method -> -likeness(sought, method)))
                .toList();
        Run run = new Run();
        for (int from = 0, many = FIRST; from < ordered.size() && run.first() == null; from += many, many = from) {
            List<MethodSource> next = ordered.subList(from, Math.min(ordered.size(), from + many));
            LauncherFactory.create(JUPITER_ALONE)
                    .execute(
                            request(next.stream()
                                    .map(method -> selectMethod(
                                            loader,
                                            method.getClassName(),
                                            method.getMethodName(),
                                            method.getMethodParameterTypes()))
                                    .toList()),
                            run);
        }
        return run;
    }

    private double likeness(Set<String> sought, MethodSource method) {
        return likeness(sought, ofMethod.getOrDefault(method, Set.of()))
                + NEIGHBOURS * likeness(sought, ofClass.getOrDefault(method.getClassName(), Set.of()));
    }

    private double likeness(Set<String> some, Set<String> others) {
        return some.stream()
                .filter(others::contains)
                .mapToDouble(word -> rarity.getOrDefault(word, 0.0))
                .sum();
    }

    /// Words without their endings: `hooksThatFailed` and "a hook fails" have two in common.
    private static Set<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(word -> ENDING.matcher(word.toLowerCase(Locale.ROOT)).replaceFirst(""))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static LauncherDiscoveryRequest request(List<? extends DiscoverySelector> selectors) {
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    }

    /// How the unit tests ended.
    static final class Run implements TestExecutionListener {
        private int passed;
        private @Nullable String first;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed += test.isTest() ? 1 : 0;
            } else {
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

        /// The test that failed first, or `null` when none did.
        @Nullable
        String first() {
            return first;
        }
    }
}
