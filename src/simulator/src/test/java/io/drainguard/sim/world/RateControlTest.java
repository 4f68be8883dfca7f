package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.RunCommandSettings.Dispatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// How one command is spread over many nodes. An empty node answers 15.3 s after it was sent to: 0.2 s to the script,
/// 15 s of settling, 0.1 s for the last turn.
class RateControlTest {
    private static final int NODES = 50;

    private final Scene scene = new Scene(Scene.group(NODES));
    private final Ssm ssm = scene.world.ssm();
    private final RunCommandSettings settings = scene.world.runCommand();

    @Test
    void plain_allNodesStartAtOnce() {
        String command = send("50", "100%").commandId();
        scene.pass(60);

        assertThat(starts(command)).isEqualTo(Map.of(200L, 50L));
    }

    @Test
    void acknowledged_stepsDoubleByTheTimeToTheNode() {
        settings.dispatch(Dispatch.ACKNOWLEDGED);
        String command = send("50", "100%").commandId();
        scene.pass(60);

        assertThat(starts(command)).isEqualTo(Map.of(200L, 1L, 400L, 2L, 600L, 4L, 800L, 8L, 1000L, 16L, 1200L, 19L));
    }

    @Test
    void completed_stepsDoubleByTheTimeOfALook() {
        settings.dispatch(Dispatch.COMPLETED);
        String command = send("50", "100%").commandId();
        scene.pass(0.3);
        assertThat(views(command)).extracting(InvocationView::status).containsOnlyOnce("InProgress");
        scene.pass(110);

        assertThat(starts(command))
                .isEqualTo(Map.of(200L, 1L, 15_500L, 2L, 30_800L, 4L, 46_100L, 8L, 61_400L, 16L, 76_700L, 19L));
        assertThat(scene.pass(1)
                        .world
                        .ssm()
                        .listCommands(command, null, Map.of(), null, null)
                        .items()
                        .getFirst()
                        .status())
                .isEqualTo("Success");
    }

    @Test
    void maxConcurrency_boundsTheNodesAtWork() {
        String command = send("10%", "100%").commandId();
        scene.pass(200);

        assertThat(starts(command))
                .hasSize(10)
                .allSatisfy((at, nodes) -> assertThat(nodes).isEqualTo(5));
    }

    @Test
    void nodeWithoutAgent_holdsUpTheStepsUntilItsDeliveryTimesOut() {
        settings.dispatch(Dispatch.ACKNOWLEDGED);
        scene.world.mishaps().stopAgent(scene.node().id());
        String command = send("50", "100%").commandId();

        assertThat(starts(command, 60)).isEmpty();
        // 30 s to deliver, 40 s to run, 10 s until it is shown, 0.2 s to the next nodes
        assertThat(starts(command, 60).firstEntry().getKey()).isEqualTo(80_200L);
    }

    @Test
    void maxErrorsZero_stopsSendingAfterTheFirstFailure() {
        settings.dispatch(Dispatch.COMPLETED);
        scene.shell.manner(scene.node().id(), MemoryShell.Manner.FAILS);
        CommandView command = send("50", "0");
        scene.pass(60);

        assertThat(views(command.commandId()))
                .extracting(one -> one.status() + "/" + one.statusDetails())
                .startsWith("Failed/Failed")
                .endsWith("Cancelled/Terminated")
                .filteredOn("Cancelled/Terminated"::equals)
                .hasSize(49);
        assertThat(listed(command).status()).isEqualTo("Failed");
        assertThat(listed(command).completedCount()).isEqualTo(50);
    }

    @Test
    void maxErrorsOfAHundredPercent_reachesEveryNode() {
        settings.dispatch(Dispatch.COMPLETED);
        scene.nodes.forEach(node -> scene.shell.manner(node.id(), MemoryShell.Manner.FAILS));
        CommandView command = send("100%", "100%");
        scene.pass(60);

        assertThat(views(command.commandId()))
                .hasSize(50)
                .allMatch(one -> one.status().equals("Failed"));
    }

    @Test
    void terminatedNodes_tellItByAnEvent() {
        settings.dispatch(Dispatch.ACKNOWLEDGED);
        scene.shell.manner(scene.node().id(), MemoryShell.Manner.FAILS);
        send("1", "0");
        scene.pass(60);

        assertThat(scene.events.stream().map(event -> ((Event.CommandEnded) event).status()))
                .filteredOn("Canceled"::equals)
                .hasSize(49);
    }

    @Test
    void tooManyOpenInvocations_endTheCommandBeforeItRuns() {
        settings.pendingQuota(60);
        String first = send("50", "100%").commandId();
        CommandView refused = send("50", "100%");
        scene.pass(1);

        assertThat(refused.status()).isEqualTo("Pending");
        assertThat(listed(refused).statusDetails()).isEqualTo("RateExceeded");
        assertThat(views(refused.commandId())).isEmpty();
        scene.pass(20);
        assertThat(views(first)).allMatch(one -> one.status().equals("Success"));
        assertThat(views(send("50", "100%").commandId())).hasSize(50);
    }

    private CommandView send(String concurrency, String errors) {
        return ssm.sendCommand(SendCommand.of(
                        "drainguard-q", scene.nodes.stream().map(Instance::id).toList())
                .timeout(30)
                .rates(concurrency, errors));
    }

    private CommandView listed(CommandView command) {
        return ssm.listCommands(command.commandId(), null, Map.of(), null, null)
                .items()
                .getFirst();
    }

    private List<InvocationView> views(String command) {
        return ssm.listCommandInvocations(command, null, null, null).items();
    }

    private TreeMap<Long, Long> starts(String command, double seconds) {
        scene.pass(seconds);
        return starts(command);
    }

    /// How many scripts started after how many milliseconds.
    private TreeMap<Long, Long> starts(String command) {
        return views(command).stream()
                .filter(one -> one.started() != null)
                .collect(Collectors.groupingBy(
                        one -> Duration.between(one.requested(), one.started()).toMillis(),
                        TreeMap::new,
                        Collectors.counting()));
    }
}
