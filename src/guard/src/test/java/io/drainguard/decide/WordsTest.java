package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision.Cause;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests the words by which people filter logs: renaming a type must not change any word.
class WordsTest {
    @Test
    void eachLook_hasItsWord() {
        assertThat(Stream.of(new Look.Empty(), new Look.Pending(1, 1, Instant.EPOCH), new Look.Unknown("offline"))
                        .map(Look::word))
                .containsExactly("empty", "pending", "unknown");
    }

    @Test
    void eachDecision_hasItsWord() {
        assertThat(Stream.of(
                                new Decision.Release(Protection.KEEP, "operator", Cause.OPERATOR),
                                new Decision.Hold(Protection.PROTECT, false, "1 file"),
                                new Decision.GiveUp("at the ceiling"),
                                new Decision.Terminate("operator", Cause.OPERATOR),
                                new Decision.Leave(Protection.PROTECT, "1 file"))
                        .map(Decision::word))
                .containsExactly("release", "hold", "give up", "terminate", "leave");
    }

    @Test
    void eachOperator_hasItsWord() {
        assertThat(Stream.of(Operator.values()).map(Operator::word))
                .containsExactly("silent", "release", "hold", "unread", "unclear");
    }
}
