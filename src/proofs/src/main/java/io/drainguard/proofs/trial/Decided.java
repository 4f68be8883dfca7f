package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;

/// What a guard decided, and what it says became of it.
record Decided(GuardOnDuty guard, Settled settled) {
    Node node() {
        return settled.node();
    }

    String instance() {
        return node().id().instance();
    }

    Look look() {
        return settled.look();
    }

    Decision decision() {
        return settled.decision();
    }

    /// Whether the guard could not read the node's volumes.
    boolean isUnread() {
        return settled.volumes() instanceof VolumeOutcome.Unread;
    }

    /// Whether the guard says that no volume goes with the node any more.
    boolean saysProtected() {
        return switch (settled.volumes()) {
            case VolumeOutcome.AlreadyProtected _, VolumeOutcome.FlagsSet _ -> true;
            case VolumeOutcome.Kept _,
                    VolumeOutcome.NoVolumes _,
                    VolumeOutcome.Outlived _,
                    VolumeOutcome.Restored _,
                    VolumeOutcome.Unmarked _,
                    VolumeOutcome.ProtectionOff _,
                    VolumeOutcome.Unread _,
                    VolumeOutcome.Deferred _,
                    VolumeOutcome.GoneWithNode _,
                    VolumeOutcome.DryRun _,
                    VolumeOutcome.Failed _ -> false;
        };
    }
}
