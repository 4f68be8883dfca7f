package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long each of many copies waits.
class AnnouncementDelayTest {
    private static final Duration LONGEST = Announcement.LONGEST_DELAY;

    /// A command is listed within a fraction of a second, so those that go on before it are few.
    @ParameterizedTest
    @ValueSource(ints = {30, 300, 3_000})
    void whateverTheNumberOfCopies_fewGoOnBeforeTheFirstHasAsked(int copies) {
        List<Duration> delays =
                uuids(copies).map(token -> Announcement.delay(token)).sorted().toList();

        assertThat(delays)
                .allMatch(delay -> !delay.isNegative() && delay.compareTo(LONGEST) <= 0)
                .filteredOn(delay -> delay.compareTo(delays.getFirst().plusMillis(300)) < 0)
                .hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void tokensThatDifferLittle_areSpreadOutAsWell() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(number -> Announcement.delay("token-" + number))
                        .distinct())
                .hasSizeGreaterThan(300);
    }

    @Test
    void oneCopyAmongMany_isOnItsWaySoon() {
        assertThat(uuids(3_000).map(token -> Announcement.delay(token)).min(Duration::compareTo))
                .hasValueSatisfying(least -> assertThat(least).isLessThan(Duration.ofMillis(600)));
    }

    @Test
    void sameEvent_alwaysWaitsAsLong() {
        assertThat(Announcement.delay("token")).isEqualTo(Announcement.delay("token"));
    }

    private static Stream<String> uuids(int number) {
        return IntStream.range(0, number)
                .mapToObj(seed -> new UUID(seed * 0x9E3779B97F4A7C15L, ~seed * 0xC2B2AE3D27D4EB4FL).toString());
    }
}
