package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;
import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks a tagged group itself: its tag, its policy and its termination hook. Pure.
final class GroupChecks {
    /// If AWS loses the event, a shorter period can end before the first sweep: the schedule starts a sweep each
    /// minute, up to a minute late, and a look takes up to a minute.
    static final Duration SHORT_PERIOD = Duration.ofSeconds(180);

    private GroupChecks() {}

    /// Returns a finding if the account has no tagged group.
    static List<Finding> any(Setup setup) {
        return setup.groups().isEmpty()
                ? List.of(ALL.fault(
                        "no Auto Scaling group of this account and Region carries the tag '" + Tags.GUARDED + "'",
                        "tag each group with " + Tags.GUARDED
                                + " = the name of its drain document, or choose another --region"))
                : List.of();
    }

    /// Returns the findings about the group itself.
    static List<Finding> of(Setup setup, GroupState state) {
        return Stream.of(group(state.setup()), hook(state.setup(), setup.settings()), stack(state))
                .flatMap(List::stream)
                .toList();
    }

    /// Returns a finding if the group's nodes or document could not be read: the other checks are then incomplete.
    static List<Finding> unread(Setup setup, GroupState state) {
        Fault fault = state.fault();
        return fault == null
                ? List.of()
                : List.of(about(state.setup())
                        .skipped(
                                "its nodes and its document: " + fault.getMessage(),
                                "fix this, then run doctor again"));
    }

    /// If the stack deletes the hook before the group, deleting the stack terminates every node without a look.
    private static List<Finding> stack(GroupState state) {
        GroupSetup group = state.setup();
        Subject subject = about(group);
        return switch (state.ownHook()) {
            case Part.Known(Boolean own) ->
                own
                        ? List.of(subject.risk(
                                "its hook is a resource of its own in stack " + group.stack()
                                        + ": deleting the stack deletes the hook first, and the nodes then end unchecked",
                                "put the hook into the group's LifecycleHookSpecificationList"))
                        : List.of();
            case Part.Unreadable(Fault fault) ->
                List.of(subject.skipped(
                        "whether its hook stands inline in the template: " + fault.getMessage(),
                        "allow cloudformation:ListStackResources to the operator who runs doctor"));
        };
    }

    /// Returns the findings about the tag, the retain policy and the suspended processes.
    private static List<Finding> group(GroupSetup group) {
        Subject subject = about(group);
        List<Finding> found = new ArrayList<>();
        if (!group.namesADocument()) {
            found.add(subject.fault(
                    "its tag '" + Tags.GUARDED + "' is '" + group.document()
                            + "', and the guard may run documents named '" + Group.DOCUMENT_PREFIX
                            + "...' only",
                    "set the tag to the name of the group's drain document, the stack's output DrainDocumentName"));
        }
        if (!group.propagates()) {
            found.add(subject.risk(
                    "its tag '" + Tags.GUARDED + "' is not propagated at launch, so new nodes cannot be looked at",
                    "let the tag propagate at launch"));
        }
        if (!group.retains()) {
            found.add(subject.fault(
                    "it does not retain: a node that has not drained when its wait ends is terminated with its data",
                    "set the group's instance lifecycle policy TerminateHookAbandon=retain"));
        }
        if (group.suspended().contains("Terminate")) {
            found.add(subject.risk(
                    "its process Terminate is suspended: it does not scale in, and replaces no unhealthy node",
                    "resume the process Terminate"));
        }
        return found;
    }

    /// Returns the findings about the termination hook: its period, its limit, and the guard's settings beside them.
    private static List<Finding> hook(GroupSetup group, Settings settings) {
        Subject subject = about(group);
        Hooked hook = group.hook(settings.hookName());
        if (hook == null) {
            List<String> others = group.terminationHooks();
            return List.of(subject.fault(
                    "it has no termination hook '" + settings.hookName() + "', so nothing holds its nodes"
                            + (others.isEmpty() ? "" : "; its termination hooks are " + others),
                    "add the hook to the group's own LifecycleHookSpecificationList"
                            + (others.isEmpty()
                                    ? ""
                                    : ", or set " + Settings.HOOK_NAME + " to the name of a hook that it has")));
        }
        if (!hook.terminating()) {
            return List.of(subject.fault(
                    "its hook '" + hook.name() + "' is for " + hook.transition() + ", so it holds no node that goes",
                    "give the hook the transition " + AutoScalingGroups.TERMINATING));
        }
        List<Finding> found = new ArrayList<>();
        if (!hook.defaultResult().equals("ABANDON")) {
            found.add(subject.fault(
                    "its hook's DefaultResult is " + hook.defaultResult()
                            + ": should the guard fall silent, nodes end with their data",
                    "set DefaultResult=ABANDON on hook '" + hook.name() + "'"));
        }
        if (hook.heartbeat().compareTo(SHORT_PERIOD) < 0) {
            found.add(period(group, hook));
        }
        if (settings.maxHold().compareTo(hook.globalTimeout()) > 0) {
            found.add(subject.risk(
                    Settings.MAX_HOLD + " is " + settings.maxHold().toSeconds()
                            + ", but AWS ends a wait at this hook after "
                            + hook.globalTimeout().toSeconds() + " s, 100 times its HeartbeatTimeout of "
                            + hook.heartbeat().toSeconds() + " s and at most 48 h",
                    "raise HeartbeatTimeout to " + needed(settings.maxHold()) + " or lower " + Settings.MAX_HOLD));
        }
        return found;
    }

    private static Finding period(GroupSetup group, Hooked hook) {
        Subject subject = about(group);
        String what = "its hook's HeartbeatTimeout is " + hook.heartbeat().toSeconds() + " s, below "
                + SHORT_PERIOD.toSeconds() + " s: it can end before the first sweep when AWS loses the event";
        String next =
                "set HeartbeatTimeout to " + SHORT_PERIOD.toSeconds() + " s or more on hook '" + hook.name() + "'";
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
