package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Checks the termination hooks of a group. Pure.
final class HookChecks {
    /// If AWS loses the event, a shorter period can end before the first sweep: the schedule starts a sweep each
    /// minute, up to a minute late, and a look takes up to a minute.
    static final Duration SHORT_PERIOD = Duration.ofSeconds(180);

    private HookChecks() {}

    /// Returns the findings about the termination hook: its period, its limit, and the guard's settings beside them.
    static List<Finding> of(GroupSetup group, Settings settings) {
        Subject subject = about(group);
        Hooked hook = group.hook(settings.hookName());
        if (hook == null) {
            List<String> others = group.terminationHooks();
            return List.of(subject.fault(
                    "it has no termination hook '" + settings.hookName() + "', so nothing holds its nodes"
                            + (others.isEmpty() ? "" : "; its termination hooks are " + others) + waiting(group),
                    "add the hook to the group's own LifecycleHookSpecificationList"
                            + (others.isEmpty()
                                    ? ""
                                    : ", or set " + Settings.HOOK_NAME + " to the name of a hook that it has")));
        }
        if (!hook.terminating()) {
            return List.of(subject.fault(
                    "its hook '" + hook.name() + "' is for " + hook.transition() + ", so it holds no node that goes"
                            + waiting(group),
                    "give the hook the transition " + AutoScalingGroups.TERMINATING));
        }
        List<Finding> found = new ArrayList<>();
        others(group, hook, found);
        if (!group.outlives() && !hook.defaultResult().equals("ABANDON")) {
            found.add(subject.fault(
                    "its hook's DefaultResult is " + hook.defaultResult()
                            + ": should the guard fall silent, nodes end with their data",
                    "set DefaultResult=ABANDON on hook '" + hook.name() + "'"));
        }
        if (hook.heartbeat().compareTo(SHORT_PERIOD) < 0) {
            found.add(period(group, hook));
        }
        if (!group.outlives() && settings.maxHold().compareTo(hook.globalTimeout()) > 0) {
            found.add(subject.risk(
                    Settings.MAX_HOLD + " is " + settings.maxHold().toSeconds()
                            + ", but AWS ends a wait at this hook after "
                            + hook.globalTimeout().toSeconds() + " s, 100 times its HeartbeatTimeout of "
                            + hook.heartbeat().toSeconds() + " s and at most 48 h",
                    "raise HeartbeatTimeout to " + needed(settings.maxHold()) + " or lower " + Settings.MAX_HOLD));
        }
        return found;
    }

    /// AWS completes what waits at a hook that is deleted, with CONTINUE for nodes that terminate (EC2 Auto Scaling API
    /// Reference, DeleteLifecycleHook). A new name in the template deletes the old hook.
    private static String waiting(GroupSetup group) {
        return group.waiting().isEmpty()
                ? ""
                : "; these nodes wait all the same: " + group.waiting()
                        + ", at another hook or at one that is renamed or deleted just now: AWS then ends their waits with"
                        + " CONTINUE, and what was not protected is lost";
    }

    /// A node waits at each termination hook of its group, and goes when all are completed. The guard completes its own
    /// only.
    private static void others(GroupSetup group, Hooked ours, List<Finding> found) {
        List<String> others = group.terminationHooks().stream()
                .filter(name -> !name.equals(ours.name()))
                .toList();
        if (!others.isEmpty()) {
            found.add(about(group)
                    .risk(
                            "it has other termination hooks: " + others
                                    + ": the guard holds no node that waits only there, and leaves alone what they retain",
                            "see who completes them, or delete them; a node that waits while the guard's hook is added"
                                    + " waits without it"));
        }
    }

    private static Finding period(GroupSetup group, Hooked hook) {
        Subject subject = about(group);
        String what = "its hook's HeartbeatTimeout is " + hook.heartbeat().toSeconds() + " s, below "
                + SHORT_PERIOD.toSeconds() + " s: it can end before the first sweep when AWS loses the event";
        String next =
                "set HeartbeatTimeout to " + SHORT_PERIOD.toSeconds() + " s or more on hook '" + hook.name() + "'";
        if (group.outlives()) {
            return subject.risk(what + ", and the node goes without a look", next);
        }
        return group.retains()
                ? subject.risk(what + ", and the node is retained", next)
                : subject.fault(what + ", and the node is terminated with its data", next);
    }

    /// Returns the shortest HeartbeatTimeout in seconds that allows this hold: AWS ends a wait after 100 times the
    /// HeartbeatTimeout.
    private static long needed(Duration hold) {
        return (hold.toSeconds() + 99) / 100;
    }
}
