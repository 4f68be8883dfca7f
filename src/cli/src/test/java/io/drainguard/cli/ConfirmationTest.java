package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What an operator is asked, and whether the answer still counts.
class ConfirmationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Found EMPTY = node("Terminating:Wait", new Look.Empty());
    private static final Found FULL = node("Terminating:Wait", new Look.Pending(1, 10, NOW));

    private static Found node(String state, Look look) {
        return new Found(new NodeId("workers", "i-0a"), state, Operator.SILENT, new Seen(NOW.minusSeconds(30), look));
    }

    @Test
    void releaseOfANodeThatIsNotEmpty_isGrave() {
        assertThat(Confirmation.of(OverrideRequest.RELEASE, FULL, NOW).grave()).isTrue();
        assertThat(Confirmation.of(OverrideRequest.RELEASE, EMPTY, NOW).grave()).isFalse();
        assertThat(Confirmation.of(OverrideRequest.RELEASE, EMPTY, NOW.plusSeconds(600))
                        .grave())
                .isTrue();
        assertThat(Confirmation.of(OverrideRequest.HOLD, FULL, NOW).grave()).isFalse();
    }

    @Test
    void nodeThatMovedOn_isNotChanged() {
        Confirmation question = Confirmation.of(OverrideRequest.HOLD, FULL, NOW);

        assertThatThrownBy(() -> question.check(node("Terminating:Retained", new Look.Empty()), NOW))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("it was Terminating:Wait when you were asked, and is Terminating:Retained");
    }

    @Test
    void nodeThatFilledUp_isNotReleasedAsAnEmptyOne() {
        Confirmation question = Confirmation.of(OverrideRequest.RELEASE, EMPTY, NOW);

        assertThatThrownBy(() -> question.check(FULL, NOW)).hasMessageContaining("now at risk: 1 file, 10 bytes");
        assertThatCode(() -> question.check(EMPTY, NOW)).doesNotThrowAnyException();
        assertThatCode(() -> Confirmation.of(OverrideRequest.HOLD, EMPTY, NOW).check(FULL, NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void risk_saysWhatAStaleEmptyIsWorth() {
        assertThat(RiskText.of(EMPTY.last(), NOW)).isEqualTo("nothing: its queues were empty, by a look 30 s ago");
        assertThat(RiskText.of(EMPTY.last(), NOW.plusSeconds(600)))
                .startsWith("unknown")
                .contains("nothing of now");
        assertThat(RiskText.of(null, NOW)).startsWith("unknown");
    }
}
