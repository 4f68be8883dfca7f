package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The exact command lines that the scripts give to the AWS CLI, read by the real one.
class AwsCommandsTest {
    @TempDir
    Path home;

    /// Runs a script with a shim that hands its arguments on to the real AWS CLI.
    private DlcNode node(String endpoint) throws IOException {
        Tools.assumeInstalled("aws");
        String real = Tools.run(List.of("sh", "-c", "command -v aws")).stdout().trim();
        DlcNode node = new DlcNode("dash", home);
        node.environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID",
                "a",
                "AWS_SECRET_ACCESS_KEY",
                "b",
                "AWS_PAGER",
                "",
                "AWS_CONFIG_FILE",
                "/dev/null",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "AWS_ENDPOINT_URL",
                endpoint));
        node.environment.put("PATH", node.environment.get("PATH") + ":" + System.getenv("PATH"));
        node.environment.put("HOME", System.getenv().getOrDefault("HOME", "/"));
        return node.shim(
                "aws",
                "case $* in"
                        + " *put-metric-data*) exec " + real + " \"$@\" --generate-cli-skeleton output ;;"
                        + " *) " + real
                        + " \"$@\"; code=$?; echo \"exit $code\" >>\"$DRAINGUARD_ROOT/calls\"; exit $code ;; esac");
    }

    private static Tools.Answer call(DlcNode node, String text) throws IOException {
        Files.writeString(
                node.root().resolveSibling("dlc/one"),
                "lib=${0%/*}\n. \"$lib/dlc-common.sh\"\nmkdir -p \"$run\"\nread_settings\n" + text
                        + "\ncat \"$aws_fault\" >&2\n");
        return node.run("one");
    }

    /// CloudWatch is not simulated: here the AWS CLI itself judges the parameters, without a request.
    @Test
    void metrics_areAcceptedByTheAwsCli() throws IOException {
        DlcNode node = node("http://127.0.0.1:9");
        node.write("etc/drainguard-dlc.conf", "REGION=eu-west-1\nGROUP=dlc's group, with {all}\n");
        Tools.Answer answer = node.run("dlc-health", "once");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(Files.readString(node.path("run/drainguard-dlc/aws-fault.dlc-health")))
                .isEmpty();
        assertThat(node.calls())
                .anyMatch(call -> call.startsWith("aws cloudwatch put-metric-data --namespace Drainguard/DLC"));
    }

    @Test
    void calls_reachTheSimulatedAccount() throws IOException {
        World world = new World(1, Instant.parse("2026-11-29T12:00:00Z"));
        Instance instance = world.createGroup(GroupSpec.of("dlc", 0, 1, 1)).getFirst();
        try (SimulatorServer server = SimulatorServer.start(world)) {
            DlcNode node = node(server.endpoint().toString());
            node.write("etc/drainguard-dlc.conf", "REGION=us-east-1\nGROUP=dlc\nLAUNCH_HOOK=launch\n");
            node.write("imds.id", instance.id());
            String ask = taken(node, "  answer=$(aws_call ec2 describe-instances", "9>&-)")
                    .replace("$owner", instance.id());
            assertThat(call(node, ask + "; echo \"$answer\"").stdout()).isEqualTo("running\n");
            assertThat(call(node, ask.replace(instance.id(), "i-0123456789abcdef0"))
                            .stderr())
                    .as("what the lease takes for an instance that EC2 does not know")
                    .contains("InvalidInstanceID.NotFound");

            String health =
                    "find_me; aws_call autoscaling set-instance-health --instance-id \"$me\" --health-status Unhealthy --no-should-respect-grace-period";
            assertThat(Files.readString(Path.of("nodes/dlc/dlc-health")).replaceAll("\\\\\n +", ""))
                    .contains(health.substring(9));
            assertThat(call(node, health + " && echo done").stdout()).endsWith("done\n");

            String complete = taken(node, "aws_call autoscaling complete-lifecycle-action", "GROUP\"")
                    .replace("$1", "CONTINUE");
            assertThat(call(node, "find_me; " + complete).stderr())
                    .as("the account has no such hook: it has read the request")
                    .contains("ValidationError");

            String terminate =
                    taken(node, "aws_call ec2 terminate-instances", "$owner\"").replace("$owner", instance.id());
            assertThat(call(node, terminate).stdout()).contains("shutting-down");
        }
    }

    /// The command as it stands in the scripts, from one text to another.
    private static String taken(DlcNode node, String from, String to) throws IOException {
        for (String script : List.of("dlc-lease", "dlc-boot")) {
            String text = Files.readString(node.root().resolveSibling("dlc").resolve(script));
            int start = text.indexOf(from);
            if (start >= 0) {
                return text.substring(start, text.indexOf(to, start) + to.length());
            }
        }
        throw new AssertionError("no script has " + from);
    }
}
