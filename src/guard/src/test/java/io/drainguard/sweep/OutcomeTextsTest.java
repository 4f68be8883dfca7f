package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sweep.ActionOutcome.HeldInstead;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import org.junit.jupiter.api.Test;

/// What outcomes say that are made of others.
class OutcomeTextsTest {
    private static final Fault FAULT = new Fault(Fault.Kind.DENIED, "denied", new IllegalStateException());

    @Test
    void nodeHeldInsteadOfReleased_saysWhy() {
        ActionOutcome failed = new ActionOutcome.Failed(FAULT);

        assertThat(new HeldInstead(Obstacle.VOLUMES_NOT_RESTORED, failed).text())
                .isEqualTo("held, since its volumes could not be set back");
        assertThat(new HeldInstead(Obstacle.TAG_NOT_REMOVED, failed).text())
                .isEqualTo("held, since the operator's tag could not be taken off");
    }

    @Test
    void releaseThatFailedWithoutTheTag_saysWhatTheOperatorHasToDo() {
        assertThat(new ActionOutcome.FailedWithoutTag(FAULT).text())
                .isEqualTo("failed: denied; held, the operator's tag is off: set it again");
    }

    @Test
    void flagsLeftInADryRun_sayWhatWasNotDone() {
        assertThat(new VolumeOutcome.DryRun(new VolumeOutcome.FlagsSet()).text())
                .isEqualTo("dry run: not set to outlive the node");
        assertThat(new VolumeOutcome.Failed(FAULT).text()).isEqualTo("failed: denied");
    }
}
