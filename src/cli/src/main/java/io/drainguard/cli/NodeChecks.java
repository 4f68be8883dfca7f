package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Machine;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks the nodes in service: their agents, tags and disks, and Spot nodes without a warning. Pure.
final class NodeChecks {
    /// So many tags an instance may carry, without those of AWS (EC2 User Guide, using-tags).
    private static final int MOST_TAGS = 50;

    private NodeChecks() {}

    /// Returns the findings about the nodes in service of a group.
    static List<Finding> of(Setup setup, GroupState state) {
        List<Finding> found = new ArrayList<>(nodes(state.setup(), state.nodes()));
        if (state.spotUnheard().or(false)) {
            found.add(about(state.setup())
                    .risk(
                            "it has Spot nodes, and nothing hears the warning before EC2 takes a Spot node:"
                                    + " no function is among the guards that sweep ("
                                    + String.join(", ", setup.guards().deaf()) + ")",
                            "deploy the guard with RunOn=Lambda or RunOn=Both"));
        }
        return found;
    }

    /// Returns the first node in service for which no check reports a fault, `null` for none.
    static @Nullable String fit(GroupSetup group, Part<Nodes> nodes) {
        Set<String> ill = nodes(group, nodes).stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .map(finding -> String.valueOf(finding.subject().node()))
                .collect(Collectors.toSet());
        return group.inService().stream()
                .filter(node -> !ill.contains(node))
                .findFirst()
                .orElse(null);
    }

    private static List<Finding> nodes(GroupSetup group, Part<Nodes> read) {
        if (!(read instanceof Known(Nodes nodes))) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        for (String node : group.inService()) {
            agent(about(group, node), nodes.agents().get(node), found);
            details(group, node, nodes.details().get(node), found);
            tags(about(group, node), nodes.machines().get(node), found);
        }
        return found;
    }

    /// Returns the faults of the agents of these nodes.
    static List<Finding> agents(GroupSetup group, List<String> nodes, Map<String, Agent> agents) {
        List<Finding> found = new ArrayList<>();
        nodes.forEach(node -> agent(about(group, node), agents.get(node), found));
        return found;
    }

    private static void agent(Subject subject, @Nullable Agent agent, List<Finding> found) {
        if (agent == null) {
            found.add(subject.fault(
                    "Systems Manager does not know the node",
                    "give it a role with AmazonSSMManagedInstanceCore, a way out, and a running agent"));
        } else if (!agent.online()) {
            found.add(subject.fault(
                    "its Systems Manager agent is " + agent.pingStatus(),
                    "see on the node why amazon-ssm-agent does not answer"));
        } else if (!agent.recentEnough()) {
            found.add(subject.fault(
                    "its Systems Manager agent is " + agent.version() + ", and the drain document needs " + Agent.LEAST,
                    "update the agent: yum update amazon-ssm-agent"));
        }
    }

    private static void tags(Subject subject, @Nullable Machine machine, List<Finding> found) {
        int room = MOST_TAGS - Tags.MARKS.size() - 1;
        if (machine != null && machine.tags() > room) {
            found.add(subject.risk(
                    "it has " + machine.tags() + " tags of its own, and EC2 allows " + MOST_TAGS
                            + ": the marks of the guard will not all fit, so another guard may not know which volumes"
                            + " were protected, nor when, and sets none back",
                    "leave room for " + (MOST_TAGS - room) + " tags"));
        }
    }

    private static void details(GroupSetup group, String node, @Nullable InstanceDetails details, List<Finding> found) {
        Subject subject = about(group, node);
        if (details == null) {
            found.add(subject.fault("EC2 does not know the node", "see whether the group still has the instance"));
            return;
        }
        document(group, subject, details, found);
        Operator operator = details.operator().and(group.override(node));
        if (operator != Operator.SILENT && operator != Operator.UNREAD) {
            found.add(subject.risk(
                    "it is in service and "
                            + (details.operator() == Operator.SILENT
                                    ? "its group carries the tag '" + Tags.OVERRIDE_OF + node + "'"
                                    : "carries the tag '" + Tags.OVERRIDE + "'")
                            + (operator == Operator.UNCLEAR
                                    ? " with neither 'hold' nor 'release', which counts as hold"
                                    : "")
                            + ", so its next wait would "
                            + (operator == Operator.RELEASE
                                    ? "let it go unseen, with its data"
                                    : "last to AWS's limit, even once it is empty"),
                    "drainguard clear " + node));
        }
        if (details.disks() == Disks.INSTANCE_STORE) {
            found.add(subject.risk(
                    "it has instance-store disks, which nothing can protect when AWS ends the node, as it does when"
                            + " its hook is renamed or deleted while it waits",
                    "keep the queues on an EBS volume"));
        }
    }

    /// The guard's role compares the value, and propagation does not change it on instances that run. A value like its
    /// group's is told with the group.
    private static void document(GroupSetup group, Subject subject, InstanceDetails details, List<Finding> found) {
        String value = details.membership().document();
        if (group.document().equals(value)) {
            return;
        }
        String next = "tag the instance " + Tags.GUARDED + "=" + group.document()
                + "; propagation reaches new instances only";
        if (value == null) {
            found.add(subject.fault(
                    "it does not carry the tag '" + Tags.GUARDED
                            + "', so the guard may neither look at it nor protect it",
                    next));
        } else if (!details.guarded()) {
            found.add(subject.fault(
                    "its tag '" + Tags.GUARDED + "' is '" + value
                            + "', which is no drain document, so the guard may neither look at it nor protect it",
                    next));
        } else if (group.namesADocument()) {
            found.add(subject.risk(
                    "its tag '" + Tags.GUARDED + "' is '" + value + "', and its group's is '" + group.document()
                            + "': the guard runs the group's document on it, though it may have been launched for"
                            + " another",
                    next));
        }
    }
}
