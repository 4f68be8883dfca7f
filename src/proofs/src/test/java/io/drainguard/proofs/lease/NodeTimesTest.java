package io.drainguard.proofs.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.proofs.lease.LeaseRule.Ec2Word;
import io.drainguard.proofs.lease.LeaseRule.Owner;
import io.drainguard.proofs.lease.LeaseRule.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The stories read what ships, and say so where they cannot.
class NodeTimesTest {
    @Test
    void holder_isFencedWithinHalfOfTheTakersWait() {
        LeaseDesign shipped = LeaseDesigns.shipped();
        Duration fenced = shipped.times().fence().plus(shipped.times().tick());

        assertThat(shipped.rule().starts(State.HELD, Owner.OTHER, fenced.multipliedBy(2), Ec2Word.SILENT))
                .isFalse();
    }

    @Test
    void missingTime_isNamed() {
        String script = LeaseDesigns.script().replace("fence_after=", "fence_never=");

        assertThatThrownBy(() -> NodeTimes.of(script, LeaseDesigns.unit(), LeaseDesigns.dropIn()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fence_after");
    }

    @Test
    void combinationThatNoRowNames_waits() {
        LeaseRule rule = LeaseRule.of("released any any any start");

        assertThat(rule.starts(State.NONE, Owner.NOBODY, Duration.ofDays(1), Ec2Word.ENDED))
                .isFalse();
    }

    @Test
    void rowThatIsNone_isNamed() {
        assertThatThrownBy(() -> LeaseRule.of("released any any start"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("released any any start");
    }
}
