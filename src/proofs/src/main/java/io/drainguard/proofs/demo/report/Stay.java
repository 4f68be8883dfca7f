package io.drainguard.proofs.demo.report;

import io.drainguard.sim.world.LifecycleState;
import java.time.Instant;

/// A node was in a lifecycle state from one moment to another.
public record Stay(LifecycleState state, Instant from, Instant to) {}
