package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The group terminates a node: when a backend and a NATS server stop, and when they go on.
@Timeout(60)
class DsiemHandoverTest {
    private static final String TARGET = "autoscaling/target-lifecycle-state";
    private static final String ENDS = "[ ${up%.*} -lt 2500 ] || kill $PPID\n";
    private static final String SUCCESSOR = "1\t" + ClusterNode.OTHER + "\n";

    @TempDir
    Path home;

    private ClusterNode node;

    @BeforeEach
    void backend() throws IOException {
        node = new ClusterNode("dash", home);
        settings(600);
        node.write("pid.dsiem", "77\n");
        node.write("pid.filebeat", "78\n");
        node.write(
                "dsiem/configs/directives_net-01_a.json",
                "{\"directives\": [{\"rules\": [{\"timeout\": 0}, {\"timeout\": 300}]}]}");
        node.metadata(TARGET, "Terminated");
        node.write("group", SUCCESSOR);
        node.aws("*describe-auto-scaling-groups*) cat \"$DRAINGUARD_ROOT/group\" ;;");
    }

    private void settings(int overlap) throws IOException {
        String sum = "0".repeat(64);
        node.write("etc/drainguard-dsiem.conf", """
                ROLE=backend
                REGION=eu-west-1
                GROUP=siem-net-01
                NATS=nats://nats.local:4222
                NATS_GROUP=siem-nats
                FRONTEND=http://fe.local:8080
                NODE=net-01
                OVERLAP=%d
                EDITION=go
                BEATS=logstash.local:5044
                DSIEM_URL=https://releases/dsiem.tgz
                DSIEM_SHA256=%s
                NATS_URL=https://releases/nats.tgz
                NATS_SHA256=%s
                FILEBEAT_URL=https://releases/filebeat.tgz
                FILEBEAT_SHA256=%s
                """.formatted(overlap, sum, sum, sum));
    }

