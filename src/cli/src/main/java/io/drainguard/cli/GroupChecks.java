package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;
import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.SystemSetup;
import io.drainguard.aws.setup.SystemSetup.Kind;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks a tagged group itself: its tag, its policy and where its hook stands. Pure.
final class GroupChecks {
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
        return Stream.of(group(state.setup()), HookChecks.of(state.setup(), setup.settings()), stack(state))
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
                                "its nodes and its document",
                                fault,
                                "ec2:DescribeInstances, ec2:DescribeInstanceTypes, ssm:DescribeInstanceInformation,"
                                        + " ssm:DescribeDocument, ssm:SendCommand and ssm:ListCommandInvocations"));
    }

    private static void system(GroupSetup group, List<Finding> found) {
        SystemSetup system = group.system();
        if (system != null && system.kind() == null) {
            found.add(about(group)
                    .risk(
                            "its tag '" + SystemSetup.TAG + "' is '" + system.word()
                                    + "', which names no system that doctor knows, so it is judged like any other group",
                            "set the tag to one of "
                                    + Stream.of(Kind.values()).map(Kind::word).toList() + ", or take it off"));
        }
    }

    private static List<Finding> yields(GroupSetup group) {
        String fault = group.yields().fault();
        if (fault != null) {
            return List.of(about(group)
                    .fault(fault, "set the tag to that time, or take it off where the data goes with the node"));
        }
        Duration after = group.yields().after();
        return after == null || !group.retains() || !group.outlives()
                ? List.of()
                : List.of(about(group)
                        .risk(
                                "it yields and retains: a node is let go after " + after.toSeconds()
                                        + " s, so nothing is ever retained but what an operator holds",
                                "take the tag '" + Tags.YIELDS_AFTER + "' off if the data goes with the node, or the"
                                        + " policy TerminateHookAbandon=retain if it does not"));
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
                        "whether its hook stands inline in the template", fault, "cloudformation:ListStackResources"));
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
                    "set the tag to the name of the group's drain document, the stack's output DrainDocumentName, and the"
                            + " same on its running instances: propagation reaches new ones only"));
        }
        if (!group.propagates()) {
            found.add(subject.risk(
                    "its tag '" + Tags.GUARDED + "' is not propagated at launch, so new nodes cannot be looked at",
                    "let the tag propagate at launch"));
        }
        system(group, found);
        found.addAll(yields(group));
        if (!group.retains() && !group.outlives()) {
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
}
