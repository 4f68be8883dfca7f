package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The Auto Scaling groups, read and acted upon. Every method throws [Fault] when the call failed after its retries.
public interface Groups {
    /// Whether it does what it is asked for; `false` in a dry run, which keeps nobody alive.
    default boolean acts() {
        return true;
    }

    /// All groups that opted in.
    Reading tagged();

    /// Members on their way into, out of or resting in the group's warm pool, as far as their state is Drainguard's:
    /// they are not among the group's own (EC2 Auto Scaling User Guide, warm-pool-instance-lifecycle).
    List<Group.Member> pool(String group);

    /// The lifecycle state of an instance as AWS spells it, `null` where it belongs to no group.
    @Nullable
    String state(String instance);

    /// The group's termination hook of this name, or `null` where it has none.
    @Nullable
    Hook hook(String group, String name);

    /// When, by AWS's clock, the running termination of each of these instances began; an instance of which
    /// nothing is known is left out. The wait itself begins at that time or later.
    Map<String, Instant> waitingSince(String group, Set<String> instances);

    /// Records a heartbeat: the period starts again.
    ActionResult hold(NodeId node, String hook);

    /// Completes the lifecycle action with CONTINUE, by token where one is given, otherwise by instance id.
    ActionResult release(NodeId node, String hook, @Nullable String token);

    /// Completes the lifecycle action with ABANDON, by instance id.
    ActionResult giveUp(NodeId node, String hook);

    /// Terminates a retained node through its group without decrement.
    ActionResult terminate(NodeId node);
}
