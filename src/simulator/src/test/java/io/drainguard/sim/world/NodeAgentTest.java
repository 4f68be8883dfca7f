package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the agent of one node does: clocks, five commands at once, and restarts.
class NodeAgentTest {
    private final Scene scene = new Scene(Scene.group(1));
    private final String node = scene.node().id();

    @Test
    void startAndEnd_areToldByTheNodesClock() {
        scene.world.mishaps().nodeClock(node, Duration.ofHours(1));
        InvocationView view = lookAfter(send(), 20);

        assertThat(view.started()).isEqualTo(Scene.START.plusMillis(200).plusSeconds(3600));
        assertThat(Duration.between(view.started(), view.finished())).isEqualTo(Duration.ofMillis(15_100));
        assertThat(view.requested()).isEqualTo(Scene.START);
    }

    @Test
    void stepOfTheClock_changesTheDifferenceOfBoth() {
        String command = send();
        scene.pass(5);
        scene.world.mishaps().nodeClock(node, Duration.ofMinutes(-10));
        InvocationView view = lookAfter(command, 20);

        assertThat(Duration.between(view.started(), view.finished()))
                .isEqualTo(Duration.ofMillis(15_100).minusMinutes(10));
    }

    @Test
    void fiveCommands_runAtOnce_fiveMoreAreTaken_andTheRestWaits() {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            sent.add(send());
        }
        scene.pass(4);
        assertThat(sent.subList(0, 5)).allMatch(one -> view(one).started() != null);
        assertThat(sent.subList(5, 12)).allMatch(one -> view(one).started() == null);
        assertThat(sent.subList(5, 10)).allMatch(one -> details(one).equals("InProgress"));
        assertThat(sent.subList(10, 12)).allMatch(one -> details(one).equals("Delayed"));

        scene.pass(16);
        Instant first = Scene.START.plusMillis(200 + 15_100);
        assertThat(sent.subList(5, 10)).allMatch(one -> first.equals(view(one).started()));
        scene.pass(16);
        assertThat(sent.subList(10, 12))
                .allMatch(one -> first.plusMillis(15_100).equals(view(one).started()));
    }

    @Test
    void commandThatHangs_freesItsPlaceAtItsTimeout() {
        scene.shell.manner(node, MemoryShell.Manner.HANG);
        for (int i = 0; i < 5; i++) {
            send();
        }
        String sixth = send();
        scene.pass(39);
        assertThat(view(sixth).started()).isNull();
        scene.pass(2);
        assertThat(view(sixth).started()).isEqualTo(Scene.START.plusMillis(40_200));
    }

    @Test
    void answerDuringARestart_isLostByDefault() {
        String command = send();
        restart();

        assertThat(lookAfter(command, 20).status()).isEqualTo("InProgress");
    }

    @Test
    void answerDuringARestart_mayComeLate() {
        scene.world.runCommand().answersSurviveRestarts(true);
        String command = send();
        restart();
        assertThat(view(command).status()).isEqualTo("InProgress");
        InvocationView late = lookAfter(command, 1);

        assertThat(late.status()).isEqualTo("Success");
        assertThat(late.output()).contains("empty");
        assertThat(late.finished()).isEqualTo(Scene.START.plusMillis(15_300));
    }

    @Test
    void executionTimeoutDuringARestart_comesLate_too() {
        scene.world.runCommand().answersSurviveRestarts(true);
        scene.shell.manner(node, MemoryShell.Manner.HANG);
        String command = send();
        restart();
        scene.world.mishaps().stopAgent(node);
        scene.pass(20);
        scene.world.mishaps().startAgent(node);

        assertThat(lookAfter(command, 1).statusDetails()).isEqualTo("ExecutionTimedOut");
    }

    @Test
    void nodeThatEnds_takesItsAnswerAlong() {
        scene.world.runCommand().answersSurviveRestarts(true);
        String command = send();
        scene.pass(10);
        scene.world.mishaps().stopAgent(node);
        scene.pass(20);
        scene.world.mishaps().failHost(node);

        assertThat(lookAfter(command, 60).status()).isEqualTo("InProgress");
    }

    /// The agent is away from second 10 to second 30, while the look ends at second 15.3.
    private void restart() {
        scene.pass(10);
        scene.world.mishaps().stopAgent(node);
        scene.pass(20);
        scene.world.mishaps().startAgent(node);
    }

    private String send() {
        return scene.world
                .ssm()
                .sendCommand("drainguard-q", List.of(node), null)
                .commandId();
    }

    private InvocationView view(String command) {
        return scene.world.ssm().getCommandInvocation(command, node);
    }

    private String details(String command) {
        return view(command).statusDetails();
    }

    private InvocationView lookAfter(String command, double seconds) {
        scene.pass(seconds);
        return view(command);
    }
}
