package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The functions that ask AWS, with the real AWS CLI before a simulated account.
class DsiemAwsCommandsTest {
    private static final String SETTINGS =
            "NODE=net-01\nGROUP=siem-net-01\nNATS_GROUP=siem-nats\nREGION=us-east-1\nLAUNCH_HOOK=launch\nOVERLAP=9\n"
                    + "address=10.0.0.5\nhome=$root/dsiem\n. \"$lib/role-backend.sh\"\n";

    @TempDir
    Path home;

    private ClusterNode node(String endpoint) throws IOException {
        Tools.assumeInstalled("aws");
        String real = Tools.run(List.of("sh", "-c", "command -v aws")).stdout().trim();
        ClusterNode node = new ClusterNode("dash", home);
        node.environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID", "a",
                "AWS_SECRET_ACCESS_KEY", "b",
                "AWS_PAGER", "",
                "AWS_CONFIG_FILE", "/dev/null",
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_ENDPOINT_URL", endpoint,
                "HOME", System.getenv().getOrDefault("HOME", "/")));
        node.environment.put("PATH", node.environment.get("PATH") + ":" + System.getenv("PATH"));
        return node.shim("aws", "exec " + real + " \"$@\"");
    }

    @Test
    void questions_areAnsweredByTheSimulatedAccount() throws IOException {
        World world = new World(1, Instant.parse("2026-11-29T12:00:00Z"));
        List<Instance> backends = world.createGroup(group("siem-net-01", 2, "net-01"));
        world.createGroup(group("old-net-01", 1, "net-01"));
        world.createGroup(group("siem-net-02", 1, "net-02"));
        world.createGroup(GroupSpec.of("siem-nats", 0, 3, 3));
        try (SimulatorServer server = SimulatorServer.start(world)) {
            ClusterNode node = node(server.endpoint().toString());
            Tools.Answer answer = node.sh(SETTINGS + "me=" + backends.getFirst().id() + """

                    is_new() { :; }
                    eval "$(sed -n '/^tell()/,/^}/p' "$lib/dsiem-boot")"
                    list_groups && echo "others $others"
                    successors; echo "known $?"
                    GROUP=siem-net-02
                    me=$(successors)
                    successors; echo "known $?"
                    tell CONTINUE; echo "told $?"
                    GROUP=none
                    successors; echo "known $?"
                    addresses_of siem-nats; echo "addresses $?"
                    """);
            assertThat(answer.stderr()).isEmpty();
            // An instance of the simulated account has no address, which the AWS CLI prints as None.
            assertThat(answer.stdout().lines())
                    .containsExactly(
                            "others old-net-01",
                            backends.getLast().id(),
                            "known 0",
                            "",
                            "known 0",
                            "told 0",
                            "known 1",
                            "addresses 0");
        }
    }

    @Test
    void tagOfTheFirstBoot_isOffOnceItIsTakenOffThisNode() throws IOException {
        World world = new World(1, Instant.parse("2026-11-29T12:00:00Z"));
        List<Instance> nodes = world.createGroup(group("siem-net-01", 2, "net-01"));
        List<String> ids = nodes.stream().map(Instance::id).toList();
        world.ec2().createTags(ids, Map.of(Tags.UNSTARTED, "true"));
        try (SimulatorServer server = SimulatorServer.start(world)) {
            Tools.Answer answer =
                    node(server.endpoint().toString()).sh(SETTINGS + """
                    me=%s
                    untag; echo "$? tags $tags"
                    aws() { [ "$2" = delete-tags ] || command aws "$@"; }
                    bounded() { shift; "$@"; }
                    untag; echo "$? tags $tags"
                    me=%s
                    untag; echo "$? tags $tags"
                    me=i-0cccccccccccccccc
                    untag; echo "$? tags $tags"
                    """.formatted(ids.getFirst(), ids.getLast()));
            assertThat(answer.stdout().lines()).containsExactly("0 tags 0", "0 tags 0", "1 tags 1", "1 tags ");
        }
        assertThat(world.ec2().describeInstances(ids))
                .extracting(view -> view.tags().containsKey(Tags.UNSTARTED))
                .containsExactly(false, true);
    }

    /// The group launches its replacement first (EC2 Auto Scaling User Guide,
    /// ec2-auto-scaling-instance-maintenance-policy),
    /// so that it stays in service while it may long be dead.
    @Test
    void unhealthyMember_isNoSuccessor() throws IOException {
        World world = new World(1, Instant.parse("2026-11-29T12:00:00Z"));
        List<Instance> backends = world.createGroup(group("siem-net-01", 2, "net-01"));
        world.autoScaling().setInstanceHealth(backends.getLast().id(), "Unhealthy");
        try (SimulatorServer server = SimulatorServer.start(world)) {
            Tools.Answer answer = node(server.endpoint().toString())
                    .sh(SETTINGS + "me=" + backends.getFirst().id() + "\nsuccessors; echo \"known $?\"");
            assertThat(answer.stderr()).isEmpty();
            assertThat(answer.stdout().lines()).containsExactly("", "known 0");
        }
    }

    private static GroupSpec group(String name, int desired, String node) {
        return GroupSpec.of(name, 0, desired, desired).tag("drainguard:dsiem-node", node);
    }
}
