package io.drainguard.sim.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The template's own drain document on a simulated node.
class DrainDocumentTest {
    /// Slow enough for the script's sixty virtual seconds to be three real ones.
    private static final int SPEED = 20;

    private static final String QUEUES = "/opt/cribl/state/queues";

    @TempDir
    Path work;

    private final SharedWorld world = new SharedWorld(new World(1, Instant.parse("2026-01-01T10:00:00Z")));
    private String node = "";
    private NodeShell shell;

    @BeforeEach
    void start() throws Exception {
        CommandDocument document = DocumentContent.read(
                "drainguard-workers",
                Template.load(Path.of("template.yaml"))
                        .properties("DrainDocument")
                        .path("Content"));
        shell = world.ask(w -> new NodeShell(w, work, SPEED));
        world.change(w -> w.shell(shell));
        world.change(w -> w.putDocument(document));
        node = world.ask(
                w -> w.createGroup(GroupSpec.of("g", 0, 1, 1)).getFirst().id());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void data_isPending() throws Exception {
        Files.writeString(shell.nodes().directory(node, QUEUES).resolve("a b"), "data");

        assertThat(look().output())
                .contains("\"look\":\"pending\",\"what\":\"files\",\"paths\":2,\"files\":1,\"bytes\":4,");
    }

    @Test
    void nothing_isEmptyAfterTheSettleTime() throws Exception {
        assertThat(shell.nodes().directory(node, QUEUES)).isDirectory();
        InvocationView view = look();

        assertThat(view.output()).contains("\"look\":\"empty\",\"what\":\"files\",\"paths\":2,");
        assertThat(Duration.between(view.started(), view.finished())).isGreaterThan(Duration.ofSeconds(14));
    }

    @Test
    void absentPath_isUnknownAndNamedAsTheNodeKnowsIt() throws Exception {
        assertThat(look().output()).contains("\"look\":\"unknown\"", "path is absent: /opt/cribl/state/queues");
    }

    @Test
    void oldAgent_isUnknown() throws Exception {
        assertThat(shell.nodes().directory(node, QUEUES)).isDirectory();
        shell.agentTooOld(node);

        assertThat(look().output()).contains("agent too old, needs 3.3.2746.0");
    }

    private InvocationView look() throws InterruptedException {
        try (RealTime clock = RealTime.from(world.ask(World::instant), SPEED);
                WorldTicker _ = WorldTicker.start(world, clock, Duration.ofMillis(200))) {
            String command = world.ask(w -> w.ssm().sendCommand("drainguard-workers", List.of(node), null))
                    .commandId();
            InvocationView view = read(command);
            for (int i = 0; i < 1000 && view.status().equals("InProgress"); i++) {
                Thread.sleep(10);
                view = read(command);
            }
            assertThat(view.status()).as(view.toString()).isEqualTo("Success");
            return view;
        }
    }

    private InvocationView read(String command) {
        return world.ask(w -> w.ssm().getCommandInvocation(command, node));
    }
}
