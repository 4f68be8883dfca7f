package io.drainguard.proofs.lease;

import java.util.EnumSet;
import java.util.Set;

/// What the nodes of a story go by.
///
/// @param rule who may start
/// @param times when a holder that fails has ended, and the like
/// @param deviations faults that are planted; none in what ships
public record LeaseDesign(LeaseRule rule, NodeTimes times, Set<Deviation> deviations) {
    /// What ships.
    public LeaseDesign(LeaseRule rule, NodeTimes times) {
        this(rule, times, EnumSet.noneOf(Deviation.class));
    }

    /// The same, with this fault.
    public LeaseDesign with(Deviation fault) {
        return new LeaseDesign(rule, times, EnumSet.of(fault));
    }

    /// The same, by another rule.
    public LeaseDesign with(LeaseRule other) {
        return new LeaseDesign(other, times, deviations);
    }

    /// The same, with other times.
    public LeaseDesign with(NodeTimes other) {
        return new LeaseDesign(rule, other, deviations);
    }

    boolean has(Deviation fault) {
        return deviations.contains(fault);
    }
}
