package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.SystemSetup;
import io.drainguard.aws.setup.SystemSetup.Kind;
import io.drainguard.cli.Setup.GroupState;
import java.time.Duration;
import java.util.List;

/// Checks the group of a DLC: whether a node that fails comes back, in another zone, with its state, and never beside
/// another one. Pure.
final class DlcChecks {
    private static final String REBALANCE = "AZRebalance";

    /// Tag of a DLC's group with the DLC's `destination.type`; `templates/dlc.yaml` sets it.
    private static final String DESTINATION = "drainguard:destination";

    /// How long `templates/dlc.yaml` lets the guard hold a node.
    private static final Duration YIELDS_AFTER = Duration.ofSeconds(240);

    private DlcChecks() {}

    /// Returns the findings about the group, none where it is not a DLC's.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        SystemSetup system = group.system();
        if (system == null || system.kind() != Kind.DLC) {
            return List.of();
        }
        SystemFindings findings = new SystemFindings(group, system);
        one(findings);
        findings.launch("a node whose mount or lease fails");
        findings.yields(YIELDS_AFTER, "its state outlives it");
        findings.healthCheck("the DLC");
        findings.zones("give the group subnets in two or three zones, and the file system a mount target in each");
        if ("UDP".equals(system.tag(DESTINATION))) {
            findings.risk(
                    "the DLC sends on by UDP, and with UDP nothing is buffered: what cannot be delivered is lost",
                    "configure the DLC for TLS (destination.type in config.json), and correct the tag " + DESTINATION);
        }
        return findings.found();
    }

    /// A second node waits for the lease that the first holds, until its launching hook abandons it.
    private static void one(SystemFindings findings) {
        int most = findings.system().size().most();
        if (most != 1) {
            findings.fault(
                    "its MaxSize is " + most
                            + ", and a DLC is one: a second node never gets the lease, is abandoned at its launch, and is"
                            + " launched again",
                    "set its MaxSize to 1");
        }
        findings.policy(
                0,
                100,
                "Auto Scaling may want the new node in service before it ends the old one, which holds the lease, so that"
                        + " neither serves");
        if (!findings.group().suspended().contains(REBALANCE)) {
            findings.fault(
                    "its process " + REBALANCE
                            + " is not suspended: Auto Scaling may launch a second node in another zone, above MaxSize, and"
                            + " it never gets the lease",
                    "aws autoscaling suspend-processes --auto-scaling-group-name '"
                            + findings.group().name() + "' --scaling-processes " + REBALANCE);
        }
    }
}
