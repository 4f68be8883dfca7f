package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;

/// What a guard decided, and what its journal says became of the volumes.
record Decided(GuardOnDuty guard, Node node, Look look, Decision decision, String volumes) {
    String instance() {
        return node.id().instance();
    }

    /// Whether the guard could not read the node's volumes.
    boolean isUnread() {
        return volumes.equals("unread");
    }

    /// Whether the guard says that no volume goes with the node any more.
    boolean saysProtected() {
        return volumes.equals("protected") || volumes.equals("protected now");
    }
}
