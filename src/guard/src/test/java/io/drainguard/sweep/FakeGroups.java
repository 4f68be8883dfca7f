package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps groups in a list and records calls in another list; a call can be told to fail.
final class FakeGroups implements Groups {
    final List<Group> groups = new ArrayList<>();
    /// The lifecycle states of instances that the guard reads alone.
    final Map<String, String> states = new HashMap<>();

    final Map<String, List<Group.Member>> pools = new HashMap<>();
    final Map<String, Hook> hooks = new HashMap<>();
    /// The time of AWS's clock, if it differs from the guard's clock.
    @Nullable
    Instant awsTime;

    /// The other termination hooks of every group.
    final Set<String> others = new HashSet<>();

    final Map<String, Instant> since = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    final Map<String, Fault> faults = new HashMap<>();
    final Set<String> gone = new HashSet<>();
    final Map<String, List<Instant>> holds = new HashMap<>();
    final Set<String> staleTokens = new HashSet<>();
    /// The duration of each call that acts on a node.
    Duration slow = Duration.ZERO;

    /// Whether this is no dry run.
    boolean acts = true;

    final Time time;

    FakeGroups(Time time) {
        this.time = time;
    }

    FakeGroups with(String name, boolean retains, Duration heartbeat, Group.Member... members) {
        groups.removeIf(group -> group.name().equals(name));
        groups.add(new Group(
                name, "drainguard-" + name, new Group.Traits(retains, pools.containsKey(name)), List.of(members)));
        Duration global = heartbeat.multipliedBy(100);
        hooks.put(
                name,
                new Hook(
                        "hook", heartbeat, global.compareTo(Duration.ofHours(48)) < 0 ? global : Duration.ofHours(48)));
        return this;
    }

    /// The group carries this tag.
    void yielding(String name, String tag) {
        groups.replaceAll(group -> group.name().equals(name)
                ? new Group(
                        name,
                        group.document(),
                        new Group.Traits(
                                group.retains(), group.pool(), Integer.MAX_VALUE, Map.of(), true, Yield.of(tag)),
                        group.members())
                : group);
    }

    long count(String start) {
        return calls.stream().filter(call -> call.startsWith(start)).count();
    }

    /// When heartbeats of the instance were recorded, in seconds after the start of the clock.
    List<Long> beats(String instance) {
        return holds.getOrDefault(instance, List.of()).stream()
                .map(at -> Duration.between(ManualTime.START, at).toSeconds())
                .toList();
    }

    /// Returns the longest time that the instance had no heartbeat, from the start of the clock until now.
    Duration longestGap(String instance) {
        List<Instant> beats = new ArrayList<>(holds.getOrDefault(instance, List.of()));
        beats.add(time.instant());
        Duration longest = Duration.ZERO;
        Instant last = ManualTime.START;
        for (Instant beat : beats) {
            Duration gap = Duration.between(last, beat);
            longest = gap.compareTo(longest) > 0 ? gap : longest;
            last = beat;
        }
        return longest;
    }

    private ActionResult call(String what, NodeId node) {
        String call = what + " " + node.instance();
        calls.add(call);
        time.pause(slow);
        Fault fault = faults.get(call);
        if (fault != null) {
            throw fault;
        }
        if (!acts) {
            return ActionResult.DRY;
        }
        return gone.contains(node.instance()) ? ActionResult.GONE : ActionResult.DONE;
    }

    @Override
    public boolean acts() {
        return acts;
    }

    @Override
    public Reading tagged() {
        calls.add("tagged");
        if (faults.containsKey("tagged")) {
            throw faults.get("tagged");
        }
        return new Reading(awsTime == null ? time.instant() : awsTime, groups);
    }

    @Override
    public List<Group.Member> pool(String group) {
        calls.add("pool " + group);
        if (faults.containsKey("pool " + group)) {
            throw faults.get("pool " + group);
        }
        return pools.get(group);
    }

    @Override
    public @Nullable String state(String instance) {
        calls.add("state " + instance);
        if (faults.containsKey("state " + instance)) {
            throw faults.get("state " + instance);
        }
        return states.get(instance);
    }

    @Override
    public Hooks hooks(String group, String name) {
        calls.add("hook " + group);
        if (faults.containsKey("hook " + group)) {
            throw faults.get("hook " + group);
        }
        Hook hook = hooks.get(group);
        return new Hooks(hook != null && hook.name().equals(name) ? hook : null, others);
    }

    @Override
    public Map<String, Instant> waitingSince(String group, Set<String> instances) {
        calls.add("since " + group);
        if (faults.containsKey("since " + group)) {
            throw faults.get("since " + group);
        }
        Map<String, Instant> known = new HashMap<>(since);
        known.keySet().retainAll(instances);
        return known;
    }

    @Override
    public ActionResult hold(NodeId node, String hook) {
        holds.computeIfAbsent(node.instance(), id -> new ArrayList<>()).add(time.instant());
        return call("hold", node);
    }

    @Override
    public ActionResult release(NodeId node, String hook, @Nullable String token) {
        if (token != null && staleTokens.contains(token)) {
            calls.add("release by stale token " + node.instance());
            return ActionResult.GONE;
        }
        return call(token == null ? "release" : "release by token " + token, node);
    }

    @Override
    public ActionResult giveUp(NodeId node, String hook) {
        return call("give up", node);
    }

    @Override
    public ActionResult terminate(NodeId node) {
        return call("terminate", node);
    }

    @Override
    public ActionResult clearOverride(NodeId node) {
        groups.replaceAll(group -> group.name().equals(node.group()) ? without(group, node.instance()) : group);
        return call("clear override", node);
    }

    private static Group without(Group group, String instance) {
        Map<String, Operator> overrides = new HashMap<>(group.traits().overrides());
        overrides.remove(instance);
        Group.Traits traits =
                new Group.Traits(group.retains(), group.pool(), group.traits().maxSize(), overrides);
        return new Group(group.name(), group.document(), traits, group.members());
    }
}
