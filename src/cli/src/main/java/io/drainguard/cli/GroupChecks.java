package io.drainguard.cli;

import static io.drainguard.cli.Finding.fault;
import static io.drainguard.cli.Finding.risk;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be wrong with one tagged group, told from what was read. Pure.
final class GroupChecks {
    /// A shorter period can end before the first sweep when AWS loses the event: the schedule starts one each minute
    /// and within a minute of its time, and a look takes up to a minute.
    static final Duration SHORT_PERIOD = Duration.ofSeconds(180);

    private GroupChecks() {}

    /// The tag, the retain policy and what somebody suspended.
    static List<Finding> group(GroupSetup group) {
        List<Finding> found = new ArrayList<>();
        if (!group.namesADocument()) {
            found.add(fault(
                    group.name(),
                    null,
                    "its tag '" + Tags.GUARDED + "' is '" + group.document()
                            + "', and the guard may run documents named '" + Group.DOCUMENT_PREFIX + "...' only",
                    "set the tag to the name of the group's drain document, the stack's output DrainDocumentName"));
        }
        if (!group.propagates()) {
            found.add(risk(
                    group.name(),
                    null,
                    "its tag '" + Tags.GUARDED + "' is not propagated at launch, so new nodes cannot be looked at",
                    "let the tag propagate at launch"));
        }
        if (!group.retains()) {
            found.add(fault(
                    group.name(),
                    null,
                    "it does not retain: a node that has not drained when its wait ends is terminated with its data",
                    "set the group's instance lifecycle policy TerminateHookAbandon=retain"));
        }
        if (group.suspended().contains("Terminate")) {
            found.add(risk(
                    group.name(),
                    null,
                    "its process Terminate is suspended: it does not scale in, and replaces no unhealthy node",
                    "resume the process Terminate"));
        }
        return found;
    }

    /// The termination hook, and whether its period, its limit and the guard's settings fit together.
    static List<Finding> hook(GroupSetup group, Settings settings) {
        Hooked hook = group.hook(settings.hookName());
        if (hook == null) {
            List<String> others = group.terminationHooks();
            return List.of(fault(
                    group.name(),
                    null,
                    "it has no termination hook '" + settings.hookName() + "', so nothing holds its nodes"
                            + (others.isEmpty() ? "" : "; its termination hooks are " + others),
                    "add the hook to the group's own LifecycleHookSpecificationList"
                            + (others.isEmpty() ? "" : ", or set " + Settings.HOOK_NAME + " to one it has")));
        }
        if (!hook.terminating()) {
            return List.of(fault(
                    group.name(),
                    null,
                    "its hook '" + hook.name() + "' is for " + hook.transition() + ", so it holds no node that goes",
                    "give the hook the transition " + AutoScalingGroups.TERMINATING));
        }
        List<Finding> found = new ArrayList<>();
        if (!hook.defaultResult().equals("ABANDON")) {
            found.add(fault(
                    group.name(),
                    null,
                    "its hook's DefaultResult is " + hook.defaultResult()
                            + ": should the guard fall silent, nodes end with their data",
                    "set DefaultResult=ABANDON on hook '" + hook.name() + "'"));
        }
        if (hook.heartbeat().compareTo(SHORT_PERIOD) < 0) {
            found.add(period(group, hook));
        }
        if (settings.maxHold().compareTo(hook.globalTimeout()) > 0) {
            found.add(risk(
                    group.name(),
                    null,
                    Settings.MAX_HOLD + " is " + settings.maxHold().toSeconds()
                            + ", but AWS ends a wait at this hook after "
                            + hook.globalTimeout().toSeconds() + " s, 100 times its HeartbeatTimeout of "
                            + hook.heartbeat().toSeconds() + " s and at most 48 h",
                    "raise HeartbeatTimeout to " + needed(settings.maxHold()) + " or lower " + Settings.MAX_HOLD));
        }
        return found;
    }

    private static Finding period(GroupSetup group, Hooked hook) {
        String what = "its hook's HeartbeatTimeout is " + hook.heartbeat().toSeconds() + " s, below "
                + SHORT_PERIOD.toSeconds() + " s: it can end before the first sweep when AWS loses the event";
        String next =
                "set HeartbeatTimeout to " + SHORT_PERIOD.toSeconds() + " s or more on hook '" + hook.name() + "'";
        return group.retains()
                ? risk(group.name(), null, what + ", and the node is retained", next)
                : fault(group.name(), null, what + ", and the node is terminated with its data", next);
    }

