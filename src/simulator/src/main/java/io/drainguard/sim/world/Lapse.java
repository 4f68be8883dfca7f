package io.drainguard.sim.world;

import java.time.Instant;

/// A wait that ended by itself, since nobody completed it; no API tells this, the world does.
///
/// @param at when its hook's default result was applied
/// @param instance the instance that waited
/// @param token the token of its action
/// @param began when the wait began
/// @param deadline when its last period ended
/// @param limit when the longest wait ended, which no heartbeat passes
public record Lapse(Instant at, String instance, String token, Instant began, Instant deadline, Instant limit) {}
