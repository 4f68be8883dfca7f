package io.drainguard.sweep;

import java.util.List;

/// What one sweep did.
///
/// @param groups groups read
/// @param held nodes held
/// @param released nodes released
/// @param retained nodes given up or left retained
/// @param terminated retained nodes ended
/// @param unknown looks that were Unknown
/// @param files data files seen
/// @param bytes their bytes
/// @param oldestHold longest time a node still held has waited, in seconds
/// @param alarms decisions that alarm
/// @param cannotLook waiting nodes of which nothing has been known for 30 minutes
/// @param aboveMaxSize waiting nodes beyond the largest size of their group, of all groups
/// @param failures one sentence for each group or node that could not be served, naming it
public record Report(
        int groups,
        int held,
        int released,
        int retained,
        int terminated,
        int unknown,
        long files,
        long bytes,
        long oldestHold,
        int alarms,
        int cannotLook,
        int aboveMaxSize,
        List<String> failures) {
    /// Copies the failures.
    public Report {
        failures = List.copyOf(failures);
    }

    /// The same without its failures.
    Report withoutFailures() {
        return new Report(
                groups,
                held,
                released,
                retained,
                terminated,
                unknown,
                files,
                bytes,
                oldestHold,
                alarms,
                cannotLook,
                aboveMaxSize,
                List.of());
    }
}
