package io.drainguard.proofs.demo;

/// How a leaving node's story ends.
enum NodeEnding {
    /// The guard let it go and it ended, its disk with it.
    RELEASED,
    /// Its group keeps it, running and out of service, with whatever lies on its disk.
    RETAINED
}
