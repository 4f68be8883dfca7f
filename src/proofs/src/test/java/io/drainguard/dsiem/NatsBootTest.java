package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A NATS server comes up: its routes, and the look whether one of them stands.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash"})
@Timeout(60)
class NatsBootTest {
    private static final String ROUTEZ = "127.0.0.1:8222/routez";

    @TempDir
    Path home;

    @Parameter
    String shell;

    private ClusterNode node;

    @BeforeEach
    void group() throws IOException {
        node = new ClusterNode(shell, home);
        String sum = node.release("releases/nats.tgz", "nats-server-v2", Map.of("nats-server", "#!/bin/sh\n"));
        node.write("etc/drainguard-dsiem.conf", """
                ROLE=nats
                REGION=eu-west-1
                GROUP=siem-nats
                LAUNCH_HOOK=
                NATS_URL=https://releases/nats.tgz
                NATS_SHA256=%s
                """.formatted(sum));
        servers("10.0.0.5\n10.0.1.1\n10.0.2.1\n");
        node.aws("*describe-instances*) cat \"$DRAINGUARD_ROOT/servers\" ;;");
        routes(2);
    }

    private void servers(String addresses) throws IOException {
        node.write("servers", addresses);
    }

    private void routes(int number) throws IOException {
        node.serve(ROUTEZ, "{\"num_routes\": " + number + ", \"routes\": []}");
    }

    private Tools.Answer succeeds() {
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return answer;
    }

    @Test
    void newServer_isRoutedToTheOthersAndNamesItsOwnAddress() throws IOException {
        succeeds();
        assertThat(node.read("etc/nats.conf"))
                .contains("routes: [nats://10.0.1.1:6222, nats://10.0.2.1:6222]")
                .contains("client_advertise: \"10.0.0.5:4222\"")
                .contains("server_name: \"" + ClusterNode.ME + "\"")
                .doesNotContain("@", "no_advertise");
        assertThat(Files.isExecutable(node.path("usr/local/bin/nats-server"))).isTrue();
        assertThat(node.calls())
                .contains("systemctl start nats", "systemctl enable --now dsiem-handover")
                .noneMatch(call -> call.contains("complete-lifecycle-action"));
    }

    @Test
    void eachBoot_findsTheServersAnew() throws IOException {
        succeeds();
        servers("10.0.0.5\n10.0.1.1\n10.0.3.9\n");
        succeeds();
        assertThat(node.read("etc/nats.conf")).contains("routes: [nats://10.0.1.1:6222, nats://10.0.3.9:6222]");
    }

    /// All three of a new group boot at once; the first may see itself alone.
    @Test
    void serverThatIsListedLater_isRoutedToWithoutAStart() throws IOException {
        servers("10.0.0.5\nNone\n");
        routes(0);
        node.write(
                "tick",
                "[ ${up%.*} -lt 1030 ] || echo 10.0.1.1 >servers\n"
                        + "[ ${up%.*} -lt 1060 ] || echo '{\"num_routes\": 1}' >www/" + ROUTEZ + "\n");
        Tools.Answer answer = succeeds();
        assertThat(answer.stderr()).contains("no other server of siem-nats is connected: AWS lists none");
        assertThat(node.calls()).containsOnlyOnce("systemctl reload nats").containsOnlyOnce("systemctl start nats");
        assertThat(node.read("etc/nats.conf")).contains("routes: [nats://10.0.1.1:6222]");
    }

    @Test
    void serverThatStaysAlone_saysSoAndGoesOn() throws IOException {
        routes(0);
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as("systemd runs it again").isEqualTo(1);
        assertThat(answer.stderr())
                .contains("FAILED: nats ", "group siem-nats", "node " + ClusterNode.ME, "Next: ", "6222")
                .contains("nats://10.0.1.1:6222, nats://10.0.2.1:6222");
        assertThat(node.calls()).noneMatch(call -> call.contains("stop"));
    }

    /// A server without routes would take what its clients send, and keep it from the clients of the others.
    @Test
    void silentAws_startsNoServer() throws IOException {
        node.aws("*describe-instances*) echo UnauthorizedOperation >&2; exit 254 ;;");
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).contains("AWS does not list the servers of siem-nats: UnauthorizedOperation");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
    }
}
