package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the agent makes of a script's exit code, of patterns, and of preconditions.
class ExitCodesTest {
    private final Scene scene = new Scene(Scene.group(1));
    private final Deque<Integer> codes = new ArrayDeque<>();

    @ParameterizedTest
    @CsvSource({
        "0, Success, Success, ''",
        "168, Success, Success, ''",
        "137, TimedOut, ExecutionTimedOut, ''",
        "169, Failed, Failed, failed to run commands: exit status 169",
        "1, Failed, Failed, failed to run commands: exit status 1"
    })
    void exitCode_becomesAStatus(int code, String status, String details, String stderr) {
        InvocationView view = run(code);

        assertThat(view.status()).isEqualTo(status);
        assertThat(view.statusDetails()).isEqualTo(details);
        assertThat(view.responseCode()).isEqualTo(code);
        assertThat(view.stderr()).isEqualTo(stderr);
    }

    @Test
    void code194_rebootsTheNodeAndRunsTheDocumentAgain() {
        InvocationView first = run(194, 0);
        assertThat(first.status()).isEqualTo("InProgress");
        assertThat(scene.node().agentReachable()).isFalse();
        scene.pass(30);

        assertThat(scene.node().agentReachable()).isTrue();
        assertThat(scene.world
                        .ssm()
                        .getCommandInvocation(first.commandId(), id())
                        .status())
                .isEqualTo("Success");
        assertThat(codes).isEmpty();
    }

    @Test
    void unmetPrecondition_isASuccessWithoutALook() {
        scene.world.putDocument(new CommandDocument(
                "drainguard-q",
                "look",
                "true",
                DocumentParameters.variables(Map.of(), Map.of()),
                Duration.ofSeconds(40),
                "Linux"));
        scene.world.mishaps().platform(id(), "MacOS");
        InvocationView view = run(7);

        assertThat(view.status()).isEqualTo("Success");
        assertThat(view.output()).startsWith("Step execution skipped");
    }

    @Test
    void patterns_needNotFitTheWholeValue() {
        scene.world.putDocument(Scene.DOCUMENT.withParameter("wait", "0", "[0-9]"));

        scene.world.ssm().sendCommand("drainguard-q", List.of(id()), null, Map.of("wait", "x1x"));
    }

    private String id() {
        return scene.node().id();
    }

    private InvocationView run(Integer... exits) {
        codes.addAll(List.of(exits));
        scene.world.shell((command, sink) -> {
            sink.finish(codes.removeFirst(), "", "");
            return () -> {};
        });
        CommandView sent = scene.world.ssm().sendCommand("drainguard-q", List.of(id()), null);
        scene.pass(5);
        return scene.world.ssm().getCommandInvocation(sent.commandId(), id());
    }
}
