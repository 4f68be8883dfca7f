package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a DLC node tells CloudWatch and its group.
@ParameterizedClass(name = "{0}")
@MethodSource("io.drainguard.template.Shells#ofTheBuild")
@Timeout(60)
class HealthTest {
    private static final String UNHEALTHY = "aws autoscaling set-instance-health --instance-id " + DlcNode.ME
            + " --health-status Unhealthy --no-should-respect-grace-period --region eu-west-1";

    @TempDir
    Path home;

    @Parameter
    String shell;

    private DlcNode node;

    @BeforeEach
    void serve() throws IOException {
        node = new DlcNode(shell, home);
        node.shim("aws", "");
        node.shim("sleep", "");
        node.edit("dlc-health", "    while :; do", "    for _ in $(cat \"$DRAINGUARD_ROOT/turns\"); do");
        node.write("etc/drainguard-dlc.conf", "REGION=eu-west-1\nGROUP=dlc group\n");
        node.write("run/drainguard-dlc/lease", "token=3\n");
        node.write("run/drainguard-dlc/booted", "");
    }

    /// Checks so often without a pause, and returns the metrics of the last check.
    private Map<String, Double> check(int times) throws IOException {
        node.write("turns", "1 ".repeat(times));
        assertThat(node.run("dlc-health").exitCode()).isZero();
        String last = node.calls().stream()
                .filter(call -> call.startsWith("aws cloudwatch"))
                .reduce((a, b) -> b)
                .orElseThrow();
        JsonNode data = new ObjectMapper().readTree(last.substring(last.indexOf('['), last.lastIndexOf(']') + 1));
        Map<String, Double> metrics = new TreeMap<>();
        data.forEach(metric -> {
            assertThat(metric.at("/Dimensions/0/Name").asText()).isEqualTo("AutoScalingGroupName");
            assertThat(metric.at("/Dimensions/0/Value").asText()).isEqualTo("dlc group");
            metrics.put(metric.path("MetricName").asText(), metric.path("Value").asDouble());
        });
        return metrics;
    }

    private List<String> toldToTheGroup() throws IOException {
        return node.calls().stream()
                .filter(call -> call.startsWith("aws autoscaling"))
                .toList();
    }

    @Test
    void servingNode_saysSo() throws IOException {
        assertThat(check(5))
                .containsEntry("Serving", 1.0)
                .containsEntry("LeaseTakenOver", 0.0)
                .containsEntry("UplinkUp", 1.0)
                .containsKey("SpoolUsedPercent");
        assertThat(toldToTheGroup()).isEmpty();
    }

    /// That is when DLC has to stay and buffer.
    @Test
    void uplinkThatIsDown_isAMetricAndNothingElse() throws IOException {
        node.write("proc/net/tcp", node.read("proc/net/tcp").replace(" 01 ", " 06 "));
        assertThat(check(5)).containsEntry("UplinkUp", 0.0).containsEntry("Serving", 1.0);
        assertThat(toldToTheGroup()).isEmpty();
    }

    @Test
    void udpDestination_hasNoUplinkToSee() throws IOException {
        node.write(DlcNode.CONF + "config.json", "{\"destination.type\" : \"udp\"}");
        assertThat(check(1)).doesNotContainKey("UplinkUp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "inactive", "activating", ""})
    void dlcThatIsGone_isUnhealthyAtTheThirdCheck(String state) throws IOException {
        node.write("state.dlc", state);
        check(2);
        assertThat(toldToTheGroup()).isEmpty();
        assertThat(check(3)).containsEntry("Serving", 0.0);
        assertThat(toldToTheGroup()).hasSize(1).allMatch(call -> call.startsWith(UNHEALTHY));
    }

    @Test
    void portThatDoesNotListen_isUnhealthy() throws IOException {
        node.write("proc/net/tcp", node.read("proc/net/tcp").replace(" 0A ", " 01 "));
        assertThat(check(3)).containsEntry("Serving", 0.0);
        assertThat(toldToTheGroup()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "exec /usr/bin/sleep 1000"})
    void storeThatTakesNoWriteOrHangs_isUnhealthy(String failure) throws IOException {
        node.edit("dlc-health", "write_limit=20 ", "write_limit=1 ").shim("dd", failure);
        assertThat(check(3)).containsEntry("Serving", 0.0);
        assertThat(toldToTheGroup()).hasSize(1);
    }

    @Test
    void nodeWithoutTheLease_servesNothing() throws IOException {
        Files.delete(node.path("run/drainguard-dlc/lease"));
        assertThat(check(5)).containsEntry("Serving", 0.0);
        assertThat(toldToTheGroup()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"before boot", "after hand-over"})
    void nodeThatComesOrGoes_isNeverCalledUnhealthy(String when) throws IOException {
        node.write("state.dlc", "inactive");
        if (when.equals("before boot")) {
            Files.delete(node.path("run/drainguard-dlc/booted"));
        } else {
            node.write("run/drainguard-dlc/leaving", "");
        }
        check(9);
        assertThat(toldToTheGroup()).isEmpty();
    }

    @Test
    void takeOver_isToldOnceAndUntilItIsHeard() throws IOException {
        node.write("run/drainguard-dlc/taken-over", "3\n");
        node.shim("aws", "exit 255");
        assertThat(check(2)).containsEntry("LeaseTakenOver", 1.0);
        node.shim("aws", "");
        assertThat(node.run("dlc-health", "once").exitCode()).isZero();
        assertThat(node.calls().getLast()).contains("\"LeaseTakenOver\",\"Unit\":\"None\",\"Value\":1");
        assertThat(node.run("dlc-health", "once").exitCode()).isZero();
        assertThat(node.calls().getLast()).contains("\"LeaseTakenOver\",\"Unit\":\"None\",\"Value\":0");
    }

    @Test
    void spool_isComparedWithDlcsOwnBound() throws IOException {
        node.write(
                DlcNode.CONF + "spilloverqueue.properties",
                "# max.files=1\necs-dlc.max.files = 10\necs-dlc.max.file.size.mb=2\n");
        node.shim("du", "echo \"5000\t$3\"");
        assertThat(check(1)).containsEntry("SpoolUsedPercent", 25.0);
    }

    @Test
    void spoolOnASmallFileSystem_isComparedWithThat() throws IOException {
        node.shim("du", "echo \"6000\t$3\"");
        node.shim("df", "echo head; echo 'x 10000 6000 2000 75% /store'");
        assertThat(check(1)).containsEntry("SpoolUsedPercent", 75.0);
    }

    @Test
    void nodeWithoutAGroup_asksAwsNothing() throws IOException {
        node.write("etc/drainguard-dlc.conf", "");
        node.write("state.dlc", "failed");
        assertThat(node.run("dlc-health", "once").exitCode()).isZero();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("aws"));
    }

    /// The image starts this service before user data write the settings of the node.
    @Test
    void settingsThatComeLater_areRead() throws IOException {
        Files.delete(node.path("etc/drainguard-dlc.conf"));
        node.shim(
                "sleep",
                "printf 'REGION=eu-west-1\\nGROUP=dlc group\\n' >\"$DRAINGUARD_ROOT/etc/drainguard-dlc.conf\"");
        node.write("state.dlc", "failed");
        assertThat(check(3)).containsEntry("Serving", 0.0);
        assertThat(toldToTheGroup()).hasSize(1);
    }
}
