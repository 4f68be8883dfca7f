package io.drainguard.sweep;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/// A group that opted in by its tag `drainguard`, with its waiting and retained members.
///
/// @param name name of the Auto Scaling group
/// @param document name of its drain document, the tag's value
/// @param retains whether its instance lifecycle policy keeps a node whose terminate hook was abandoned
/// @param pool whether it has a warm pool
/// @param members its members in a state that [Phase] knows; all other members are left out
public record Group(String name, String document, boolean retains, boolean pool, List<Member> members) {
    /// The prefix of every drain document's name. The guard's role may not run any other document.
    public static final String DOCUMENT_PREFIX = "drainguard-";

    /// Copies the members.
    public Group {
        members = List.copyOf(members);
    }

    /// Returns the waiting members, without the retained members.
    Set<NodeId> waiting() {
        return members.stream()
                .filter(member -> !member.retained())
                .map(member -> new NodeId(name, member.instance()))
                .collect(toSet());
    }

    /// Returns the lifecycle states of the waiting members.
    Map<NodeId, String> waitingStates() {
        return members.stream()
                .filter(member -> !member.retained())
                .collect(toMap(member -> new NodeId(name, member.instance()), Member::state, (one, other) -> other));
    }

    /// Returns the group with only these members.
    Group only(Predicate<Member> wanted) {
        return new Group(
                name, document, retains, pool, members.stream().filter(wanted).toList());
    }

    /// Returns the group with the members of its warm pool added.
    Group with(List<Member> pooled) {
        if (pooled.isEmpty()) {
            return this;
        }
        List<Member> all = new ArrayList<>(members);
        all.addAll(pooled);
        return new Group(name, document, retains, pool, all);
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
