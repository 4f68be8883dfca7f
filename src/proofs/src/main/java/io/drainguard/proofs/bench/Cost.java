package io.drainguard.proofs.bench;

import java.time.Duration;

/// What a month of the function costs in requests and gigabyte seconds, from measured waits and processor times.
///
/// @param waits virtual time of one call of the function, spent waiting for AWS
/// @param cpu processor time of one call at a whole processor
record Cost(String kind, Duration waits, Duration cpu) {
    /// Memory with which Lambda gives a whole processor; less memory gives less in proportion (Lambda Developer Guide,
    /// configuration-memory).
    private static final int WHOLE_PROCESSOR_MB = 1_769;

    static final int SWEEPS_A_MONTH = 30 * 24 * 60;

    /// How long one call takes with so much memory.
    Duration duration(int megabytes) {
        double share = Math.min(1, (double) megabytes / WHOLE_PROCESSOR_MB);
        return waits.plusNanos((long) (cpu.toNanos() / share));
    }

    /// Gigabyte seconds of so many calls.
    double gigabyteSeconds(int megabytes, long calls) {
        return calls * duration(megabytes).toNanos() / 1e9 * megabytes / 1024;
    }
}
