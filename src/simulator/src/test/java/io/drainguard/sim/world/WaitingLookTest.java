package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long a look stays on the node. A script starts 0.2 s after SendCommand and its last turn takes 0.1 s.
class WaitingLookTest {
    private static final Instant SCRIPT = Scene.START.plusMillis(200);

    private final Scene scene = new Scene(Scene.group(1));

    /// Seconds at which the data goes and comes back (-1: never), counted from the script's start.
    @ParameterizedTest
    @CsvSource({
        "0,   -1, -1, pending, 0",
        "0,    0, -1, empty,  15",
        "0,    0,  8, pending, 9",
        "50,  -1, -1, pending, 50",
        "50,   0, -1, empty,  15",
        "50,  10, -1, empty,  27",
        "50,  36, -1, empty,  51",
        "50,  49, -1, empty,  65",
        "50,  49, 55, pending, 56",
        "50,  10, 20, pending, 50",
        "230, 36, -1, empty,  51"
    })
    void look_endsAt(int wait, int gone, int back, String look, int seconds) {
        Disk disk = Disk.holding(2, 200, Scene.START);
        if (gone >= 0) {
            disk.set(SCRIPT.plusSeconds(gone), Disk.Content.NOTHING);
        }
        if (back >= 0) {
            disk.set(SCRIPT.plusSeconds(back), new Disk.Content(1, 100, Scene.START));
        }
        scene.shell.disk(scene.node().id(), disk);
        InvocationView view = run(wait);

        assertThat(view.output()).contains("\"look\":\"" + look + "\"");
        assertThat(Duration.between(view.started(), view.finished()))
                .isEqualTo(Duration.ofSeconds(seconds).plusMillis(100));
    }

    @Test
    void content_isCountedAtTheEnd() {
        scene.shell.disk(
                scene.node().id(), Disk.holding(100, 1000, Scene.START).drain(SCRIPT, Duration.ofSeconds(100)));

        assertThat(run(50).output()).contains("\"files\":50,\"bytes\":500");
    }

    @Test
    void foreignParametersAndVersions_lookElsewhere() {
        scene.shell.disk(scene.node().id(), Disk.holding(1, 1, Scene.START));
        scene.world.putDocument(Scene.DOCUMENT.withParameter("queues", "/q", "/.*"));
        scene.world.putDocumentVersion("1", Scene.DOCUMENT);
        SendCommand own = SendCommand.of("drainguard-q", List.of(scene.node().id()));

        assertThat(run(own).output()).contains("pending");
        assertThat(run(own.parameters(Map.of("queues", "/tmp"))).output()).contains("empty");
        assertThat(run(own.version("1")).output()).contains("empty");
        scene.shell.elsewhere(Disk.holding(1, 1, Scene.START));
        assertThat(run(own.version("1")).output()).contains("pending");
    }

    private InvocationView run(int wait) {
        scene.world.putDocument(new CommandDocument("drainguard-q", "look", "true", Map.of(), Duration.ofSeconds(400))
                .withParameter("wait", "0", "^[0-9]{1,3}$"));
        return run(SendCommand.of("drainguard-q", List.of(scene.node().id()))
                .parameters(Map.of("wait", String.valueOf(wait))));
    }

    private InvocationView run(SendCommand asked) {
        String command = scene.world.ssm().sendCommand(asked).commandId();
        scene.pass(300);
        return scene.world.ssm().getCommandInvocation(command, scene.node().id());
    }
}
