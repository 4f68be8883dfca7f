package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;

/// Where every decision and its reason is written down.
public interface Journal {
    /// One node was decided upon, and this is what came of it.
    ///
    /// @param volumes what became of its volumes' flags, in a word or a sentence
    /// @param outcome what AWS answered, in a word or a sentence: `done`, `gone`, `not due`, or how the call failed
    void decided(Node node, Look look, Decision decision, String volumes, String outcome);

    /// AWS is about to take an instance that nobody can hold, and its volumes were protected.
    void reclaimed(NodeId node, String reason, String outcome);

    /// Something was left alone, and why: a foreign event, a node looked at a moment ago.
    void ignored(String subject, String reason);

    /// A sweep has ended.
    void swept(Report report);
}
