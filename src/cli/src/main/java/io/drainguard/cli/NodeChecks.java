package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks the nodes in service: their agents, tags and disks, and Spot nodes without a warning. Pure.
final class NodeChecks {
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
            details(about(group, node), group.document(), nodes.details().get(node), found);
        }
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

    private static void details(
            Subject subject, String document, @Nullable InstanceDetails details, List<Finding> found) {
        if (details == null) {
            found.add(subject.fault("EC2 does not know the node", "see whether the group still has the instance"));
            return;
        }
        if (!details.guarded()) {
            found.add(subject.fault(
                    "it does not carry the tag '" + Tags.GUARDED
                            + "', so the guard may neither look at it nor protect it",
                    "tag the instance " + Tags.GUARDED + "=" + document + "; propagation reaches new instances only"));
        }
        if (details.operator() == Operator.RELEASE || details.operator() == Operator.HOLD) {
            boolean release = details.operator() == Operator.RELEASE;
            found.add(subject.risk(
                    "it is in service and carries the tag '" + Tags.OVERRIDE + "', so its next wait would "
                            + (release
                                    ? "let it go unseen, with its data"
                                    : "last to AWS's limit, even once it is empty"),
                    "drainguard clear " + subject.node()));
        }
        if (details.disks() == Disks.INSTANCE_STORE) {
            found.add(subject.risk(
                    "it has instance-store disks, which nothing can protect when AWS ends the node",
                    "keep the queues on an EBS volume"));
        }
    }
}
