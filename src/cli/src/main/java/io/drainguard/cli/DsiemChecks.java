package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.SystemSetup;
import io.drainguard.aws.setup.SystemSetup.Kind;
import io.drainguard.aws.setup.SystemSetup.Size;
import io.drainguard.cli.Setup.GroupState;
import java.time.Duration;
import java.util.List;

/// Checks the groups of a dsiem cluster other than its backends: whether events get through while a node is replaced.
/// Pure.
final class DsiemChecks {
    /// With three NATS servers two are left while one is replaced. A cluster of two of which one was retired lost
    /// nothing; a single one that was away for three seconds lost 618 of 1,509 events, in
    /// further runs 1 to 58 % (measured with nats-server 2.9.10 and dsiem's own binary, 2026-11-28 to 30).
    private static final int SERVERS = 3;

    private static final String LOST =
            "a single server that was away lost 41 % in one run of three seconds (1 to 58 % in"
                    + " others), while every answer to the senders was 200";

    /// How long `templates/dsiem.yaml` lets the guard hold a NATS server, and a frontend.
    private static final Duration SERVER_YIELDS_AFTER = Duration.ofSeconds(180);

    private static final Duration FRONTEND_YIELDS_AFTER = Duration.ofSeconds(600);

    private static final String ZONES = "give the group subnets in two or three zones";

    private DsiemChecks() {}

    /// Returns the findings about the group, none where it is no part of a dsiem cluster.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        SystemSetup system = group.system();
        Kind kind = group.kind();
        if (system == null || kind == null) {
            return List.of();
        }
        SystemFindings findings = new SystemFindings(group, system);
        switch (kind) {
            case DLC -> {}
            case NATS -> nats(findings);
            case FRONTEND -> frontend(findings);
            case BACKEND -> {
                BackendChecks.of(findings, setup);
                findings.zones(ZONES);
            }
        }
        return findings.found();
    }

    private static void nats(SystemFindings findings) {
        Size size = findings.system().size();
        String next = "set its MinSize, DesiredCapacity and MaxSize to " + SERVERS;
        if (size.desired() < SERVERS || size.most() < SERVERS) {
            findings.fault(
                    "it has room for fewer than " + SERVERS + " NATS servers: its DesiredCapacity is " + size.desired()
                            + " and its MaxSize " + size.most() + ", and " + LOST,
                    next);
        } else if (size.least() < SERVERS) {
            findings.risk(
                    "its MinSize is " + size.least() + ", so a scale-in may leave fewer than " + SERVERS
                            + " NATS servers, and " + LOST,
                    next);
        }
        refresh(findings, Math.max(size.desired(), SERVERS));
        findings.yields(SERVER_YIELDS_AFTER, "NATS keeps nothing");
        findings.healthCheck("NATS");
        findings.zones(ZONES);
    }

    /// AWS rounds the share that stays up to whole nodes, 66 % of 3 to 2 (EC2 Auto Scaling User Guide,
    /// asg-instance-refresh).
    private static void refresh(SystemFindings findings, int servers) {
        String policy = findings.system().policy();
        if (policy.isEmpty()) {
            return;
        }
        int least = Integer.parseInt(policy.substring(0, policy.indexOf('/')));
        int left = (servers * least + 99) / 100;
        if (left < 2) {
            findings.fault(
                    "its instance maintenance policy is " + policy + ": Auto Scaling may replace all but " + left
                            + " of its servers at once, and " + LOST,
                    "set its instance maintenance policy to MinHealthyPercentage=66, MaxHealthyPercentage=100");
        }
    }

    private static void frontend(SystemFindings findings) {
        int least = findings.system().size().least();
        if (least < 2) {
            findings.risk(
                    "its MinSize is " + least
                            + ": while its only frontend is replaced nobody takes events, and the senders must keep them",
                    "set its MinSize to 2 or more");
        }
        findings.yields(FRONTEND_YIELDS_AFTER, "what a frontend has answered is with NATS");
        findings.healthCheck("dsiem");
        findings.zones(ZONES);
    }
}
