package io.drainguard.proofs.demo;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The groups of a dsiem cluster as its templates deploy them: the common part once, and a stack for each backend.
final class DsiemTemplates {
    private static final Path CLUSTER = Path.of("templates", "dsiem.yaml");
    private static final Path BACKEND = Path.of("templates", "dsiem-backend.yaml");
    private static final List<String> NODES = List.of("backend-01", "backend-02");

    /// Seconds; longer than the longest rule of the directives ([DsiemAccount#RULE_SECONDS]), and shorter than the
    /// template's default, so that the story does not wait.
    private static final String OVERLAP = "60";

    private static final String SUM = "0".repeat(64);

    private final Path guard;
    private final Story story;

    /// @param guard the guard's own template, beside whose folder `templates` lies
    DsiemTemplates(Path guard, Story story) {
        this.guard = guard;
        this.story = story;
    }

    /// Frontends first.
    ///
    /// @throws IllegalStateException with what CloudFormation would object to
    List<DeployedGroup> groups() throws IOException {
        Template cluster = Deployment.deployable(Deployment.with(
                loaded(CLUSTER, "siem").with("VpcId", Deployment.VPC),
                Map.of(
                        "ClientCidr",
                        "10.0.0.0/8",
                        "NatsUrl",
                        "https://example.com/nats-server",
                        "NatsSha256",
                        SUM,
                        "FrontendMax",
                        String.valueOf(DsiemPlot.FRONTENDS))));
        List<DeployedGroup> groups = new ArrayList<>();
        for (DeployedGroup group : DeployedGroup.of(CLUSTER.toString(), cluster)) {
            if (group.system().equals("dsiem-frontend")) {
                groups.addFirst(group.sized(DsiemPlot.FRONTENDS));
            } else {
                groups.add(group);
            }
        }
        for (String node : NODES) {
            groups.addAll(DeployedGroup.of(BACKEND.toString(), backend(cluster, node)));
        }
        return groups;
    }

    private Template backend(Template cluster, String node) throws IOException {
        return Deployment.deployable(Deployment.with(
                loaded(BACKEND, "siem-" + node).importing(cluster.exports()),
                Map.of(
                        "ClusterStack",
                        "siem",
                        "NodeName",
                        node,
                        "BeatsHost",
                        "logstash.example.com:5044",
                        "FilebeatUrl",
                        "https://example.com/filebeat.tar.gz",
                        "FilebeatSha256",
                        SUM,
                        "Overlap",
                        story == Story.DSIEM_GAP ? "0" : OVERLAP)));
    }

    private Template loaded(Path file, String stack) throws IOException {
        Template template = Template.load(guard.resolveSibling(file)).in(stack, Site.EXAMPLE.region());
        return Deployment.inSubnets(template)
                .with("DsiemUrl", "https://example.com/dsiem.zip")
                .with("DsiemSha256", SUM);
    }
}
