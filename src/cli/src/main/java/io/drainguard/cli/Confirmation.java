package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The question that the operator answers before the command sets or removes overrides.
///
/// @param shown the nodes as the command showed them to the operator
/// @param group the group whose nodes they are, `null` where they were named
/// @param grave whether a node goes that is not known to be empty
record Confirmation(
        OverrideRequest request,
        List<Found> shown,
        @Nullable String group,
        boolean grave) {
    Confirmation {
        shown = List.copyOf(shown);
    }

    /// Returns the question about nodes in their present state.
    static Confirmation of(OverrideRequest request, List<Found> shown, @Nullable String group, Instant now) {
        return new Confirmation(
                request,
                shown,
                group,
                request == OverrideRequest.RELEASE && shown.stream().anyMatch(node -> !node.empty(now)));
    }

    /// Asks the operator. A release that may lose data needs a whole id, or the number of nodes, or the group's name,
    /// so that a habitual key press does not do it.
    ///
    /// @return whether the operator agreed
    boolean given(Terminal terminal) throws IOException {
        if (!terminal.interactive()) {
            throw UsageError.unusable(subject() + ": there is no terminal to ask at; nothing was changed; next:"
                    + " repeat it with --yes once you are sure");
        }
        terminal.out().print(grave ? question() : "Do it? [y/N] ");
        terminal.out().flush();
        String answer = terminal.in().readLine();
        String said = answer == null ? "" : answer.strip();
        return grave ? said.equals(word()) : said.equals("y") || said.equals("yes");
    }

    /// Returns what the operator types to agree.
    private String word() {
        if (group != null) {
            return group;
        }
        return shown.size() == 1 ? shown.getFirst().id().instance() : String.valueOf(shown.size());
    }

    private String question() {
        if (group == null && shown.size() == 1) {
            Fate fate = shown.getFirst().fate();
            return fate.keepsAll()
                    ? "Type the node's id to release it; what it holds stays on the kept volumes: "
                    : "Type the node's id to release it and lose " + fate.lost() + ": ";
        }
        long losing = shown.stream().filter(node -> !node.fate().keepsAll()).count();
        String all = shown.size() == 1 ? "its node" : "these " + shown.size() + " nodes";
        return "Type " + (group == null ? "the number of nodes" : "the group's name") + " to release " + all
                + (losing == 0
                        ? "; what they hold stays on the kept volumes: "
                        : " and lose what is not kept of " + losing + " of them: ");
    }

    private String subject() {
        if (group != null) {
            return "group " + group;
        }
        return shown.size() == 1 ? "node " + shown.getFirst().id() : Format.count(shown.size(), "node");
    }

    /// Refuses the answer if a node has changed since the question. A question may stay open for hours, and the
    /// operator agreed to what the command showed: each node must have the same state, one shown as empty must
    /// still be empty, and a volume shown as kept must still be kept.
    void check(List<Found> found, Instant now) {
        Map<String, Found> present =
                found.stream().collect(Collectors.toMap(node -> node.id().instance(), Function.identity()));
        for (Found before : shown) {
            Found node = present.get(before.id().instance());
            if (node == null || !node.id().equals(before.id()) || !node.state().equals(before.state())) {
                throw changed(
                        before,
                        "it was " + before.state() + " when you were asked, and is "
                                + (node == null ? "not there any more" : node.state()));
            }
            if (request == OverrideRequest.RELEASE) {
                stillAsShown(before, node, now);
            }
        }
    }

    private void stillAsShown(Found before, Found node, Instant now) {
        if (!grave && !node.empty(now)) {
            throw changed(
                    before, "its queues were empty when you were asked; now at risk: " + RiskText.of(node.last(), now));
        }
        if (grave && !node.fate().kept().containsAll(before.fate().kept())) {
            throw changed(
                    before,
                    "when you were asked, " + before.fate().text() + "; now: "
                            + node.fate().text());
        }
    }

    private static UsageError changed(Found node, String what) {
        return UsageError.unusable(
                "node " + node.id() + ": " + what + "; nothing was changed; next: repeat the command");
    }
}
