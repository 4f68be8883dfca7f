package io.drainguard.sim.faults;

import java.time.Duration;

/// How often an event goes astray, each as a probability from 0 to 1, drawn independently.
///
/// - `lost`: it never arrives
/// - `doubled`: it arrives a second time, later
/// - `late`: it arrives after up to `longestDelay` (recorded: autoscaling/lifecycle_native.json, up to 126 s);
///   events that are late by different spans arrive out of order
public record EventRates(double lost, double doubled, double late, Duration longestDelay) {
    /// Every event arrives once and in time.
    public static final EventRates NONE = new EventRates(0, 0, 0, Duration.ZERO);
}