    /// Seconds after which dsiem was stopped; the shipper goes on.
    private long stopped() throws IOException {
        Tools.Answer answer = node.run("dsiem-handover");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.calls())
                .containsSubsequence("systemctl stop dsiem-boot", "systemctl stop dsiem")
                .noneMatch(call -> call.contains("stop filebeat"));
        assertThat(node.read("pid.dsiem")).isEqualTo("0\n");
        return node.seconds();
    }

    /// Sees that nothing is stopped within 1,500 s, after which this test ends the script.
    private Tools.Answer goesOn(String tick) throws IOException {
        node.write("tick", tick + ENDS);
        node.pace(10);
        Tools.Answer answer = node.run("dsiem-handover");
        assertThat(answer.exitCode()).as(answer.stderr()).isNotZero();
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl stop"));
        return answer;
    }

    @Test
    void backendWithASuccessor_goesOnForTheOverlap() throws IOException {
        assertThat(stopped()).isBetween(600L, 610L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InService", "Standby", "", "terminated", "Terminated:Wait", "<html>Terminated</html>"})
    void everyOtherTarget_isLeftAlone(String target) throws IOException {
        node.metadata(TARGET, target);
        goesOn("");
    }

    @Test
    void metadataThatDoNotAnswer_areAskedAgain() throws IOException {
        node.silence("169.254.169.254/latest/meta-data/" + TARGET);
        assertThat(goesOn("").stderr()).contains("EC2's metadata do not answer");
    }

    @Test
    void successorThatComesLater_isCountedFromThen() throws IOException {
        node.write("group", "1\t\n");
        node.write("tick", "[ ${up%.*} -lt 1400 ] || printf '" + SUCCESSOR + "' >group\n");
        assertThat(stopped()).isBetween(1000L, 1015L);
    }

    @Test
    void successorThatDiesInBetween_isWaitedForAnew() throws IOException {
        node.write("tick", "[ ${up%.*} -lt 1300 ] || printf '1\\ti-0ccc\\n' >group\n");
        assertThat(stopped()).isBetween(900L, 915L);
    }

    /// The state of Auto Scaling has a gap in it, so the time before does not count.
    @Test
    void successorThatIsOutOfServiceForAMoment_isWaitedForAnew() throws IOException {
        node.write("tick", "printf '" + SUCCESSOR + "' >group\n[ ${up%.*} != 1300 ] || printf '1\\t\\n' >group\n");
        assertThat(stopped()).isBetween(900L, 915L);
    }

    @Test
    void successorThatIsThereBeforeAndAfterASilenceOfAws_hasServedAllTheTime() throws IOException {
        node.aws(
                "*describe-auto-scaling-groups*) [ ! -e \"$DRAINGUARD_ROOT/silent\" ] || exit 255; cat \"$DRAINGUARD_ROOT/group\" ;;");
        node.write("tick", "[ ${up%.*} -lt 1200 ] || : >silent\n[ ${up%.*} -lt 1800 ] || rm silent\n");
        assertThat(stopped()).as("not in the silence, and soon after it").isBetween(800L, 810L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 255", "echo None", "echo 1", "printf '1\\t\\n'", ":"})
    void answerWithoutASuccessor_keepsDsiemUp(String answer) throws IOException {
        node.aws("*describe-auto-scaling-groups*) " + answer + " ;;");
        goesOn("");
    }

    @Test
    void groupThatWantsNoNode_isNotWaitedFor() throws IOException {
        node.write("group", "0\t\n");
        assertThat(stopped()).isLessThan(5);
    }

    @Test
    void overlapOfZero_stopsAtOnceAndAsksNobody() throws IOException {
        settings(0);
        assertThat(stopped()).isLessThan(5);
        assertThat(node.calls()).noneMatch(call -> call.startsWith("aws"));
    }

    /// Elsewhere others than Auto Scaling know who serves.
    @Test
    void overlap_needsNothingButAClockAndWhoeverKnowsTheSuccessor() throws IOException {
        Tools.Answer answer = node.sh("""
                OVERLAP=40
                . "$lib/overlap.sh"
                pods() { [ "$(now)" -lt 1020 ] || echo siem-net-01-1; }
                wait_overlap pods
                now""");
        assertThat(answer.stdout().strip()).as(answer.stderr()).isEqualTo("1060");
        assertThat(answer.stderr().lines()).containsExactly("drainguard: OVERLAP=40 s begins beside siem-net-01-1");
        assertThat(node.calls()).allMatch(call -> call.startsWith("sleep"));
    }

    @Test
    void dsiemThatDoesNotEnd_isStoppedAgain() throws IOException {
        settings(0);
        node.shim("systemctl", """
                case $*:$(cat "$DRAINGUARD_ROOT/proc/uptime") in
                  show*:*) cat "$DRAINGUARD_ROOT/pid.dsiem" ;;
                  'stop dsiem:10[3-9]'*) echo 0 >"$DRAINGUARD_ROOT/pid.dsiem" ;;
                  stop*:10[3-9]*) [ "$*" != 'stop dsiem' ] || echo 0 >"$DRAINGUARD_ROOT/pid.dsiem" ;;
                esac""");
        assertThat(stopped()).isBetween(30L, 36L);
    }

    @Test
    void overlapShorterThanTheLongestTimeout_isSaidWithBothNumbers() throws IOException {
        settings(120);
        Tools.Answer answer = node.run("dsiem-handover");
        assertThat(answer.stderr().lines().filter(line -> line.contains("WARNING")))
                .singleElement()
                .asString()
                .contains("120 s", "300 s");
    }

    @Test
    void settingsThatAreNotValid_areSaidAndReadAgain() throws IOException {
        String settings = node.read("etc/drainguard-dsiem.conf");
        node.write("etc/drainguard-dsiem.conf", settings.replace("NODE=net-01", "NODE=net-1"));
        node.write("right", settings);
        node.write("tick", "[ ${up%.*} -lt 1050 ] || cp right etc/drainguard-dsiem.conf\n");
        assertThat(stopped()).isBetween(650L, 665L);
    }

    private void nats(int routes) throws IOException {
        node.write("etc/drainguard-dsiem.conf", """
                ROLE=nats
                REGION=eu-west-1
                GROUP=siem-nats
                NATS_URL=https://releases/nats.tgz
                NATS_SHA256=%s
                """.formatted("0".repeat(64)));
        node.write("pid.nats", "80\n");
        node.serve("127.0.0.1:8222/routez", "{\"num_routes\": " + routes + "}");
    }

    @Test
    void natsServerBesideAnother_isRetiredAtOnce() throws IOException {
        nats(2);
        assertThat(node.run("dsiem-handover").exitCode()).isZero();
        assertThat(node.calls()).containsSubsequence("systemctl stop dsiem-boot", "systemctl stop nats");
        assertThat(node.seconds()).isLessThan(5);
    }

    @Test
    void natsServerThatStandsAlone_goesOn() throws IOException {
        nats(0);
        assertThat(goesOn("").stderr()).contains("no other server of siem-nats is connected");
    }

    @Test
    void natsServerWhoseMonitorIsSilent_goesOn() throws IOException {
        nats(1);
        node.silence("127.0.0.1:8222/routez");
        goesOn("");
        assertThat(List.of("80\n")).contains(node.read("pid.nats"));
    }
}
