package io.drainguard.sweep;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// A group that opted in by its tag `drainguard`, with its waiting and retained members.
///
/// @param name name of the Auto Scaling group
/// @param document name of its drain document, the tag's value
/// @param traits what else the group says of itself
/// @param members its members in a state that [Phase] knows; all other members are left out
public record Group(String name, String document, Traits traits, List<Member> members) {
    /// The prefix of every drain document's name. The guard's role may not run any other document.
    public static final String DOCUMENT_PREFIX = "drainguard-";

    /// Copies the members.
    public Group {
        members = List.copyOf(members);
    }

    /// What a group says of itself.
    ///
    /// @param retains whether its instance lifecycle policy keeps a node whose terminate hook was abandoned
    /// @param pool whether it has a warm pool
    /// @param maxSize the largest number of its nodes in service; nodes that wait do not count (EC2 Auto Scaling
    ///     User Guide, lifecycle-hooks)
    /// @param overrides what its tags [Tags#OVERRIDE_OF] ask for, by instance id
    /// @param drains whether something takes connections off a node before its wait begins, such as a load balancer
    /// @param yields whether, and after how long, its nodes go whatever their looks say
    public record Traits(
            boolean retains, boolean pool, int maxSize, Map<String, Operator> overrides, boolean drains, Yield yields) {
        /// Copies the overrides.
        public Traits {
            overrides = Map.copyOf(overrides);
        }

        /// A group that may drain connections, for all that is known, and does not yield.
        public Traits(boolean retains, boolean pool, int maxSize, Map<String, Operator> overrides) {
            this(retains, pool, maxSize, overrides, true, Yield.NONE);
        }

        /// Returns the same without a warm pool.
        public Traits withoutPool() {
            return new Traits(retains, false, maxSize, overrides, drains, yields);
        }

        /// The same, of any size, whose tags override nothing.
        public Traits(boolean retains, boolean pool) {
            this(retains, pool, Integer.MAX_VALUE, Map.of());
        }
    }

    /// Returns what the tags of a group ask for, by instance id.
    public static Map<String, Operator> overrides(Map<String, String> tags) {
        Map<String, Operator> overrides = new HashMap<>();
        tags.forEach((key, value) -> {
            if (key.startsWith(Tags.OVERRIDE_OF)) {
                overrides.put(key.substring(Tags.OVERRIDE_OF.length()), Operator.of(value));
            }
        });
        return overrides;
    }

    /// Tells whether the group keeps a node whose terminate hook was abandoned.
    public boolean retains() {
        return traits.retains();
    }

    /// Tells whether, and after how long, the group yields.
    public Yield yields() {
        return traits.yields();
    }

    /// Tells whether the group has a warm pool.
    public boolean pool() {
        return traits.pool();
    }

    /// What the group allows, before AWS's own limit.
    ///
    /// @param maxHold the operator's longest hold
    public Policy policy(Duration maxHold) {
        return Policy.of(maxHold, retains(), yields().after());
    }

    /// What its tags ask for this node.
    Operator override(String instance) {
        return traits.overrides().getOrDefault(instance, Operator.SILENT);
    }

    /// Returns the waiting members, without the retained members.
    Set<NodeId> waiting() {
        return members.stream()
                .filter(member -> !member.retained())
                .map(member -> new NodeId(name, member.instance()))
                .collect(toSet());
    }

    /// Returns all members.
    Set<NodeId> all() {
        return members.stream()
                .map(member -> new NodeId(name, member.instance()))
                .collect(toSet());
    }

    /// Tells whether a member is retained.
    boolean hasRetained() {
        return members.stream().anyMatch(Member::retained);
    }

    /// Returns how many of its members wait beyond its largest size.
    ///
    /// @param kept tells of a node whether a person keeps it on purpose; it does not count
    int aboveMaxSize(Predicate<NodeId> kept) {
        long waiting = waiting().stream().filter(kept.negate()).count();
        return (int) Math.max(0, waiting - traits.maxSize());
    }

    /// Returns the lifecycle states of the waiting members.
    Map<NodeId, String> waitingStates() {
        return members.stream()
                .filter(member -> !member.retained())
                .collect(toMap(member -> new NodeId(name, member.instance()), Member::state, (one, other) -> other));
    }

    /// Returns the group with only these members.
    public Group only(Predicate<Member> wanted) {
        return new Group(name, document, traits, members.stream().filter(wanted).toList());
    }

    /// Returns the group with the members of its warm pool added.
    public Group with(List<Member> pooled) {
        if (pooled.isEmpty()) {
            return this;
        }
        List<Member> all = new ArrayList<>(members);
        all.addAll(pooled);
        return new Group(name, document, traits, all);
    }

    /// One member of the group.
    ///
    /// @param instance EC2 instance id
    /// @param state Auto Scaling lifecycle state as AWS spells it, a state that [Phase] knows
    public record Member(String instance, String state) {
        /// Refuses a state in which the guard does not hold a member.
        public Member {
            Objects.requireNonNull(Phase.of(state), () -> instance + " is in state " + state + ", which is not held");
        }

        boolean retained() {
            return Phase.of(state) == Phase.RETAINED;
        }
    }
}
