package io.drainguard.sim.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.WorldTicker;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeShellTest {
    private static final int SPEED = 60;
    private static final Duration STEP = Duration.ofMillis(600);

    @TempDir
    Path work;

    private final SharedWorld world = new SharedWorld(new World(1, Instant.parse("2026-01-01T10:00:00Z")));
    private String node = "";
    private NodeShell shell;

    @BeforeEach
    void start() {
        shell = world.ask(w -> new NodeShell(w, work, SPEED));
        world.change(w -> w.shell(shell));
        node = world.ask(
                w -> w.createGroup(GroupSpec.of("g", 0, 1, 1)).getFirst().id());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void script_seesItsParametersAndTheQueuesUnderTheNodesRoot() throws Exception {
        Files.writeString(shell.nodes().directory(node, "/opt/q").resolve("a b"), "data");
        InvocationView view = run("ls \"$SSM_queues\"; echo \"$SSM_exclude\"", 60);

        assertThat(view.status()).as(view.stderr()).isEqualTo("Success");
        assertThat(view.stdout()).isEqualTo("a b\n*.lock\n");
    }

    @Test
    void severalQueues_areRebasedOneByOne() {
        InvocationView view = run("echo \"$SSM_queues\"", Map.of("queues", "/a,/b c,rel"), 60);

        assertThat(view.stdout()).isEqualTo("/a,/b c,rel\n");
    }

    @Test
    void environment_isClean() {
        assertThat(run("env | grep -v ^PATH= | grep -v ^PWD= | grep -v ^_= | grep -v ^SHLVL= | sort", 60)
                        .stdout())
                .matches("AWS_SSM_INSTANCE_ID=" + node + "\nAWS_SSM_PLATFORM_NAME=Amazon Linux\n"
                        + "AWS_SSM_PLATFORM_VERSION=2023\nAWS_SSM_REGION_NAME=us-east-1\nLANG=C.UTF-8\n"
                        + "SSM_COMMAND_ID=[0-9a-f-]{36}\nSSM_exclude=\\*.lock\nSSM_queues=/opt/q\n");
    }

    @Test
    void scriptThatAsksForItsRoot_findsItsFilesAndUnitsThere() throws Exception {
        Files.writeString(shell.nodes().directory(node, "/run/drainguard-dlc").resolve("lease"), "token=1\n");
        Files.writeString(shell.nodes().directory(node, "/run/simulator").resolve("dlc.service.unit"), "");
        InvocationView view = run(
                "cat \"${DRAINGUARD_ROOT-}/run/drainguard-dlc/lease\"; systemctl show --property LoadState --property"
                        + " ActiveState dlc.service; systemctl show --property ActiveState other.service",
                60);

        assertThat(view.stdout()).isEqualTo("token=1\nLoadState=loaded\nActiveState=active\nActiveState=inactive\n");
    }

    @Test
    void connectionsAndClients_areThoseOfTheNode() throws Exception {
        Path place = shell.nodes().directory(node, "/run/simulator");
        Files.writeString(place.resolve("connections.8080"), "2\n");
        Files.writeString(place.resolve("clients"), "3\n");
        InvocationView view = run(
                "for p in 8080 1514; do ss -Htn state established \"( sport = :$p )\" | wc -l; ss -Htln \"( sport = :$p )\"; done\n"
                        + "curl -sS 'http://127.0.0.1:8222/connz?limit=1' | grep total; curl http://10.0.0.1/ || echo $?",
                60);

        assertThat(view.stdout()).isEqualTo("2\nLISTEN 0 4096 *:8080 *:*\n0\n  \"total\": 3,\n7\n");
    }

    @Test
    void oldAgent_setsNoVariables() {
        shell.agentTooOld(node);

        assertThat(run("echo \"${SSM_queues-unset}\"", 60).stdout()).isEqualTo("unset\n");
    }

    @Test
    void exitCode_andBothStreamsAreKept() {
        InvocationView view = run("echo out; echo err >&2; exit 7", 60);

        assertThat(view.status()).isEqualTo("Failed");
        assertThat(view.responseCode()).isEqualTo(7);
        assertThat(view.output())
                .isEqualTo("out\n\n----------ERROR-------\nerr\nfailed to run commands: exit status 7");
    }

    @Test
    void sleep_passesInVirtualTime() {
        long before = System.nanoTime();
        InvocationView view = run("sleep 15; echo done", 300);

        assertThat(view.stdout()).isEqualTo("done\n");
        assertThat(Duration.between(view.started(), view.finished())).isGreaterThan(Duration.ofSeconds(14));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void hangingScript_isKilledWithItsChildrenAtTheExecutionTimeout() {
        InvocationView view = run("echo begun; /bin/sleep 3600 & echo $! > child; wait", 30);

        assertThat(view.statusDetails()).isEqualTo("ExecutionTimedOut");
        assertThat(view.stdout()).isEqualTo("begun\n");
        assertThat(eventually(() -> !childLives())).isTrue();
    }

    @Test
    void nodeThatEnds_takesItsScriptAlong() throws Exception {
        try (RealTime time = realTime();
                WorldTicker _ = WorldTicker.start(world, time, STEP)) {
            send("/bin/sleep 3600 & echo $! > child; wait", 600);
            assertThat(eventually(this::childLives)).isTrue();
            world.change(w -> w.mishaps().failHost(node));

            assertThat(eventually(() -> !childLives())).isTrue();
        }
    }

    @Test
    void close_killsWhatStillRuns() throws Exception {
        try (RealTime time = realTime();
                WorldTicker _ = WorldTicker.start(world, time, STEP)) {
            send("/bin/sleep 3600 & echo $! > child; wait", 600);
            assertThat(eventually(this::childLives)).isTrue();
        }
        shell.close();

        assertThat(eventually(() -> !childLives())).isTrue();
    }

    @Test
    void talkativeScript_isCutAndDoesNotBlock() {
        InvocationView view = run("head -c 1000000 /dev/zero | tr '\\0' x", 300);

        assertThat(view.status()).isEqualTo("Success");
        assertThat(view.output()).hasSize(2500).endsWith("---Output truncated---");
    }

    private RealTime realTime() {
        return RealTime.from(world.ask(w -> w.instant()), SPEED);
    }

    private boolean childLives() {
        try {
            String pid =
                    Files.readString(shell.nodes().root(node).resolve("child")).trim();
            return !pid.isEmpty()
                    && ProcessHandle.of(Long.parseLong(pid))
                            .map(ProcessHandle::isAlive)
                            .orElse(false);
        } catch (java.io.IOException notYet) {
            return false;
        }
    }

    private InvocationView run(String script, int timeout) {
        return run(script, Map.of("queues", "/opt/q", "exclude", "*.lock"), timeout);
    }

    private InvocationView run(String script, Map<String, String> parameters, int timeout) {
        try (RealTime time = realTime();
                WorldTicker _ = WorldTicker.start(world, time, STEP)) {
            String command = send(script, parameters, timeout);
            assertThat(eventually(() -> !look(command).status().equals("InProgress")))
                    .isTrue();
            return look(command);
        }
    }

    private String send(String script, int timeout) {
        return send(script, Map.of("queues", "/opt/q", "exclude", "*.lock"), timeout);
    }

    private String send(String script, Map<String, String> parameters, int timeout) {
        CommandDocument document =
                new CommandDocument("drainguard-q", "look", script, parameters, Duration.ofSeconds(timeout));
        world.change(w -> w.putDocument(document));
        return world.ask(w -> w.ssm().sendCommand("drainguard-q", List.of(node), null))
                .commandId();
    }

    private InvocationView look(String command) {
        return world.ask(w -> w.ssm().getCommandInvocation(command, node));
    }

    private static boolean eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(20);
        while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return condition.getAsBoolean();
    }
}
