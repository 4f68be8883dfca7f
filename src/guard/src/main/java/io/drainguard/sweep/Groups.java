package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the Auto Scaling groups and acts on their nodes. Every method throws [Fault] if a call failed after its
/// retries.
public interface Groups {
    /// Tells whether the port really acts. It is `false` in a dry run, in which no heartbeat is recorded.
    default boolean acts() {
        return true;
    }

    /// Returns all groups that opted in.
    Reading tagged();

    /// Returns the members that enter, leave or rest in the group's warm pool, if their state is a state that
    /// [io.drainguard.decide.Phase] knows. AWS does not list them among the group's own members (EC2 Auto
    /// Scaling User Guide, warm-pool-instance-lifecycle).
    List<Group.Member> pool(String group);

    /// Returns the lifecycle state of an instance as AWS spells it, `null` if the instance belongs to no group.
    @Nullable
    String state(String instance);

    /// Returns the group's termination hooks, seen by the guard whose hook has this name.
    Hooks hooks(String group, String name);

    /// Returns when, by AWS's clock, the running termination of each of these instances began. An instance that
    /// AWS says nothing about is left out. The wait itself begins at that time or later.
    Map<String, Instant> waitingSince(String group, Set<String> instances);

    /// Records a heartbeat: the wait period starts again.
    ActionResult hold(NodeId node, String hook);

    /// Completes the lifecycle action with CONTINUE, by token if the caller gives a token, otherwise by
    /// instance id.
    ActionResult release(NodeId node, String hook, @Nullable String token);

    /// Completes the lifecycle action with ABANDON, by instance id.
    ActionResult giveUp(NodeId node, String hook);

    /// Terminates a retained node through its group without decrement.
    ActionResult terminate(NodeId node);

    /// Removes the group's tag that overrides the look at this node, and no other tag.
    ActionResult clearOverride(NodeId node);
}
