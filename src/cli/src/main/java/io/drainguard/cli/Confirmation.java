package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import java.io.IOException;
import java.time.Instant;

/// The question before an override is set or removed.
///
/// @param shown the node as the operator saw it
/// @param grave whether the node may lose data
record Confirmation(OverrideRequest request, Found shown, boolean grave) {
    /// The question about a node as it is now.
    static Confirmation of(OverrideRequest request, Found shown, Instant now) {
        return new Confirmation(request, shown, request == OverrideRequest.RELEASE && !shown.empty(now));
    }

    /// Asks the operator. A release that may lose data takes the whole id, so that no habit of pressing a key does it.
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

    /// Refuses an answer that the node has outrun. A question may stay open for hours, and the operator meant the node
    /// that was shown: it must still stand there, and what was shown as empty must still be.
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
