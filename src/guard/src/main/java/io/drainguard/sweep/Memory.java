package io.drainguard.sweep;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<String, Map<String, Answer>> answers = new HashMap<>();
    private final Map<String, LookCommand> commands = new HashMap<>();
    private final Set<String> own = new HashSet<>();
    private final Map<String, Set<String>> settled = new HashMap<>();

    private record HookRead(Hook hook, Instant at) {}

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
        String before = states.put(node, state);
        if (before != null && !before.equals(state)) {
            forgetWait(node);
        }
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
        return told == null ? firstSeen.computeIfAbsent(node, id -> now) : told;
    }

    void waitBegins(NodeId node, Instant at) {
        waits.merge(node, at, (known, later) -> known.isAfter(later) ? known : later);
    }

    /// Forgets the wait of a node: whatever it does next is a fresh one.
    void forgetWait(NodeId node) {
        waits.remove(node);
        firstSeen.remove(node);
        askedInVain.remove(node);
    }

    // --- hooks ---

    /// The group's hook if it was read a short while ago, or else `null`.
    @Nullable
    Hook hook(String group, Instant now) {
        HookRead read = hooks.get(group);
        return read == null || read.at.plus(GOOD_FOR).isBefore(now) ? null : read.hook;
    }

    /// The group's hook as it was last read, or else `unread`.
    Hook hook(String group, Hook unread) {
        HookRead read = hooks.get(group);
        return read == null ? unread : read.hook;
    }

    void hooked(String group, Hook hook, Instant now) {
        hooks.put(group, new HookRead(hook, now));
    }

    void forgetHook(String group) {
        hooks.remove(group);
    }

    /// Forgets all waits but those of these nodes, and the hooks of all but these groups.
    void keepOnly(Set<String> groups, Set<NodeId> waiting) {
        hooks.keySet().retainAll(groups);
        waits.keySet().retainAll(waiting);
        firstSeen.keySet().retainAll(waiting);
        askedInVain.keySet().retainAll(waiting);
        states.keySet().retainAll(waiting);
    }
}
