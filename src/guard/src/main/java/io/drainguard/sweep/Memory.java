package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What one guard remembers from sweep to sweep, only to save calls: a guard that has just started knows none
/// of it and then calls sooner, never later. All times are AWS's.
final class Memory {
    /// A hook is read again after this time, and so is the start of a wait of which AWS tells nothing.
    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private final Map<NodeId, Instant> waits = new HashMap<>();
    private final Map<NodeId, Instant> firstSeen = new HashMap<>();
    private final Map<NodeId, Instant> askedInVain = new HashMap<>();
    private final Map<NodeId, String> states = new HashMap<>();
    private final Map<String, HookRead> hooks = new ConcurrentHashMap<>();
    private final Map<NodeId, Duration> limits = new HashMap<>();
    private final Set<NodeId> departed = new HashSet<>();
    private final NodeFacts facts = new NodeFacts();
    private final Map<String, Map<String, Answer>> answers = new HashMap<>();
    private final Map<String, LookCommand> commands = new HashMap<>();
    private final Set<String> own = new HashSet<>();
    private final Map<String, Set<String>> settled = new HashMap<>();
    private List<Notice> untold = List.of();
    private Usage.Calls counted = new Usage.Calls(0, 0);

    private record HookRead(Hooks hooks, Instant at) {}

    /// What this guard knows of single nodes and could not write on them.
    NodeFacts facts() {
        return facts;
    }

    // --- what was told ---

    /// So many notices of nodes that have gone are kept until they can be told.
    private static final int UNTOLD = 500;

    /// Notices that could not be told, and that no later sweep would find again.
    List<Notice> untold() {
        return untold;
    }

    void untold(List<Notice> notices) {
        untold = notices.stream().limit(UNTOLD).toList();
    }

    /// Returns what was counted since the last time, and takes note of it.
    Usage.Calls uncounted(Usage.Calls now) {
        Usage.Calls fresh = new Usage.Calls(now.made() - counted.made(), now.throttled() - counted.throttled());
        counted = now;
        return fresh;
    }

    // --- looks ---

    /// Takes note of commands that this guard sent: Systems Manager may not list them at once.
    void sent(Collection<LookCommand> sent) {
        listed(sent);
        sent.forEach(command -> own.add(command.id()));
    }

    /// Takes note of commands that Systems Manager listed.
    void listed(Collection<LookCommand> listed) {
        listed.forEach(command -> commands.put(command.id(), command));
    }

    /// The commands of the last minutes, as they were last seen.
    Collection<LookCommand> commands() {
        return commands.values();
    }

    /// Tells whether an answer to a command of this guard is still to come.
    boolean isAwaiting() {
        return commands.values().stream()
                .anyMatch(command -> own.contains(command.id())
                        && answers(command.id()) < command.instances().size());
    }

    void answered(Answer answer) {
        answers.computeIfAbsent(answer.command().id(), id -> new HashMap<>()).put(answer.instance(), answer);
    }

    /// The answer of a node to a command, `null` while it has not given one. An answer never changes.
    @Nullable
    Answer answer(String command, String instance) {
        return answers.getOrDefault(command, Map.of()).get(instance);
    }

    /// Takes note that the node was settled on this answer.
    void settled(Answer answer) {
        settled.computeIfAbsent(answer.command().id(), id -> new HashSet<>()).add(answer.instance());
    }

    boolean isSettled(Answer answer) {
        return settled.getOrDefault(answer.command().id(), Set.of()).contains(answer.instance());
    }

    /// How many answers to a command are known.
    int answers(String command) {
        return answers.getOrDefault(command, Map.of()).size();
    }

    /// Forgets the looks that were requested before `horizon`.
    void forgetLooks(Instant horizon) {
        commands.values().removeIf(command -> command.requested().isBefore(horizon));
        own.retainAll(commands.keySet());
        answers.keySet().retainAll(commands.keySet());
        settled.keySet().retainAll(commands.keySet());
    }

    // --- waits ---

