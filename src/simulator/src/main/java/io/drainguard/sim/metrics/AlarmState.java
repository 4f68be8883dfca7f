package io.drainguard.sim.metrics;

/// The state of an alarm. A new one has insufficient data until it is evaluated for the first time (Alarms, metric
/// alarm states).
public enum AlarmState {
    /// Within the threshold.
    OK,
    /// Outside of it.
    ALARM,
    /// The alarm has just started, or there is not enough data.
    INSUFFICIENT_DATA
}
