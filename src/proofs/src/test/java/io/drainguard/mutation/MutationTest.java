package io.drainguard.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every planted bug is found: by a promise that breaks in the trial of some seed, by a unit test, or by both.
///
/// Bugs in `decide` and `settings` that PIT can make in the bytecode are its own (see the guard's build); these are
/// the others.
///
/// To add one, add three lines to [Mutations]: the file and what the guard then does wrong, `- ` and the old
/// text, `+ ` and the new one. The old text must stand in the file exactly once, however it is wrapped; the
/// file must be one of `aws`, `decide`, `settings` or `sweep`, and what comes out must compile. A bug in another room:
/// add the room to [Sources]; its unit tests come with it. A bug that makes the guard run for ever fails by its
/// timeout: plant another. Where stories must find the bug, whatever unit tests do, add a fourth line: `= ` and the
/// seed of one that does.
///
/// Seeds are played where a row names one, and a thousand where no unit test has found the bug. `-Dmutation.seeds=N`
/// plays N with each bug, and a hundred times as many where no unit test has found it; `-Dmutation=text` plants only
/// those whose name has that text.
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutationTest {
    /// How many seeds are played with a bug that a unit test has found: they would prove nothing more.
    private static final long SEEDS = Long.getLong("mutation.seeds", 0);

    /// How many seeds are played with a bug that no unit test has found.
    private static final long UNFOUND = 100 * Long.getLong("mutation.seeds", 10);

    /// How many seeds are played with the guard as it is.
    private static final long UNCHANGED = 10;

    /// Up to this seed a story is sought in the place of one that finds its bug no longer.
    private static final long RARE = 10_000;

    Map<String, String> sources;
    UnitTests unitTests;
    int planted;
    int played;
    int byTrial;
    int byUnitTest;

    @BeforeAll
    void read() {
        sources = Sources.read();
        unitTests = new UnitTests(Sources.unitTests());
    }

    static Stream<Mutation> mutations() {
        String only = System.getProperty("mutation", "");
        return Mutations.ALL.stream().filter(mutation -> mutation.name().contains(only));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void plantedBug_isFound(Mutation mutation) {
        Mutant mutant = new Mutant(mutation.plantedIn(sources), mutation.isInAdapter());
        String words = mutation.source() + " " + mutation.name();
        @Nullable String test = unitTests.run(mutant.loader(), words).first();
        long seeds = test == null ? UNFOUND : SEEDS;
        boolean plays = seeds > 0 || mutation.story() > 0;
        @Nullable String promise = promise(mutation, mutant, seeds);

        planted++;
        played += plays ? 1 : 0;
        byTrial += promise == null ? 0 : 1;
        byUnitTest += test == null ? 0 : 1;
        System.out.printf(
                "mutation: %s%n    trial: %s%n    unit test: %s%n",
                mutation,
                Objects.requireNonNullElse(promise, plays ? "-" : "not played"),
                Objects.requireNonNullElse(test, "-"));
        if (mutation.story() > 0) {
            assertThat(promise)
                    .as("no story finds '%s', not even that of seed %d", mutation, mutation.story())
                    .isNotNull();
        }
        assertThat(Stream.of(promise, test).filter(Objects::nonNull))
                .as("'%s' survived %d seeds and all unit tests", mutation, UNFOUND)
                .isNotEmpty();
    }

    /// The story that the row names comes first: one that finds a rare bug saves playing the many that do not. Stories
    /// change with what they draw; another one has to be named where this one finds the bug no longer. A bug in an
    /// adapter is sought in the named story alone: with the real adapters a guard that dies breaks promises, too
    /// (see AdaptersTrialTest).
    private static @Nullable String promise(Mutation mutation, Mutant mutant, long seeds) {
        long story = mutation.story();
        String named = story == 0 ? null : mutant.brokenPromise(story, story);
        if (named != null || mutation.isInAdapter()) {
            return named;
        }
        long last = story == 0 ? seeds : RARE;
        return last == 0 ? null : mutant.brokenPromise(1, last);
    }

    /// Without it, whatever breaks every guard would count as having found every bug.
    @Test
    void guardAsItIs_breaksNothing() {
        Mutant guard = new Mutant(sources, false);
        UnitTests.Run run = unitTests.run(guard.loader(), "");

        assertThat(guard.brokenPromise(1, UNCHANGED)).isNull();
        for (Mutation mutation : Mutations.ALL) {
            long story = mutation.story();
            if (story > 0) {
                assertThat(guard.brokenPromise(story, story))
                        .as("the story of '%s'", mutation)
                        .isNull();
            }
        }
        assertThat(run.first()).isNull();
        assertThat(run.passed()).isGreaterThan(300);
    }

    @Test
    void guardAsItIs_breaksNothingWithTheRealAdapters() {
        Mutant guard = new Mutant(sources, true);

        assertThat(Mutations.ALL.stream().filter(Mutation::isInAdapter))
                .isNotEmpty()
                .allSatisfy(mutation -> assertThat(guard.brokenPromise(mutation.story(), mutation.story()))
                        .isNull());
    }

    @Test
    void names_areEachTheirOwn() {
        List<String> names = Mutations.ALL.stream().map(Mutation::name).toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @AfterAll
    void tell() {
        System.out.printf(
                "mutations: %d planted, %d found by unit tests; stories played with %d, of which %d were found%n",
                planted, byUnitTest, played, byTrial);
    }
}