    /// Takes note of the lifecycle state a node waits in: another one than before is a fresh wait.
    void waitsIn(NodeId node, String state) {
        String before = states.get(node);
        if (before != null && !before.equals(state)) {
            forgetWait(node);
        }
        states.put(node, state);
    }

    /// The nodes of a group whose wait has ended since the sweep before, and not by this guard.
    Set<NodeId> departed(String group) {
        return departed.stream().filter(node -> node.group().equals(group)).collect(toSet());
    }

    /// Tells whether a wait in this group has ended since the sweep before, and not by this guard.
    boolean hasDeparted(String group) {
        return departed.stream().anyMatch(node -> node.group().equals(group));
    }

    /// Returns AWS's limit for the node's wait: of several seen in one wait the smallest, since AWS does not say
    /// which one counts for a wait that has begun.
    Duration limit(NodeId node, Duration seen) {
        return limits.merge(node, seen, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    /// Whether AWS has told when the node's wait began.
    boolean knowsWait(NodeId node) {
        return waits.containsKey(node);
    }

    /// Whether to ask AWS when the node's wait began.
    boolean mayAskForWait(NodeId node, Instant now) {
        Instant asked = askedInVain.get(node);
        return !knowsWait(node) && (asked == null || asked.plus(GOOD_FOR).isBefore(now));
    }

    void askedInVain(NodeId node, Instant now) {
        askedInVain.put(node, now);
    }

    /// When the node's wait began: as AWS told it, or else when this guard first saw it, which is no earlier.
    Instant waitBegan(NodeId node, Instant now) {
        Instant told = waits.get(node);
        return told == null ? firstSeen(node, now) : told;
    }

    /// What is known of the node's wait.
    Visit.Wait waitOf(NodeId node, Instant now) {
        return new Visit.Wait(waitBegan(node, now), knowsWait(node), firstSeen(node, now), null);
    }

    /// When this guard first saw the node wait.
    Instant firstSeen(NodeId node, Instant now) {
        return firstSeen.computeIfAbsent(node, id -> now);
    }

    void waitBegins(NodeId node, Instant at) {
        waits.merge(node, at, (known, later) -> known.isAfter(later) ? known : later);
    }

    /// Forgets the wait of a node: whatever it does next is a fresh one.
    void forgetWait(NodeId node) {
        waits.remove(node);
        firstSeen.remove(node);
        askedInVain.remove(node);
        states.remove(node);
        limits.remove(node);
        facts.forgetWait(node);
    }

    // --- hooks ---

    /// The group's hooks if they were read a short while ago, or else `null`.
    @Nullable
    Hooks hooks(String group, Instant now) {
        HookRead read = hooks.get(group);
        return read == null || read.at.plus(GOOD_FOR).isBefore(now) ? null : read.hooks;
    }

    /// The group's hooks as they were last read, `null` if they never were.
    @Nullable
    Hooks hooks(String group) {
        HookRead read = hooks.get(group);
        return read == null ? null : read.hooks;
    }

    void hooked(String group, Hooks read, Instant now) {
        hooks.put(group, new HookRead(read, now));
    }

    void forgetHooks(String group) {
        hooks.remove(group);
    }

    /// Forgets all waits but those of these nodes, the hooks of all but these groups, and all nodes but those listed.
    ///
    /// @param unread groups of which not everything could be read: nothing of their nodes is forgotten
    void keepOnly(Set<String> groups, Set<NodeId> waiting, Predicate<NodeId> listed, Set<String> unread) {
        hooks.keySet().retainAll(groups);
        departed.clear();
        departed.addAll(states.keySet());
        departed.removeAll(waiting);
        departed.removeIf(node -> unread.contains(node.group()));
        waits.keySet().retainAll(waiting);
        firstSeen.keySet().retainAll(waiting);
        askedInVain.keySet().retainAll(waiting);
        states.keySet().retainAll(waiting);
        limits.keySet().retainAll(waiting);
        facts.keepOnly(node -> listed.test(node) || unread.contains(node.group()));
    }
}
