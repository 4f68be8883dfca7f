package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.NodeRecords;
import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.cli.NodeArguments.Targets;
import io.drainguard.cli.NodeChoice.Candidate;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the nodes that an operator names, among the members of all tagged groups.
final class NodeFinder {
    private final GroupSetupReader groups;
    private final SsmHistory history;
    private final Volumes volumes;
    private final NodeRecords records;
    private final SideBySide calls;
    private final Terminal terminal;

    /// Builds the finder. The terminal has the clock, and prints what cannot be read.
    NodeFinder(AwsOptions options, Terminal terminal) {
        this.groups = options.groupSetups();
        this.history = options.history();
        this.volumes = options.volumes();
        this.records = options.nodeRecords();
        this.calls = options.calls();
        this.terminal = terminal;
    }

    /// A node with its last look.
    ///
    /// @param override what a tag of its group asks for
    /// @param details its volumes, `null` where EC2 does not tell
    /// @param tags its own tags, `null` where EC2 does not tell
    record Found(
            NodeId id,
            String state,
            Operator override,
            @Nullable Seen last,
            @Nullable InstanceDetails details,
            @Nullable Map<String, String> tags) {
        /// Whether a recent look found the node empty.
        boolean empty(Instant now) {
            return last != null && last.look() instanceof Look.Empty && !Drain.stale(last, now);
        }

        /// Whether the node waits or was retained.
        boolean held() {
            return Phase.of(state) != null;
        }

        /// Whether the node has, or may have, a tag with one of these keys.
        boolean mayCarry(List<String> keys) {
            return tags == null || keys.stream().anyMatch(tags::containsKey);
        }

        /// Returns what becomes of its data when it goes.
        Fate fate() {
            return Fate.of(details);
        }
    }

    /// Finds the nodes. All names are checked before anything is returned; each wrong one is printed.
    ///
    /// @param held whether only a node that waits or was retained is meant
    /// @throws UsageError if a name fits none or several nodes, or if there is no such group
    List<Found> find(Targets targets, boolean held) {
        NodeChoice choice = new NodeChoice(groups.tagged(), terminal);
        String group = targets.group();
        return found(group == null ? choice.named(targets.names(), held) : choice.ofGroup(group));
    }

    /// Returns the whole ids of the nodes whose ids begin with these letters, and reads nothing more of them.
    ///
    /// @throws UsageError if one fits none or several nodes
    List<String> whole(List<String> names) {
        return new NodeChoice(groups.tagged(), terminal)
                .named(names, true).stream().map(Candidate::instance).toList();
    }

    private List<Found> found(List<Candidate> nodes) {
        if (nodes.isEmpty()) {
            return List.of();
        }
        Set<String> ids = nodes.stream().map(Candidate::instance).collect(Collectors.toSet());
        Map<String, InstanceDetails> details = told(() -> volumes.read(ids), Map.of());
        Map<String, Machine> machines = told(() -> records.machines(ids), Map.of());
        Map<Candidate, Optional<Seen>> looks = looks(nodes);
        return nodes.stream()
                .map(node -> {
                    Machine machine = machines.get(node.instance());
                    return new Found(
                            new NodeId(node.group().name(), node.instance()),
                            node.member().state(),
                            node.member().override(),
                            looks.getOrDefault(node, Optional.empty()).orElse(null),
                            details.get(node.instance()),
                            machine == null ? null : machine.tags());
                })
                .toList();
    }

    /// Returns the last looks. A history that cannot be read does not stop the command; the operator gets a message.
    private Map<Candidate, Optional<Seen>> looks(List<Candidate> nodes) {
        Instant now = terminal.time().instant();
        Map<Candidate, Fault> unread = new HashMap<>();
        Map<Candidate, Optional<Seen>> looks = calls.each(
                nodes,
                node -> {
                    List<Seen> seen = history.newest(
                            node.instance(), node.group().document(), now.minus(Duration.ofDays(2)), now);
                    return seen.isEmpty() ? Optional.empty() : Optional.of(seen.getLast());
                },
                (node, fault) -> {
                    unread.put(node, fault);
                    return Optional.empty();
                });
        unread.forEach((node, fault) ->
                terminal.err().println("drainguard: node " + node.instance() + ": " + fault.getMessage()));
        terminal.err().flush();
        return looks;
    }

    private <T> T told(Supplier<T> call, T otherwise) {
        try {
            return call.get();
        } catch (Fault unread) {
            terminal.err().println("drainguard: " + unread.getMessage());
            terminal.err().flush();
            return otherwise;
        }
    }
}
