package io.drainguard.sweep;

import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.Policy;

/// What the rule says of a node, for somebody who only wants to know: nothing is read, done or remembered.
public final class Preview {
    private Preview() {}

    /// The decision a sweep would take on this look.
    public static Decision of(Node node, Look look, Policy policy) {
        return Decider.decide(node, look, policy);
    }
}
