package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.NodeRecords;
import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.cli.NodeArguments.Targets;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the nodes that an operator names, among the members of all tagged groups.
final class NodeFinder {
    /// So many ids of a choice are printed.
    private static final int SHOWN = 5;

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

    private record Candidate(GroupSetup group, GroupSetup.Member member) {
        String instance() {
            return member.instance();
        }

        boolean held() {
            return Phase.of(member.state()) != null;
        }

        @Override
        public String toString() {
            return group.name() + "/" + instance();
        }
    }

    /// Finds the nodes. All names are checked before anything is returned; each wrong one is printed.
    ///
    /// @param held whether only a node that waits or was retained is meant
    /// @throws UsageError if a name fits none or several nodes, or if there is no such group
    List<Found> find(Targets targets, boolean held) {
        List<GroupSetup> tagged = groups.tagged();
        List<Candidate> all = candidates(tagged);
        String group = targets.group();
        return group == null
                ? found(named(targets.names(), all, tagged, held))
                : found(ofGroup(group, all, tagged));
    }

    /// Returns the whole ids of the nodes whose ids begin with these letters, and reads nothing more of them.
    ///
    /// @throws UsageError if one fits none or several nodes
    List<String> whole(List<String> names) {
        List<GroupSetup> tagged = groups.tagged();
        return named(names, candidates(tagged), tagged, true).stream()
                .map(Candidate::instance)
                .toList();
    }

    private static List<Candidate> candidates(List<GroupSetup> tagged) {
        return tagged.stream()
                .flatMap(group -> group.members().stream().map(member -> new Candidate(group, member)))
                .toList();
    }

    private static List<Candidate> ofGroup(String group, List<Candidate> all, List<GroupSetup> tagged) {
        if (tagged.stream().noneMatch(one -> one.name().equals(group))) {
            throw UsageError.unusable("group " + group + ": it is none of the tagged groups "
                    + tagged.stream().map(GroupSetup::name).toList()
                    + "; nothing was changed; next: see 'drainguard status', or choose another --region");
        }
        return all.stream()
                .filter(one -> one.group().name().equals(group) && one.held())
                .toList();
    }

    private List<Candidate> named(List<String> names, List<Candidate> all, List<GroupSetup> tagged, boolean held) {
        Map<String, Candidate> chosen = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            List<Candidate> fitting = fitting(name, all, held);
            if (fitting.size() == 1) {
                chosen.put(fitting.getFirst().instance(), fitting.getFirst());
            } else {
                wrong.add(
                        fitting.isEmpty()
                                ? "node " + name + ": it is in none of the tagged groups "
                                        + tagged.stream()
                                                .map(GroupSetup::name)
                                                .toList()
                                        + "; nothing was changed; next: see 'drainguard status', or choose another --region"
                                : several(name, fitting));
            }
        }
        if (wrong.size() > 1) {
            wrong.forEach(problem -> terminal.err().println("drainguard: " + problem));
            throw UsageError.unusable(wrong.size() + " of " + names.size()
                    + " names fit no single node; nothing was changed; next: mend them and repeat the command");
        }
        if (!wrong.isEmpty()) {
            throw UsageError.unusable(wrong.getFirst());
        }
        return List.copyOf(chosen.values());
    }

    /// Returns the nodes with this id, or those whose id begins with it: the held ones alone if there are any and only
    /// they are meant.
    private static List<Candidate> fitting(String name, List<Candidate> all, boolean held) {
        List<Candidate> exact =
                all.stream().filter(one -> one.instance().equals(name)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<Candidate> begin =
                all.stream().filter(one -> one.instance().startsWith(name)).toList();
        List<Candidate> waiting = begin.stream().filter(Candidate::held).toList();
        return held && !waiting.isEmpty() ? waiting : begin;
    }

    private static String several(String name, List<Candidate> fitting) {
        String more = fitting.size() > SHOWN ? " and " + (fitting.size() - SHOWN) + " more" : "";
        boolean held = fitting.stream().allMatch(Candidate::held);
        return "node " + name + ": " + fitting.size() + (held ? " waiting or retained" : "") + " nodes begin with that: "
                + fitting.stream().limit(SHOWN).toList() + more + "; nothing was changed; next: give more letters";
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
