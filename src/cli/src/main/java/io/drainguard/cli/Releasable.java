package io.drainguard.cli;

import io.drainguard.cli.NodeArguments.Targets;
import io.drainguard.cli.NodeFinder.Found;
import java.util.ArrayList;
import java.util.List;

/// Refuses to release what was not meant: a node that does not wait, or one of which only some letters were given where
/// nobody is asked.
final class Releasable {
    private Releasable() {}

    /// Checks all nodes; prints each that is refused.
    static void check(List<Found> found, Targets targets, boolean yes, Terminal terminal) {
        List<String> wrong = new ArrayList<>();
        for (Found node : found) {
            if (yes
                    && targets.group() == null
                    && !targets.names().contains(node.id().instance())) {
                wrong.add("node " + node.id() + ": '" + given(node, targets) + "' is not its whole id, and --yes asks"
                        + " nothing; nothing was changed; next: give the whole id, or leave out --yes");
            } else if (!node.held()) {
                wrong.add(
                        "node " + node.id() + ": it is " + node.state() + ", so there is nothing to release, and"
                                + " the tag would let it go unseen one day; nothing was changed; next: release it once it waits");
            }
        }
        if (wrong.size() > 1) {
            wrong.forEach(problem -> terminal.err().println("drainguard: " + problem));
            throw UsageError.unusable(wrong.size() + " of " + found.size()
                    + " nodes cannot be released; nothing was changed; next: leave them out and repeat the command");
        }
        if (!wrong.isEmpty()) {
            throw UsageError.unusable(wrong.getFirst());
        }
    }

    private static String given(Found node, Targets targets) {
        return targets.names().stream()
                .filter(name -> node.id().instance().startsWith(name))
                .findFirst()
                .orElse("");
    }
}
