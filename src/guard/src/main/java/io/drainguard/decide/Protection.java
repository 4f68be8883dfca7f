package io.drainguard.decide;

/// What a decision does to the DeleteOnTermination flags of a node's volumes.
public enum Protection {
    /// Leave the flags as they are.
    KEEP,
    /// Set them to false, so that the data outlives a termination nobody can hold.
    PROTECT,
    /// Set back exactly those that were changed.
    UNPROTECT
}
