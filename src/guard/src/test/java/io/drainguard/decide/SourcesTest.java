package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a look proves about a node on which data was seen before.
class SourcesTest {
    static final List<String> QUEUE = List.of("uuid-a", "uuid-a");
    static final List<String> ROOT = List.of("uuid-r", "uuid-r");

    @Test
    void empty_countsWhereNoDataWasSeen() {
        assertThat(Sources.judge(new Empty(ROOT), Set.of())).isEqualTo(new Empty(ROOT));
        assertThat(Sources.judge(new Empty(), Set.of())).isEqualTo(new Empty());
    }

    @Test
    void empty_countsOnTheFileSystemsOnWhichDataWasSeen() {
        assertThat(Sources.judge(new Empty(QUEUE), seen(QUEUE))).isEqualTo(new Empty(QUEUE));
    }

    @Test
    void empty_doesNotCountOnOthers() {
        assertThat(Sources.judge(new Empty(ROOT), seen(QUEUE)))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown -> assertThat(unknown.reason())
                                .contains("uuid-r")
                                .contains("mounted")
                                .doesNotContain("does not name"));
    }

    @Test
    void emptyThatNamesNoFileSystem_doesNotCountOnceDataWasSeenOnOne() {
        assertThat(Sources.judge(new Empty(), seen(QUEUE)))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("does not name"));
    }

    @Test
    void fileSystemsWhoseNamesDifferInOneLetterOnly_areTwo() {
        for (List<String> pair :
                List.of(List.of("uuid-a", "uuid-b"), List.of("//nas/Ā", "//nas/Ȁ"), List.of("Ā", "ā"))) {
            assertThat(seen(List.of(pair.get(0)))).isNotEqualTo(seen(List.of(pair.get(1))));
        }
    }

    @Test
    void dataOnTwoListsOfFileSystems_needsMoreThanOneEmpty() {
        Set<String> both = new HashSet<>(seen(QUEUE));
        both.addAll(seen(ROOT));

        assertThat(Sources.judge(new Empty(QUEUE), both)).isInstanceOf(Unknown.class);
        assertThat(Sources.judge(new Empty(ROOT), both)).isInstanceOf(Unknown.class);
    }

    @Test
    void dataBesideAPathThatCouldNotBeSeen_countsOnThoseThatCould() {
        Set<String> seen = seen(List.of("uuid-a", "?"));

        assertThat(Sources.judge(new Empty(List.of("uuid-a", "uuid-b")), seen)).isInstanceOf(Empty.class);
        assertThat(Sources.judge(new Empty(List.of("uuid-b", "uuid-a")), seen)).isInstanceOf(Unknown.class);
    }

    @Test
    void dataAndDoubt_areWhatTheyAre() {
        Pending data = pending(ROOT);
        Unknown doubt = new Unknown("agent offline");

        assertThat(Sources.judge(data, seen(QUEUE))).isEqualTo(data);
        assertThat(Sources.judge(doubt, seen(QUEUE))).isEqualTo(doubt);
    }

    @Test
    void pathThatIsAbsent_countsAsWhatItWouldLieOn() {
        assertThat(Sources.digests(List.of("uuid-a", "-uuid-a"))).isEqualTo(Sources.digests(QUEUE));
    }

    @Test
    void orderOfPaths_makesADifference() {
        assertThat(Sources.digests(List.of("a", "b")))
                .isNotEqualTo(Sources.digests(List.of("b", "a")))
                .hasSize(2)
                .allMatch(digest -> digest.matches("[0-9a-f]{8}"));
    }

    @Test
    void lookThatSawNoData_orNamesNoFileSystem_isRememberedForNone() {
        assertThat(Sources.pendingOn(new Empty(QUEUE))).isEmpty();
        assertThat(Sources.pendingOn(new Unknown("no"))).isEmpty();
        assertThat(Sources.pendingOn(pending(List.of()))).isEmpty();
        assertThat(Sources.pendingOn(pending(List.of("?")))).isEmpty();
        assertThat(Sources.pendingOn(pending(QUEUE))).hasSize(2);
    }

    private static Pending pending(List<String> sources) {
        return new Pending(1, 1, Instant.EPOCH, "", sources);
    }

    private static Set<String> seen(List<String> sources) {
        return Sources.pendingOn(pending(sources));
    }
}