    /// The least period whose hundredfold reaches this hold.
    private static long needed(Duration hold) {
        return (hold.toSeconds() + 99) / 100;
    }

    /// The drain document as Systems Manager describes it, `null` where there is none.
    static List<Finding> document(GroupSetup group, @Nullable Document document) {
        if (document == null) {
            return List.of(fault(
                    group.name(),
                    null,
                    "its drain document '" + group.document() + "' does not exist, so no node of it can be looked at",
                    "create the document, or mend the group's tag '" + Tags.GUARDED + "'"));
        }
        if (!document.type().equals("Command")) {
            return List.of(fault(
                    group.name(),
                    null,
                    "its drain document '" + group.document() + "' is of type " + document.type() + ", not Command",
                    "make it anew as a Command document"));
        }
        if (!document.status().equals("Active")) {
            return List.of(fault(
                    group.name(),
                    null,
                    "its drain document '" + group.document() + "' is " + document.status() + ", not Active",
                    "see why at Systems Manager, Documents"));
        }
        return List.of();
    }

    /// The nodes in service: their agents, their tags, and their disks.
    ///
    /// @param agents what Systems Manager knows
    /// @param machines what EC2 says
    static List<Finding> nodes(GroupSetup group, Map<String, Agent> agents, Map<String, InstanceDetails> machines) {
        List<Finding> found = new ArrayList<>();
        for (String node : group.inService()) {
            agent(group, node, agents.get(node), found);
            machine(group, node, machines.get(node), found);
        }
        return found;
    }

    private static void agent(GroupSetup group, String node, @Nullable Agent agent, List<Finding> found) {
        if (agent == null) {
            found.add(fault(
                    group.name(),
                    node,
                    "Systems Manager does not know the node",
                    "give it a role with AmazonSSMManagedInstanceCore, a way out, and a running agent"));
        } else if (!agent.online()) {
            found.add(fault(
                    group.name(),
                    node,
                    "its Systems Manager agent is " + agent.pingStatus(),
                    "see on the node why amazon-ssm-agent does not answer"));
        } else if (!agent.recentEnough()) {
            found.add(fault(
                    group.name(),
                    node,
                    "its Systems Manager agent is " + agent.version() + ", and the drain document needs " + Agent.LEAST,
                    "update the agent: yum update amazon-ssm-agent"));
        }
    }

    private static void machine(GroupSetup group, String node, @Nullable InstanceDetails machine, List<Finding> found) {
        if (machine == null) {
            found.add(fault(
                    group.name(), node, "EC2 does not know the node", "see whether the group still has the instance"));
            return;
        }
        if (!machine.guarded()) {
            found.add(fault(
                    group.name(),
                    node,
                    "it does not carry the tag '" + Tags.GUARDED
                            + "', so the guard may neither look at it nor protect it",
                    "tag the instance " + Tags.GUARDED + "=" + group.document()
                            + "; propagation reaches new ones only"));
        }
        if (machine.operator() == Operator.RELEASE || machine.operator() == Operator.HOLD) {
            boolean release = machine.operator() == Operator.RELEASE;
            found.add(risk(
                    group.name(),
                    node,
                    "it is in service and carries the tag '" + Tags.OVERRIDE + "', so its next wait would "
                            + (release
                                    ? "let it go unseen, with its data"
                                    : "last to AWS's limit, even once it is empty"),
                    "drainguard clear " + node));
        }
        if (machine.disks() == Disks.INSTANCE_STORE) {
            found.add(risk(
                    group.name(),
                    node,
                    "it has instance-store disks, which nothing can protect when AWS ends the node",
                    "keep the queues on an EBS volume"));
        }
    }

    /// What the guard is set to, whatever the groups.
    static List<Finding> settings(Settings settings, Duration interval) {
        List<Finding> found = new ArrayList<>();
        if (!settings.protectVolumes()) {
            found.add(risk(
                    null,
                    null,
                    Settings.PROTECT_VOLUMES
                            + " is false: the data of a node that AWS ends all the same is lost with it",
                    "set " + Settings.PROTECT_VOLUMES + " to true"));
        }
        if (settings.lookTimeout().compareTo(interval) >= 0) {
            found.add(risk(
                    null,
                    null,
                    Settings.LOOK_TIMEOUT + " is " + settings.lookTimeout().toSeconds() + ", and a sweep starts each "
                            + interval.toSeconds() + " s: one silent node makes every sweep run into the next",
                    "set " + Settings.LOOK_TIMEOUT + " below " + interval.toSeconds()));
        }
        return found;
    }
}
