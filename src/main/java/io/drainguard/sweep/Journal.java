package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;

/// Where every decision and its reason is written down.
public interface Journal {
    /// One node was decided upon, and this is what came of it.
    ///
    /// @param outcome what AWS answered, in a word or a sentence: `done`, `gone`, `not due`, or how the call failed
    void decided(Node node, Look look, Decision decision, String outcome);

    /// Something was left alone, and why: a foreign event, a node looked at a moment ago.
    void ignored(String subject, String reason);

    /// A sweep has ended.
    void swept(Report report);
}
