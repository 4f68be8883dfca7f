package io.drainguard.proofs.demo;

import java.time.Duration;

/// What lies in a leaving node's queue at first, and what is to become of the node.
///
/// @param files how many files with data
/// @param drain how long they take to drain once the group scales in, or zero for a queue that never does
/// @param ending how the node's story ends
record Load(int files, Duration drain, Ending ending) {
    static Load none(Ending ending) {
        return new Load(0, Duration.ZERO, ending);
    }

    static Load draining(int files, int seconds, Ending ending) {
        return new Load(files, Duration.ofSeconds(seconds), ending);
    }

    static Load stuck(int files, Ending ending) {
        return new Load(files, Duration.ZERO, ending);
    }
}
