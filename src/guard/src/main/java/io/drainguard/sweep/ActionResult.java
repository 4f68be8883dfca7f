package io.drainguard.sweep;

/// How AWS answered a call that acts on a node.
public enum ActionResult {
    /// Done as asked.
    DONE("done"),
    /// There was nothing left to act on: the wait had ended or the node had gone. As good as done.
    GONE("gone: the wait had ended"),
    /// Nothing was asked for, since this is a dry run.
    DRY("dry run: not done");

    private final String word;

    ActionResult(String word) {
        this.word = word;
    }

    /// As the journal writes it.
    String word() {
        return word;
    }
}
