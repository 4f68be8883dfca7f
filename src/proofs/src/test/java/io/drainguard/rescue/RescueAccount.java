package io.drainguard.rescue;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.shell.DocumentContent;
import io.drainguard.sim.shell.NodeShell;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.wire.WorldTicker;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A simulated account with one Spot group whose workers deliver what is in their queues, while told to.
///
/// Zones take turns: workers 0, 3 and 6 are in one zone.
final class RescueAccount implements AutoCloseable {
    static final String GROUP = "Cribl workers & more";
    static final String QUEUES = "/opt/cribl/state/queues";
    static final String DRAIN = "drainguard-cribl";
    static final String RESCUE = "rescue-drainguard-cribl";

    private static final int SPEED = 150;

    /// Only the pauses of scripts pass faster here, their work does not: so they get more virtual time for it.
    private static final Duration EXECUTION = Duration.ofMinutes(15);

    final SharedWorld world = new SharedWorld(new World(1, Instant.parse("2026-01-01T10:00:00Z")));
    final NodeShell shell;
    final SimulatorServer server;
    final Meddler meddler = new Meddler();
    final List<String> workers;
    final CommandDocument drain;
    private @Nullable RealTime clock;
    private @Nullable WorldTicker ticker;
    private final Thread delivery = Thread.ofPlatform().daemon().unstarted(this::deliver);
    private volatile boolean delivering;
    private volatile boolean closed;

    RescueAccount(Path work) throws IOException {
        Template template = Template.load(Path.of("template.yaml"));
        drain = unhurried(
                DocumentContent.read(DRAIN, template.properties("DrainDocument").path("Content")));
        CommandDocument rescue = DocumentContent.read(
                RESCUE, template.properties("RescueDocument").path("Content"));
        shell = world.ask(w -> new NodeShell(w, work.resolve("nodes"), SPEED));
        workers = world.ask(w -> {
            w.shell(shell);
            w.intercept(meddler);
            w.putDocument(drain);
            w.putDocument(rescue);
            return w
                    .createGroup(GroupSpec.of(GROUP, 0, 20, 7)
                            .tag("drainguard", DRAIN)
                            .onSpot())
                    .stream()
                    .map(Instance::id)
                    .toList();
        });
        workers.forEach(this::queue);
        server = SimulatorServer.start(world);
        delivery.start();
    }

    private static CommandDocument unhurried(CommandDocument document) {
        return new CommandDocument(
                document.name(),
                document.stepName(),
                document.script(),
                document.parameterDefaults(),
                EXECUTION,
                document.parameterPatterns());
    }

    /// The queue directory of a node; through the mount while there is one.
    Path queue(String instanceId) {
        return shell.nodes().directory(instanceId, QUEUES);
    }

    /// Puts data into the queue of a node, as two worker processes would.
    void fill(String instanceId) throws IOException {
        Files.writeString(
                Files.createDirectories(queue(instanceId).resolve("0/s3")).resolve("1.gz"), "data");
        Files.writeString(
                Files.createDirectories(queue(instanceId).resolve("1/inputs/a b"))
                        .resolve("7"),
                "more");
        Files.createFile(queue(instanceId).resolve("0/s3/empty.gz"));
    }

    /// Whether workers deliver what is queued.
    void deliver(boolean now) {
        delivering = now;
    }

    /// The node dies as Spot nodes do, its volume protected and tagged as the guard does it; returns the volume.
    /// From then on time passes by itself.
    String dieByInterruption(String instanceId, long pendingBytes) {
        String kept = die(instanceId, pendingBytes);
        RealTime real = RealTime.from(world.ask(World::instant), SPEED);
        clock = real;
        ticker = WorldTicker.start(world, real, Duration.ofSeconds(1));
        return kept;
    }

    private String die(String instanceId, long pendingBytes) {
        return world.ask(w -> {
            String volume = w.instance(instanceId).volumes().getFirst().id();
            w.mishaps().interruptSpot(instanceId);
            w.ec2().modifyInstanceAttribute(instanceId, "/dev/xvda", false);
            w.ec2()
                    .createTags(
                            List.of(volume),
                            Map.of(
                                    "drainguard:protected",
                                    "/dev/xvda",
                                    "drainguard:group",
                                    GROUP,
                                    "drainguard:node",
                                    instanceId,
                                    "drainguard:pending-bytes",
                                    String.valueOf(pendingBytes),
                                    "drainguard:protected-at",
                                    "2026-01-01T10:00:01Z"));
            w.advance(Duration.ofMinutes(3));
            return volume;
        });
    }

    Volume volume(String volumeId) {
        return world.ask(w -> w.instances().stream()
                .flatMap(instance -> instance.volumes().stream())
                .filter(volume -> volume.id().equals(volumeId))
                .findFirst()
                .orElseThrow());
    }

    List<Call> calls(String action) {
        return world.ask(w -> w.calls().of(action));
    }

    boolean protectedFromScaleIn(String instanceId) {
        return world.ask(w -> w.autoScaling()
                .describeAutoScalingInstances(List.of(instanceId), null, null)
                .items()
                .getFirst()
                .protectedFromScaleIn());
    }

    /// Whether something is mounted over the node's own queue.
    boolean isCovered(String instanceId) {
        return Files.isSymbolicLink(shell.nodes().locate(instanceId, QUEUES));
    }

    /// Whether the node's service runs.
    boolean serves(String instanceId) {
        return !Files.exists(shell.nodes().locate(instanceId, "/run/simulator/cribl.stopped"));
    }

    /// Files with data below a directory.
    static List<String> data(Path directory) {
        try (Stream<Path> files = Files.walk(directory.toRealPath())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 0)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException moved) {
            return List.of("moving: " + moved);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (ticker != null) {
            ticker.close();
        }
        if (clock != null) {
            clock.close();
        }
        server.close();
        shell.close();
    }

    private void deliver() {
        while (!closed) {
            if (delivering) {
                workers.stream().filter(this::works).forEach(this::deliverOne);
            }
            pause();
        }
    }

    private boolean works(String instanceId) {
        return serves(instanceId) && world.ask(w -> w.instance(instanceId).isRunning());
    }

    private void deliverOne(String instanceId) {
        try (Stream<Path> files = Files.walk(queue(instanceId).toRealPath())) {
            Path one = files.filter(Files::isRegularFile).findFirst().orElse(null);
            if (one != null) {
                Files.delete(one);
            }
        } catch (IOException | java.io.UncheckedIOException moved) {
            // The directory was being mounted or unmounted: the next round delivers.
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
