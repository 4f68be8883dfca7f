package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.cli.NodeRow.Held;
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
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node of a situation, and what the guard's rule says of it now. Pure.
///
/// @param hooks the termination hooks of its group
/// @param since when its termination began, `null` if AWS does not show it
/// @param details what EC2 says of it, `null` if EC2 does not know it or was not asked
/// @param tags its tags
record OneNode(
        Group group,
        Group.Member member,
        Hooks hooks,
        @Nullable Instant since,
        @Nullable InstanceDetails details,
        Map<String, String> tags) {
    private static final Duration UNSTARTED = Duration.ofMinutes(2);

    /// Returns the node's row.
    ///
    /// @param looks its newest looks since its termination began, oldest first
    NodeRow row(Settings settings, List<Seen> looks, Instant now) {
        Policy policy = policy(settings);
        Duration held = held(now);
        Seen last = looks.isEmpty() ? null : looks.getLast();
        Node node = new Node(id(), member.state(), condition(settings, held), held);
        Look judged = judged(last, now);
        Decision decision = policy == null ? null : Decider.decide(node, judged, policy);
        NodeRow row = new NodeRow(
                id(),
                member.state(),
                node.operator(),
                NodeNotes.of(tags),
                times(policy, held, now),
                last,
                drain(looks, now),
                judged,
                decision,
                (decision == null ? "the guard cannot hold it without its hook" : decision.reason()) + firstBoot(),
                List.of());
        return row.with(NextSteps.of(row, group.traits(), going(settings), now));
    }

    /// What the script of its first boot wrote on it where it failed.
    private String firstBoot() {
        String failed = tags.getOrDefault(Tags.BOOT, "").replaceAll("\\p{Cntrl}", " ");
        return failed.isEmpty() ? "" : "; its first boot " + failed;
    }

    private NodeId id() {
        return new NodeId(group.name(), member.instance());
    }

    private boolean retained() {
        return Phase.of(member.state()) == Phase.RETAINED;
    }

    private @Nullable Policy policy(Settings settings) {
        Policy policy = group.policy(settings.maxHold());
        if (retained()) {
            return policy;
        }
        Hook hook = hooks.ours();
        return hook == null ? null : policy.within(hook.globalTimeout());
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
        return positive(Duration.between(marked == null || marked.isBefore(since) ? since : marked, now));
    }

    private Held times(@Nullable Policy policy, Duration held, Instant now) {
        if (retained()) {
            Instant gaveUp = marks().gaveUp();
            Instant began = marks().heldSince() == null ? gaveUp : marks().heldSince();
            return new Held(null, began == null ? null : positive(Duration.between(began, now)), gaveUp, null, null);
        }
        Duration ceiling = policy == null ? null : policy.ceiling();
        return new Held(
                since,
                since == null ? null : held,
                null,
                since == null || ceiling == null ? null : ceiling.minus(held),
                ceiling);
    }

    private static Duration positive(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }

    /// The guard believes the tag of a first boot once it has seen it for two minutes of the wait.
    private boolean isUnstarted(Duration held) {
        return details != null && details.unstarted() && (retained() || held.compareTo(UNSTARTED) >= 0);
    }

    private Condition condition(Settings settings, Duration held) {
        Operator own = details == null ? Operator.UNREAD : details.operator();
        return new Condition(
                own.and(group.traits().overrides().getOrDefault(member.instance(), Operator.SILENT)),
                details == null ? Disks.VOLUMES : details.disks(),
                details != null && details.ended(),
                isUnstarted(held),
                hooks.retainer(marks(), 0, settings.endsForeign()));
    }

    /// Where there were calls for too few looks, the bytes that the guard wrote down when it protected the node tell
    /// the mean since then, unless it may have seen connections then, and written one byte for each.
    private Drain drain(List<Seen> looks, Instant now) {
        Drain drain = Drain.of(looks, now);
        Instant first = marks().protectedAt();
        String bytes = tags.getOrDefault(Tags.PENDING_BYTES, "");
        if (!drain.equals(Drain.FEW_LOOKS)
                || looks.stream().anyMatch(OneNode::isOfConnections)
                || first == null
                || (since != null && first.isBefore(since))
                || !bytes.matches("[0-9]{1,18}")) {
            return drain;
        }
        return Drain.mean(new Seen(first, new Look.Pending(1, Long.parseLong(bytes), first)), looks.getLast());
    }

    private static boolean isOfConnections(Seen seen) {
        return seen.look() instanceof Look.Pending pending && pending.ofConnections();
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

    /// The volumes that EC2 would delete with it, though the guard ought to have protected them.
    private List<String> going(Settings settings) {
        return details == null || !settings.protectVolumes()
                ? List.of()
                : details.unprotected().stream()
                        .map(InstanceDetails.Attached::volume)
                        .toList();
    }
}
