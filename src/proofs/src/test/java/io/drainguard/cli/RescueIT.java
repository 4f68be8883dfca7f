package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Tags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `drainguard rescue` as the packaged jar in a process of its own, which a signal ends.
class RescueIT {
    private final CliScene scene = new CliScene();

    @TempDir
    private Path directory;

    private String volume = "";

    /// A node of an unguarded death, whose volume is kept, and eight workers.
    @BeforeEach
    void keep() {
        volume = scene.shared.ask(w -> {
            w.putDocument(new CommandDocument(
                    "rescue-" + CliScene.DOCUMENT, "rescue", "true", Map.of(), Duration.ofMinutes(15)));
            Instance node = w.createGroup(GroupSpec.of(CliScene.GROUP, 0, 9, 9).tag("drainguard", CliScene.DOCUMENT))
                    .getFirst();
            Volume root = node.volumes().getFirst();
            w.ec2().modifyInstanceAttribute(node.id(), root.device(), false);
            w.ec2()
                    .createTags(
                            List.of(root.id()),
                            Map.of(
                                    Tags.PROTECTED, root.id(),
                                    Tags.GROUP, CliScene.GROUP,
                                    Tags.NODE, node.id(),
                                    Tags.PROTECTED_AT, w.instant().toString()));
            w.mishaps().failHost(node.id());
            w.advance(Duration.ofMinutes(5));
            w.calls().clear();
            return root.id();
        });
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void controlC_saysThatNothingWasDoneYet() throws Exception {
        assertInterrupted("SendCommand", Program::interrupt, "looking whether the worker has data", "was not deleted");
    }

    /// The call under way ends first, so that the message says where the volume is.
    @Test
    void terminationDuringACall_saysThatTheVolumeIsAttached() throws Exception {
        assertInterrupted("AttachVolume", Program::terminate, "attaching the volume", "stays attached to the worker");
        assertThat(scene.calls("AttachVolume")).hasSize(1);
        assertThat(scene.calls("SetInstanceProtection")).hasSize(1);
    }

    private void assertInterrupted(String action, Consumer<Program> signal, String step, String state)
            throws Exception {
        Program[] rescue = new Program[1];
        scene.onceBefore(action, () -> signal.accept(rescue[0]));
        try (Program program = Program.drainguard(scene, directory, "rescue", "--volume", volume)) {
            rescue[0] = program;
            Program.Ended ended = program.end();

            assertThat(ended.exitCode()).as(ended.out() + ended.err()).isEqualTo(130);
            assertThat(ended.err())
                    .contains("drainguard: volume " + volume, "interrupted while " + step, state)
                    .contains("to go on, run: drainguard rescue --volume " + volume);
        }
    }
}
