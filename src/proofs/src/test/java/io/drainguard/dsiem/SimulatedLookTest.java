package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.proofs.dsiem.Registry;
import io.drainguard.sim.shell.NodeShell;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.WorldTicker;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import io.drainguard.template.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drain documents' scripts on a simulated node, as the demo plays them.
class SimulatedLookTest {
    private static final int SPEED = 60;

    @TempDir
    Path work;

    private final SharedWorld world = new SharedWorld(new World(1, Instant.parse("2026-01-01T10:00:00Z")));
    private String id = "";
    private NodeShell shell;

    @BeforeEach
    void start() throws Exception {
        Tools.assumeLinux();
        shell = world.ask(w -> new NodeShell(w, work, SPEED));
        world.change(w -> w.shell(shell));
        id = world.ask(
                w -> w.createGroup(GroupSpec.of("g", 0, 1, 1)).getFirst().id());
        write("proc/self/mountinfo", "27 1 259:1 / / rw - xfs /dev/nvme0n1p1 rw\n");
        for (String unit : List.of("dsiem", "nats", "filebeat")) {
            write("run/simulator/" + unit + ".service.unit", "");
        }
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void frontend_isPendingWithConnectionsAndThenEmpty() throws Exception {
        assertThat(look("frontend")).isInstanceOf(Look.Unknown.class);
        write("run/simulator/connections.8080", "2\n");
        assertThat(look("frontend"))
                .isInstanceOfSatisfying(
                        Look.Pending.class, pending -> assertThat(pending.size()).isEqualTo("2 connections"));
        write("run/simulator/connections.8080", "0\n");
        assertThat(look("frontend")).isInstanceOf(Look.Empty.class);
    }

    @Test
    void natsServer_isPendingWithClientsAndEmptyOnceItIsDead() throws Exception {
        assertThat(look("nats")).isInstanceOf(Look.Unknown.class);
        write("run/simulator/clients", "5\n");
        assertThat(look("nats"))
                .isInstanceOfSatisfying(
                        Look.Pending.class, pending -> assertThat(pending.size()).isEqualTo("5 connections"));
        Files.delete(shell.nodes().root(id).resolve("run/simulator/clients"));
        write("run/simulator/nats.service.stopped", "");
        assertThat(look("nats")).isInstanceOf(Look.Empty.class);
    }

    @Test
    void backend_isPendingUntilItIsDeadAndShipped() throws Exception {
        Tools.assumeInstalled("jq");
        Path alarms = write("dsiem/logs/siem_alarms.json", "{}\n");
        write("dsiem/logs/siem_alarm_events.json", "");
        Registry registry = new Registry(shell.nodes().root(id).resolve("dsiem/filebeat/registry/filebeat"));
        registry.set(alarms, 0);
        assertThat(look("backend"))
                .isInstanceOfSatisfying(
                        Look.Pending.class, pending -> assertThat(pending.bytes()).isEqualTo(3));
        registry.set(alarms, 3);
        assertThat(look("backend"))
                .isInstanceOfSatisfying(
                        Look.Pending.class, pending -> assertThat(pending.what()).isEqualTo(Look.What.CONNECTIONS));
        write("run/simulator/dsiem.service.stopped", "");
        assertThat(look("backend")).isInstanceOf(Look.Empty.class);
    }

    private Path write(String name, String text) throws Exception {
        Path file = shell.nodes().root(id).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Look look(String role) throws Exception {
        String script = Files.readString(Path.of("nodes/dsiem/drain-" + role + ".sh"));
        CommandDocument document =
                new CommandDocument("drainguard-d", "look", script, Map.of("wait", "0"), Duration.ofSeconds(110));
        world.change(w -> w.putDocument(document));
        try (RealTime clock = RealTime.from(world.ask(World::instant), SPEED);
                WorldTicker _ = WorldTicker.start(world, clock, Duration.ofMillis(600))) {
            String command = world.ask(w -> w.ssm().sendCommand("drainguard-d", List.of(id), null))
                    .commandId();
            InvocationView view = read(command);
            for (int i = 0; i < 1000 && view.status().equals("InProgress"); i++) {
                Thread.sleep(10);
                view = read(command);
            }
            assertThat(view.status()).as(view.toString()).isEqualTo("Success");
            return LookLine.parse(view.output());
        }
    }

    private InvocationView read(String command) {
        return world.ask(w -> w.ssm().getCommandInvocation(command, id));
    }
}
