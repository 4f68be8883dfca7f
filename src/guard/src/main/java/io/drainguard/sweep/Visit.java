package io.drainguard.sweep;

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
/// @param listed what the group lists of it
/// @param hooks the termination hooks of its group
/// @param waiting its wait
record Visit(NodeId id, Listed listed, Policy policy, Hooks hooks, Wait waiting) {
    /// The time that a look at the ceiling has before it is known to be overdue.
    private static final Duration LAST_LOOK = Duration.ofMinutes(2);

    /// A load balancer drains connections no longer before the wait begins (Elastic Load Balancing User Guide,
    /// deregistration delay: 3,600 s at most).
    private static final Duration LONGEST_DRAINING = Duration.ofHours(1);

    /// An event tells the start of a wait by up to some seconds later than its activity does.
    private static final Duration ROUNDING = Duration.ofMinutes(1);

    /// What a group lists of a node.
    ///
    /// @param state its lifecycle state
    /// @param document the drain document that its group names
    /// @param override what a tag of its group asks for
    /// @param drains whether its connections may have been drained before its wait began
    record Listed(String state, String document, Operator override, boolean drains) {}

    /// The wait of a node, by AWS's clock.
    ///
    /// @param began when it began at the earliest: with its termination, of which connection draining is a part;
    ///     the earliest time there is for a retained node
    /// @param told whether AWS told when it began; otherwise it is when this guard first saw it
    /// @param seen when this guard first saw it
    /// @param token its token, `null` if no event named it
    record Wait(
            Instant began,
            boolean told,
            Instant seen,
            @Nullable String token) {}

    String instance() {
        return id.instance();
    }

    String state() {
        return listed.state();
    }

    String document() {
        return listed.document();
    }

    Instant began() {
        return waiting.began();
    }

    @Nullable
    String token() {
        return waiting.token();
    }

    @Nullable
    Hook hook() {
        return hooks.ours();
    }

    boolean isRetained() {
        return Phase.of(state()) == Phase.RETAINED;
    }

    /// Returns how long its wait has lasted at `now` at the most, by AWS's clock.
    Duration age(Instant now) {
        return isRetained() ? Duration.ZERO : positive(Duration.between(began(), now));
    }

    /// Returns how long it was held at `now`: since a guard first saw it wait, for what was before that, while its
    /// connections were drained, was no wait. The time of a retained node counts on, as far as its marks tell.
    Duration heldFor(@Nullable InstanceDetails machine, Instant now) {
        if (isRetained()) {
            Instant since = machine == null ? null : machine.marks().since();
            return since == null ? Duration.ZERO : positive(Duration.between(since, now));
        }
        Instant marked = machine == null ? null : markOfThisWait(machine);
        Instant seen = firstSeen();
        return positive(Duration.between(marked == null ? seen : Time.earlier(marked, seen), now));
    }

    /// When this guard first saw it wait, or the latest time at which its wait can have begun.
    private Instant firstSeen() {
        if (!listed.drains()) {
            return began();
        }
        Instant seen = Time.earlier(waiting.seen(), began().plus(LONGEST_DRAINING));
        return seen.isAfter(began()) ? seen : began();
    }

    /// The mark that says since when it is held, `null` if there is none of this wait.
    private @Nullable Instant markOfThisWait(InstanceDetails machine) {
        Instant marked = machine.marks().heldSince();
        return marked == null || marked.isBefore(began().minus(ROUNDING)) ? null : marked;
    }

    /// Tells whether the marks of a waiting node may have been written in this wait; those of a retained one always
    /// count, and so do those of a wait of which AWS does not tell when it began.
    boolean mayBeMarkedInThisWait(InstanceDetails machine) {
        return isRetained() || !waiting.told() || markOfThisWait(machine) != null;
    }

    /// Returns since when it is held, if it waits and no mark on it says so yet; otherwise `null`.
    @Nullable
    Instant unmarkedStart(InstanceDetails machine) {
        if (isRetained() || markOfThisWait(machine) != null) {
            return null;
        }
        return firstSeen();
    }

    /// Returns what the operator asks for: with a tag of the node, or with one of its group.
    Operator operator(@Nullable InstanceDetails machine) {
        Operator own = machine == null ? Operator.UNREAD : machine.operator();
        return own.and(listed.override());
    }

    private static Duration positive(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }

    /// Tells whether its wait is as long as its policy allows.
    boolean isAtCeiling(@Nullable InstanceDetails machine, Instant now) {
        return heldFor(machine, now).compareTo(policy.ceiling()) >= 0;
    }

    /// Tells whether it goes at its ceiling whatever its look says, and is there.
    boolean yields(@Nullable InstanceDetails machine, Instant now) {
        return policy.yields() && !isRetained() && operator(machine) == Operator.SILENT && isAtCeiling(machine, now);
    }

    /// Tells whether there is no time left for a last look: the guard keeps five minutes free before AWS's own limit.
    boolean isPastLastLook(@Nullable InstanceDetails machine, Instant now) {
        return !isRetained() && heldFor(machine, now).compareTo(policy.ceiling().plus(LAST_LOOK)) >= 0;
    }

    /// Returns the node as its group's hooks hold it.
    ///
    /// @param limit the longest wait that AWS allows; of several seen in one wait, the smallest
    /// @param notice the event of a node, or `null`
    Visit under(Hooks read, Duration limit, @Nullable TerminationNotice notice) {
        Hook ours = read.ours();
        if (ours == null || isRetained()) {
            return new Visit(id, listed, policy, read, waiting);
        }
        return new Visit(
                id,
                listed,
                policy.within(limit),
                read,
                new Wait(began(), waiting.told(), waiting.seen(), token(ours, notice)));
    }

    private @Nullable String token(Hook read, @Nullable TerminationNotice notice) {
        return notice != null && notice.node().equals(id) && notice.hook().equals(read.name()) ? notice.token() : null;
    }

    /// Returns the node with its wait beginning at another time.
    Visit since(Wait wait) {
        return new Visit(id, listed, policy, hooks, new Wait(wait.began(), wait.told(), wait.seen(), token()));
    }

    /// Returns the name of the hook that holds it.
    String hookName() {
        return Objects.requireNonNull(hook(), "only a waiting node has a hook to complete")
                .name();
    }
}
