package io.drainguard.proofs.demo;

import java.time.Duration;

/// What lies in a leaving node's queue at first, and what is to become of the node.
///
/// @param files how many files with data
/// @param drain how long they take to drain once the group scales in, or zero for a queue that never does
/// @param ending how the node's story ends
record InitialQueue(int files, Duration drain, NodeEnding ending) {
    static InitialQueue none(NodeEnding ending) {
        return new InitialQueue(0, Duration.ZERO, ending);
    }

    static InitialQueue draining(int files, int seconds, NodeEnding ending) {
        return new InitialQueue(files, Duration.ofSeconds(seconds), ending);
    }

    static InitialQueue stuck(int files, NodeEnding ending) {
        return new InitialQueue(files, Duration.ZERO, ending);
    }
}
