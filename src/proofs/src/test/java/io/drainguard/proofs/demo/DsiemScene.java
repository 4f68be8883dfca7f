package io.drainguard.proofs.demo;

import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A story of a dsiem cluster on virtual time, in which no guard looks: whoever holds nothing is let go 20 s later.
final class DsiemScene {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    private static final Duration PROLOGUE = Duration.ofSeconds(40);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    final World world = new World(7, START);
    final List<String> notes = new ArrayList<>();
    final DsiemCluster cluster;
    private final DsiemAccount account;
    private final Story story;
    private final boolean isCareless;
    private final Map<String, Instant> idle = new HashMap<>();
    private final Map<String, String> rows = new HashMap<>();

    /// @param isCareless lets nodes go at once, and a backend before it has shipped
    DsiemScene(Story story, Path directory, long seed, boolean stopsEarly, boolean isCareless) throws IOException {
        this.story = story;
        this.isCareless = isCareless;
        List<DeployedGroup> groups =
                Deployment.of(Path.of("template.yaml"), story).groups();
        groups.forEach(group -> group.in(world));
        cluster = new DsiemCluster(START, seed, groups, this::note, stopsEarly);
        account = new DsiemAccount(
                cluster,
                directory.resolve("efs"),
                id -> directory.resolve("nodes").resolve(id));
        account.prepare(world);
    }

    private void note(String text) {
        notes.add(Duration.between(START, cluster.now()).toSeconds() + " s: " + text);
    }

    /// Plays it to its end.
    DsiemVerdict play() {
        pass(PROLOGUE);
        DsiemPlot plot = new DsiemPlot(story, cluster, this::note);
        plot.begin(world);
        while (!plot.isOver()) {
            if (cluster.now().isAfter(START.plus(LIMIT))) {
                throw new AssertionError("it did not end: " + notes);
            }
            pass(SECOND);
            plot.turn(world);
        }
        return DsiemVerdict.of(story, cluster, plot, rows);
    }

    private void pass(Duration span) {
        for (Instant end = cluster.now().plus(span); cluster.now().isBefore(end); ) {
            Instant next = cluster.now().plus(SECOND);
            world.advanceTo(next);
            account.follow(world);
            cluster.advance(next);
            List.copyOf(world.instances()).stream()
                    .filter(instance -> instance.waitBegan() != null)
                    .forEach(this::settle);
        }
    }

    private void settle(Instance instance) {
        ClusterNode node = cluster.node(instance.id());
        if (!isIdle(node)) {
            idle.remove(node.id());
            return;
        }
        Instant since = idle.computeIfAbsent(node.id(), _ -> cluster.now());
        if (isCareless || !cluster.now().isBefore(since.plus(LOOK))) {
            rows.put(node.id(), "waiting-empty");
            world.autoScaling()
                    .completeLifecycleAction(
                            node.group.name(),
                            node.group.terminatingHook().name(),
                            ActionRef.instance(node.id()),
                            "CONTINUE");
        }
    }

    private boolean isIdle(ClusterNode node) {
        return switch (node) {
            case NatsNode server -> server.connections() == 0;
            case FrontendNode frontend -> frontend.connections() == 0;
            case BackendNode backend -> isCareless ? backend.isStopped() : backend.shipped() != null;
        };
    }
}
