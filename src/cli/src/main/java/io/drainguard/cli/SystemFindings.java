package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.SystemSetup;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The findings about one group of a system, and the checks that several systems share.
///
/// @param found the findings so far
record SystemFindings(GroupSetup group, SystemSetup system, List<Finding> found) {
    SystemFindings(GroupSetup group, SystemSetup system) {
        this(group, system, new ArrayList<>());
    }

    /// Adds what is wrong until the operator fixes it.
    void fault(String what, String next) {
        found.add(subject().fault(what, next));
    }

    /// Adds what costs something once something else goes wrong.
    void risk(String what, String next) {
        found.add(subject().risk(what, next));
    }

    private Subject subject() {
        return Finding.about(group);
    }

    /// A fault where the group has another instance maintenance policy.
    ///
    /// @param least the percentage that stays healthy
    /// @param most the percentage that may run
    /// @param why what happens then
    void policy(int least, int most, String why) {
        String policy = system.policy();
        if (!policy.equals(least + "/" + most)) {
            fault(
                    (policy.isEmpty()
                                    ? "it has no instance maintenance policy"
                                    : "its instance maintenance policy is " + policy)
                            + ": " + why,
                    "set its instance maintenance policy to MinHealthyPercentage=" + least + ", MaxHealthyPercentage="
                            + most);
        }
    }

    /// A fault where no hook keeps a new node out of service, or one that puts it into service when time is up.
    ///
    /// @param bad which node then serves
    void launch(String bad) {
        List<Hooked> hooks = group.hooks().stream().filter(Hooked::launching).toList();
        if (hooks.isEmpty()) {
            fault(
                    "it has no launching hook: " + bad + " is taken for a good one",
                    "add a hook for autoscaling:EC2_INSTANCE_LAUNCHING with HeartbeatTimeout=900 and"
                            + " DefaultResult=ABANDON to the group's own LifecycleHookSpecificationList, and give its nodes"
                            + " the name as LAUNCH_HOOK");
        }
        hooks.stream()
                .filter(hook -> !hook.defaultResult().equals("ABANDON"))
                .forEach(hook -> fault(
                        "the DefaultResult of its launching hook '" + hook.name() + "' is " + hook.defaultResult()
                                + ": " + bad + " is put into service when the hook's time is over",
                        "set DefaultResult=ABANDON on hook '" + hook.name() + "'"));
    }

    /// A fault where the group does not yield.
    void yields(Duration usual, String why) {
        if (group.yields().equals(Yield.NONE)) {
            fault(
                    "it does not carry the tag '" + Tags.YIELDS_AFTER
                            + "': a node that cannot be looked at is held until AWS ends its wait, hours for nothing,"
                            + " since " + why,
                    "tag the group " + Tags.YIELDS_AFTER + "=" + usual.toSeconds());
        }
    }

    /// A risk where no load balancer tells the group which of its nodes serve.
    ///
    /// @param what what runs on the nodes
    void healthCheck(String what) {
        if (!system.healthCheck().contains("ELB")) {
            risk(
                    "its health check is " + system.healthCheck() + ": a node on which " + what
                            + " no longer listens stays in service",
                    "let the group's health check type be ELB");
        }
    }

    /// A risk where the group goes with one zone.
    void zones(String next) {
        if (system.zones().size() < 2) {
            risk(
                    "it has subnets in one zone only: " + system.zones() + ": when that is lost, nothing comes back",
                    next);
        }
    }
}
