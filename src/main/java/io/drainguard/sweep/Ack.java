package io.drainguard.sweep;

/// How AWS answered a call that acts on a node.
public enum Ack {
    /// Done as asked.
    DONE,
    /// There was nothing left to act on: the wait had ended or the node had gone. As good as done.
    GONE
}
