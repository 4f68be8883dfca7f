package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import java.io.IOException;
import java.time.Instant;

/// The question that the operator answers before the command sets or removes an override.
///
/// @param shown the node as the command showed it to the operator
/// @param grave whether the node may lose data
record Confirmation(OverrideRequest request, Found shown, boolean grave) {
    /// Returns the question about a node in its present state.
    static Confirmation of(OverrideRequest request, Found shown, Instant now) {
        return new Confirmation(request, shown, request == OverrideRequest.RELEASE && !shown.empty(now));
    }

    /// Asks the operator. A release that may lose data needs the whole id, so that a habitual key press does not do it.
    ///
    /// @return whether the operator agreed
    boolean given(Terminal terminal) throws IOException {
        if (!terminal.interactive()) {
            throw UsageError.unusable(
                    "node " + shown.id() + ": there is no terminal to ask at; nothing was changed; next:"
                            + " repeat it with --yes once you are sure");
        }
        terminal.out().print(grave ? "Type the node's id to release it and lose what it holds: " : "Do it? [y/N] ");
        terminal.out().flush();
        String answer = terminal.in().readLine();
        String said = answer == null ? "" : answer.strip();
        return grave ? said.equals(shown.id().instance()) : said.equals("y") || said.equals("yes");
    }

    /// Refuses the answer if the node has changed since the question. A question may stay open for hours, and the
    /// operator agreed to what the command showed: the node must have the same state, and a node shown as empty
    /// must still be empty.
    void check(Found found, Instant now) {
        if (!found.id().equals(shown.id()) || !found.state().equals(shown.state())) {
            throw changed("it was " + shown.state() + " when you were asked, and is " + found.state());
        }
        if (request == OverrideRequest.RELEASE && !grave && !found.empty(now)) {
            throw changed("its queues were empty when you were asked; now at risk: " + RiskText.of(found.last(), now));
        }
    }

    private UsageError changed(String what) {
        return UsageError.unusable(
                "node " + shown.id() + ": " + what + "; nothing was changed; next: repeat the command");
    }
}
