package io.drainguard.sweep;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One node in one sweep, as its group describes it.
///
/// @param state its lifecycle state
/// @param document the drain document that its group names
/// @param hook the hook of its group, `null` for a retained node of a group that has no hook
/// @param began when its wait began by AWS's clock; the earliest time there is for a retained node
/// @param token token of its wait, `null` if no event named it
record Visit(
        NodeId id,
        String state,
        String document,
        Policy policy,
        @Nullable Hook hook,
        Instant began,
        @Nullable String token) {
    /// The time that a look at the ceiling has before it is known to be overdue.
    private static final Duration LAST_LOOK = Duration.ofMinutes(2);

    String instance() {
        return id.instance();
    }

    boolean isRetained() {
        return Phase.of(state) == Phase.RETAINED;
    }

    /// Returns how long its wait has lasted at `now`, by AWS's clock.
    Duration heldFor(Instant now) {
        Duration held = isRetained() ? Duration.ZERO : Duration.between(began, now);
        return held.isNegative() ? Duration.ZERO : held;
    }

    /// Tells whether its wait is as long as its policy allows.
    boolean isAtCeiling(Instant now) {
        return heldFor(now).compareTo(policy.ceiling()) >= 0;
    }

    /// Tells whether there is no time left for a last look: the guard keeps five minutes free before AWS's own limit.
    boolean isPastLastLook(Instant now) {
        return !isRetained() && heldFor(now).compareTo(policy.ceiling().plus(LAST_LOOK)) >= 0;
    }

    /// Returns the node for the rule.
    ///
    /// @param machine what EC2 says of the node, `null` if the guard could not read it
    Node node(@Nullable InstanceDetails machine, Instant now) {
        return new Node(
                id,
                state,
                machine == null ? Operator.UNREAD : machine.operator(),
                machine == null ? Disks.VOLUMES : machine.disks(),
                heldFor(now));
    }

    /// Returns the node as its group's hook holds it.
    ///
    /// @param notice the event of a node, or `null`
    Visit under(@Nullable Hook read, Duration maxHold, @Nullable TerminationNotice notice) {
        if (read == null || isRetained()) {
            return new Visit(id, state, document, policy, read, began, null);
        }
        Policy under = Policy.of(maxHold, read.globalTimeout(), policy.retains());
        return new Visit(id, state, document, under, read, began, token(read, notice));
    }

    private @Nullable String token(Hook read, @Nullable TerminationNotice notice) {
        return notice != null && notice.node().equals(id) && notice.hook().equals(read.name()) ? notice.token() : null;
    }

    /// Returns the node with its wait beginning at another time.
    Visit since(Instant waitBegan) {
        return new Visit(id, state, document, policy, hook, waitBegan, token);
    }

    /// Returns the name of the hook that holds it.
    String hookName() {
        return Objects.requireNonNull(hook, "only a waiting node has a hook to complete")
                .name();
    }
}
