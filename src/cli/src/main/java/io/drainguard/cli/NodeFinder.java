package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the node that an operator names, among the members of all tagged groups.
final class NodeFinder {
    private final GroupSetupReader groups;
    private final SsmHistory history;
    private final Terminal terminal;

    /// Builds the finder. The terminal has the clock, and prints that a history cannot be read.
    NodeFinder(GroupSetupReader groups, SsmHistory history, Terminal terminal) {
        this.groups = groups;
        this.history = history;
        this.terminal = terminal;
    }

    /// A node with its last look.
    ///
    /// @param override what a tag of its group asks for
    record Found(
            NodeId id,
            String state,
            Operator override,
            @Nullable Seen last) {
        /// Whether a recent look found the node empty.
        boolean empty(Instant now) {
            return last != null && last.look() instanceof Look.Empty && !Drain.stale(last, now);
        }

        /// Whether the node waits or was retained.
        boolean held() {
            return Phase.of(state) != null;
        }
    }

    /// Finds the node.
    ///
    /// @param name the instance's id, or a prefix that only this id has
    Found find(String name) {
        List<GroupSetup> tagged = groups.tagged();
        record Candidate(GroupSetup group, GroupSetup.Member member) {
            String instance() {
                return member.instance();
            }
        }
        List<Candidate> candidates = tagged.stream()
                .flatMap(group -> group.members().stream().map(member -> new Candidate(group, member)))
                .filter(candidate -> candidate.instance().startsWith(name))
                .toList();
        List<Candidate> exact = candidates.stream()
                .filter(candidate -> candidate.instance().equals(name))
                .toList();
        List<Candidate> chosen = exact.isEmpty() ? candidates : exact;
        if (chosen.isEmpty()) {
            throw UsageError.unusable("node " + name + ": it is in none of the tagged groups "
                    + tagged.stream().map(GroupSetup::name).toList()
                    + "; nothing was changed; next: see 'drainguard status', or choose another --region");
        }
        if (chosen.size() > 1) {
            throw UsageError.unusable("node " + name + ": " + chosen.size() + " nodes begin with that: "
                    + chosen.stream()
                            .map(node -> node.group().name() + "/" + node.instance())
                            .limit(5)
                            .toList()
                    + "; nothing was changed; next: give more letters");
        }
        Candidate node = chosen.getFirst();
        return new Found(
                new NodeId(node.group().name(), node.instance()),
                node.member().state(),
                node.member().override(),
                last(node.instance(), node.group().document()));
    }

    /// Returns the last look. A history that cannot be read does not stop the command; the operator gets a message.
    private @Nullable Seen last(String instance, String document) {
        try {
            Instant now = terminal.time().instant();
            List<Seen> seen = history.newest(instance, document, now.minus(Duration.ofDays(2)), now);
            return seen.isEmpty() ? null : seen.getLast();
        } catch (Fault unread) {
            terminal.err().println("drainguard: node " + instance + ": " + unread.getMessage());
            terminal.err().flush();
            return null;
        }
    }
}
