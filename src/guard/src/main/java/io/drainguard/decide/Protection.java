package io.drainguard.decide;

/// What a decision does to the DeleteOnTermination flags of a node's volumes.
public enum Protection {
    /// The guard leaves the flags as they are.
    KEEP,
    /// The guard sets the flags to false, so that the data outlives a termination that no hook can hold.
    PROTECT,
    /// The guard sets back exactly the flags that a guard changed.
    UNPROTECT
}
