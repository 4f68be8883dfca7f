package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.MemoryShell.Manner;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What reaches the service of looks that go wrong on the node.
class LookMannersTest {
    private final Scene scene = new Scene(Scene.group(1));

    @Test
    void hugeQueue_isAFloor() {
        scene.shell.disk(id(), Disk.holding(62_232, 62_232, Scene.START));

        assertThat(look(Manner.HUGE).output())
                .contains("\"look\":\"pending\"", "\"files\":62232", "\"at least: search did not end in time\"");
    }

    @Test
    void hugeQueueWithoutASight_isUnknown() {
        assertThat(look(Manner.HUGE).output()).contains("\"look\":\"unknown\"", "search did not end in time");
    }

    @Test
    void noise_standsBesideTheWholeLine() {
        String output = look(Manner.NOISE_BESIDE).output();

        assertThat(output).startsWith("Last login: Thu\n{\"drainguard\":2,\"look\":\"empty\"");
        assertThat(output).contains("\"end\":\"drainguard\"}\n\n----------ERROR-------\nERROR: ld.so: object");
        assertThat(scene.shell.honest(id())).isTrue();
    }

    @Test
    void killedScript_looksLikeATimeout() {
        InvocationView view = look(Manner.KILLED);

        assertThat(view.status()).isEqualTo("TimedOut");
        assertThat(view.statusDetails()).isEqualTo("ExecutionTimedOut");
        assertThat(view.responseCode()).isEqualTo(137);
    }

    @Test
    void fullDisk_givesNoReason() {
        InvocationView script = look(Manner.FULL_DISK);
        assertThat(script.status()).isEqualTo("Failed");
        assertThat(script.responseCode()).isEqualTo(1);
        assertThat(script.output()).isEmpty();

        InvocationView output = look(Manner.FULL_DISK_OUTPUT);
        assertThat(output.status()).isEqualTo("Success");
        assertThat(output.responseCode()).isZero();
        assertThat(output.output()).isEmpty();
    }

    @Test
    void ownersDocument_printsVersionOne() {
        scene.shell.lineVersion(id(), 1);

        assertThat(look(Manner.HONEST).output())
                .isEqualTo("{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,"
                        + "\"reason\":\"\",\"end\":\"drainguard\"}\n");
    }

    @Test
    void twoLines_areBothThere() {
        assertThat(look(Manner.TWO_LINES).output().split("\"end\":\"drainguard\"}"))
                .hasSize(3);
    }

    private String id() {
        return scene.node().id();
    }

    private InvocationView look(Manner manner) {
        scene.shell.manner(id(), manner);
        CommandView sent = scene.world.ssm().sendCommand("drainguard-q", List.of(id()), null);
        scene.pass(20);
        return scene.world.ssm().getCommandInvocation(sent.commandId(), id());
    }
}
