package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.cli.Next.Why;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Protection;
import io.drainguard.decide.Units;
import io.drainguard.sweep.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which nodes need somebody, and what to do. Pure.
final class NextSteps {
    /// Within this time a guard has protected and looked at a node; before that nothing is wrong with one.
    private static final Duration SETTLING = Duration.ofMinutes(5);

    /// With less time left than this, or than this part of the ceiling, somebody should see to the node. The alarm
    /// CeilingNear rings by the same rule.
    private static final Duration NEAR = Duration.ofHours(4);

    private static final int NEAR_PART = 4;

    /// Longer causes are cut; `-o wide` and `--json` have the whole reason.
    private static final int LONGEST_CAUSE = 160;

    private NextSteps() {}

    /// Returns why a node needs somebody, the worst first.
    ///
    /// @param row the node
    /// @param group what its group says of itself
    /// @param going the volumes that EC2 would delete with it
    static List<Next> of(NodeRow row, Group.Traits group, List<String> going, Instant now) {
        List<Next> steps = new ArrayList<>();
        Decision decision = row.decision();
        boolean leaves = decision instanceof Decision.Release || decision instanceof Decision.Terminate;
        if (decision == null) {
            steps.add(new Next(
                    Why.NO_HOOK,
                    "its group has not got the guard's hook, so nothing holds it: give it the hook",
                    "drainguard doctor"));
        } else if (!leaves) {
            if (!row.notes().acknowledged(now)) {
                looks(row, now, steps);
                time(row, group, steps);
            }
            if (decision.protection() == Protection.PROTECT && !going.isEmpty() && isSettled(row)) {
                steps.add(Next.of(
                        Why.UNPROTECTED,
                        "EC2 would delete " + String.join(", ", going) + " with it: see why the guard could not protect"
                                + " them"));
            }
        }
        if (row.operator() != Operator.SILENT || row.notes().quietUntil() != null) {
            steps.add(override(row));
        }
        steps.sort(Comparator.comparing(Next::why));
        return steps;
    }

    private static boolean isSettled(NodeRow row) {
        Duration age = row.held().age();
        return row.retained() || age == null || age.compareTo(SETTLING) >= 0;
    }

    private static void looks(NodeRow row, Instant now, List<Next> steps) {
        Instant since = row.notes().troubleSince();
        String lasting = since == null ? "" : " for " + Units.span(Duration.between(since, now));
        if (row.unknown()) {
            String cause = cause(row.last(), row.judged(), now);
            if (isSettled(row) || since != null || row.last() != null) {
                steps.add(Next.of(Why.UNKNOWN, "nobody knows what it holds" + lasting + ": " + cause));
            }
        } else if (row.stalled()) {
            steps.add(
                    row.drain() instanceof Drain.Rising(double rate)
                            ? Next.of(
                                    Why.FILLING,
                                    "its queue grows by " + Units.bytes(rate * 60) + "/min: see that its destination"
                                            + " takes data")
                            : Next.of(
                                    Why.STALLED,
                                    "its data does not become less" + lasting + ": see that its destination takes"
                                            + " data"));
        }
    }

    private static String cause(@Nullable Seen last, Look judged, Instant now) {
        if (last == null) {
            return "no look at it has ended yet";
        }
        String reason = judged instanceof Look.Unknown(String why) ? why : "";
        String age = Drain.stale(last, now) ? ", " + Units.span(Duration.between(last.at(), now)) + " ago" : "";
        return (reason.length() > LONGEST_CAUSE ? reason.substring(0, LONGEST_CAUSE) + "..." : reason) + age;
    }

    private static void time(NodeRow row, Group.Traits group, List<Next> steps) {
        boolean retains = group.retains();
        if (row.retained()) {
            steps.add(Next.of(
                    Why.RETAINED,
                    "its group keeps it, and it costs money: fix what keeps it from draining and the guard ends it, or"
                            + " 'drainguard release " + row.id().instance() + "'"));
            return;
        }
        Duration left = row.held().toCeiling();
        Duration ceiling = row.held().ceiling();
        if (left == null || ceiling == null) {
            return;
        }
        if (row.atCeiling()) {
            steps.add(Next.of(
                    Why.AT_CEILING,
                    retains
                            ? "its ceiling is reached: its group retains it"
                            : "its ceiling is reached: AWS ends it within minutes, with what is not on kept volumes"));
        } else if (group.yields().after() == null
                && left.compareTo(NEAR) < 0
                && left.compareTo(ceiling.dividedBy(NEAR_PART)) < 0) {
            steps.add(Next.of(
                    Why.NEAR_CEILING,
                    "in " + Units.span(left)
                            + (retains
                                    ? " the guard gives it up, and its group retains it"
                                    : " AWS ends it, with what is not on kept volumes")));
        }
    }

    private static Next override(NodeRow row) {
        NodeNotes notes = row.notes();
        String author = notes.author();
        String text = (row.operator() == Operator.SILENT
                        ? "kept"
                        : "'" + row.operator().word() + "'")
                + (author == null ? " by somebody" : " by " + author)
                + (notes.byAt() == null ? "" : " at " + Format.time(notes.byAt()))
                + (notes.because() == null ? ", no reason given" : ", because: " + notes.because())
                + (notes.quietUntil() == null ? "" : "; no alarm until " + Format.time(notes.quietUntil()));
        return new Next(Why.OVERRIDE, text, "drainguard clear " + row.id().instance());
    }
}
