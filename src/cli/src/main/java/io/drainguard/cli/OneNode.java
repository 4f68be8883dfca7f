package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Condition;
import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Sources;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Marks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// One node of a situation, and what the guard's rule says of it now. Pure but for its past looks.
///
/// @param hooks the termination hooks of its group
/// @param since when its termination began, `null` if AWS does not show it
/// @param details what EC2 says of it, `null` if EC2 does not know it or was not asked
record OneNode(
        Group group,
        Group.Member member,
        Hooks hooks,
        @Nullable Instant since,
        @Nullable InstanceDetails details) {
    /// Returns the node's row.
    ///
    /// @param looks the looks at an instance since then, oldest first
    NodeRow row(Settings settings, BiFunction<String, Instant, List<Seen>> looks, Instant now) {
        Policy policy = policy(settings);
        Duration held = held(now);
        List<Seen> seen = looks.apply(member.instance(), since == null ? Instant.EPOCH : since);
        Seen last = seen.isEmpty() ? null : seen.getLast();
        Node node = new Node(id(), member.state(), condition(settings), held);
        Decision decision = policy == null ? null : Decider.decide(node, judged(last, now), policy);
        return new NodeRow(
                id(),
                member.state(),
                node.operator(),
                retained() ? null : since,
                retained() || since == null || policy == null
                        ? null
                        : policy.ceiling().minus(held),
                last,
                Drain.of(seen, now),
                decision,
                decision == null ? "the guard cannot hold it without its hook" : decision.reason());
    }

    private NodeId id() {
        return new NodeId(group.name(), member.instance());
    }

    private boolean retained() {
        return Phase.of(member.state()) == Phase.RETAINED;
    }

    private @Nullable Policy policy(Settings settings) {
        if (retained()) {
            return new Policy(settings.maxHold(), group.retains());
        }
        Hook hook = hooks.ours();
        return hook == null ? null : Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
    }

    private Marks marks() {
        return details == null ? Marks.NONE : details.marks();
    }

    /// How long it has been held: since a guard first saw it wait, where a mark of this wait says so. What was before
    /// that, while its connections were drained, was no wait.
    private Duration held(Instant now) {
        if (since == null) {
            return Duration.ZERO;
        }
        Instant marked = marks().heldSince();
        Duration held = Duration.between(marked == null || marked.isBefore(since) ? since : marked, now);
        return held.isNegative() ? Duration.ZERO : held;
    }

    private Condition condition(Settings settings) {
        Operator own = details == null ? Operator.UNREAD : details.operator();
        return new Condition(
                own.and(group.traits().overrides().getOrDefault(member.instance(), Operator.SILENT)),
                details == null ? Disks.VOLUMES : details.disks(),
                details != null && details.ended(),
                hooks.retainer(marks(), 0, settings.endsForeign()));
    }

    /// What the last look proves now. An Empty of an earlier wait, or from before the guard stopped, must not appear as
    /// a present Empty, and neither must one on another file system than the one on which data was seen.
    private Look judged(@Nullable Seen last, Instant now) {
        if (last == null) {
            return new Look.Unknown("its history holds no look yet");
        }
        return last.look() instanceof Look.Empty && Drain.stale(last, now)
                ? new Look.Unknown("its last look, which found it empty, is too old")
                : Sources.judge(last.look(), marks().pendingOn());
    }
}
