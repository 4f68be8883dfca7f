package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.DlcSetup;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Yield;
import java.util.ArrayList;
import java.util.List;

/// Checks the group of a DLC: whether a node that fails comes back, in another zone, with its state, and never beside
/// another one. Pure.
final class DlcChecks {
    private static final String POLICY = "0/100";
    private static final String REBALANCE = "AZRebalance";

    private DlcChecks() {}

    /// Returns the findings about the group, none where it is not a DLC's.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        DlcSetup dlc = group.dlc();
        if (dlc == null) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        one(group, dlc, found);
        launch(group, found);
        if (group.yields().equals(Yield.NONE)) {
            found.add(about(group)
                    .fault(
                            "it does not carry the tag '" + Tags.YIELDS_AFTER
                                    + "': a node that cannot be looked at is held until AWS ends its wait, hours for"
                                    + " nothing, since its state outlives it",
                            "tag the group " + Tags.YIELDS_AFTER + "=240"));
        }
        risks(group, dlc, found);
        return found;
    }

    /// A second node waits for the lease that the first holds, until its launching hook abandons it.
    private static void one(GroupSetup group, DlcSetup dlc, List<Finding> found) {
        Subject subject = about(group);
        if (dlc.most() != 1) {
            found.add(subject.fault(
                    "its MaxSize is " + dlc.most()
                            + ", and a DLC is one: a second node never gets the lease, is abandoned at its launch, and is"
                            + " launched again",
                    "set its MaxSize to 1"));
        }
        if (!dlc.policy().equals(POLICY)) {
            found.add(subject.fault(
                    (dlc.policy().isEmpty()
                                    ? "it has no instance maintenance policy"
                                    : "its instance maintenance policy is " + dlc.policy())
                            + ": Auto Scaling may want the new node in service before it ends the old one, which holds the"
                            + " lease, so that neither serves",
                    "set its instance maintenance policy to MinHealthyPercentage=0, MaxHealthyPercentage=100"));
        }
        if (!group.suspended().contains(REBALANCE)) {
            found.add(subject.fault(
                    "its process " + REBALANCE
                            + " is not suspended: Auto Scaling may launch a second node in another zone, above MaxSize, and"
                            + " it never gets the lease",
                    "aws autoscaling suspend-processes --auto-scaling-group-name '" + group.name()
                            + "' --scaling-processes " + REBALANCE));
        }
    }

    private static void launch(GroupSetup group, List<Finding> found) {
        Subject subject = about(group);
        List<Hooked> hooks = group.hooks().stream().filter(Hooked::launching).toList();
        if (hooks.isEmpty()) {
            found.add(subject.fault(
                    "it has no launching hook: a node whose mount or lease fails is taken for a good one",
                    "add a hook for autoscaling:EC2_INSTANCE_LAUNCHING with HeartbeatTimeout=900 and"
                            + " DefaultResult=ABANDON to the group's own LifecycleHookSpecificationList, and give its nodes"
                            + " the name as LAUNCH_HOOK"));
        }
        hooks.stream()
                .filter(hook -> !hook.defaultResult().equals("ABANDON"))
                .forEach(hook -> found.add(subject.fault(
                        "the DefaultResult of its launching hook '" + hook.name() + "' is " + hook.defaultResult()
                                + ": a node whose mount or lease fails is put into service when the hook's time is over",
                        "set DefaultResult=ABANDON on hook '" + hook.name() + "'")));
    }

    private static void risks(GroupSetup group, DlcSetup dlc, List<Finding> found) {
        Subject subject = about(group);
        if (!dlc.healthCheck().contains("ELB")) {
            found.add(subject.risk(
                    "its health check is " + dlc.healthCheck()
                            + ": a node on which the DLC no longer listens stays in service",
                    "let the group's health check type be ELB"));
        }
        if (dlc.zones().size() < 2) {
            found.add(subject.risk(
                    "it has subnets in one zone only: " + dlc.zones() + ": when that is lost, nothing comes back",
                    "give the group subnets in two or three zones, and the file system a mount target in each"));
        }
        if (dlc.destination().equals("UDP")) {
            found.add(subject.risk(
                    "the DLC sends on by UDP, and with UDP nothing is buffered: what cannot be delivered is lost",
                    "configure the DLC for TLS (destination.type in config.json), and correct the tag"
                            + " drainguard:destination"));
        }
    }
}
