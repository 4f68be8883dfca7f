package io.drainguard.proofs.demo;

import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The course of a story of a dsiem cluster, from its beginning to the moment when all that was accepted has either
/// arrived or is lost.
final class DsiemPlot {
    static final int FRONTENDS = 4;
    private static final int FEWER_FRONTENDS = 2;
    private static final int SERVERS = 3;

    /// A fresh NATS server has time for the clients that come to it.
    private static final Duration BETWEEN_SERVERS = Duration.ofSeconds(5);

    /// After the last change the cluster works on for so long, and after the last event too.
    private static final Duration EPILOGUE = Duration.ofSeconds(20);

    private final Story story;
    private final DsiemCluster cluster;
    private final Consumer<String> notes;
    private final Deque<String> servers = new ArrayDeque<>();
    private final String backend;
    private @Nullable String retired;
    private @Nullable Instant whole;
    private @Nullable Instant done;
    private @Nullable Instant silent;

    DsiemPlot(Story story, DsiemCluster cluster, Consumer<String> notes) {
        this.story = story;
        this.cluster = cluster;
        this.notes = notes;
        cluster.all(NatsNode.class).map(ClusterNode::id).forEach(servers::add);
        this.backend = cluster.all(BackendNode.class).findFirst().orElseThrow().id();
    }

    /// Who must go by the story.
    List<ClusterNode> leavers() {
        return cluster.all(ClusterNode.class).filter(ClusterNode::goes).toList();
    }

    /// How many nodes go in all.
    int planned() {
        return story == Story.DSIEM_GAP ? 1 : FRONTENDS - FEWER_FRONTENDS + 1 + SERVERS;
    }

    void begin(World world) {
        String name = ((BackendNode) cluster.node(backend)).node();
        if (story == Story.DSIEM_GAP) {
            notes.accept("a person ends " + backend + ", the only backend of " + name
                    + "; without an overlap its dsiem stops at once, and the group launches another when it is gone");
            world.autoScaling().terminateInstanceInAutoScalingGroup(backend, false);
            return;
        }
        notes.accept("scale-in: frontends " + FRONTENDS + " -> " + FEWER_FRONTENDS);
        world.autoScaling()
                .setDesiredCapacity(cluster.groups("dsiem-frontend").getFirst().name(), FEWER_FRONTENDS);
        notes.accept(
                "a person has the group replace " + backend + ", a backend of " + name + ": the new one comes first");
        world.autoScaling().setInstanceHealth(backend, "Unhealthy");
    }

    /// Does what is due.
    void turn(World world) {
        if (story == Story.DSIEM_SCALE_IN && isWhole() && !servers.isEmpty()) {
            retired = servers.remove();
            whole = null;
            notes.accept("a person ends the NATS server " + retired + "; " + servers.size() + " more will follow");
            world.autoScaling().terminateInstanceInAutoScalingGroup(retired, false);
        }
        if (done == null && isDone()) {
            done = cluster.now();
        }
        if (done != null && passed(done)) {
            cluster.load().end();
        }
        if (silent == null && cluster.load().isOver()) {
            silent = cluster.now();
        }
    }

    /// Whether all NATS servers are there and the last one that went is gone.
    private boolean isWhole() {
        boolean now = (retired == null || cluster.node(retired).ended())
                && cluster.all(NatsNode.class)
                                .filter(server -> server.serves(SERVERS - 1))
                                .count()
                        == SERVERS;
        if (!now) {
            whole = null;
        } else if (whole == null) {
            whole = cluster.now();
        }
        return whole != null && !cluster.now().isBefore(whole.plus(BETWEEN_SERVERS));
    }

    /// Whether everybody who must go has gone, and every node has its backend.
    private boolean isDone() {
        return leavers().size() == planned()
                && leavers().stream().allMatch(ClusterNode::ended)
                && (story == Story.DSIEM_GAP || (servers.isEmpty() && isWhole()))
                && cluster.nodes().stream()
                        .allMatch(name -> cluster.all(BackendNode.class)
                                .anyMatch(one -> one.node().equals(name) && one.isReady() && !one.goes()));
    }

    /// Whether nothing more can arrive.
    boolean isOver() {
        return silent != null
                && passed(silent)
                && cluster.all(BackendNode.class)
                        .filter(ClusterNode::isUp)
                        .allMatch(node -> node.disk().waiting() == 0);
    }

    private boolean passed(Instant since) {
        return !cluster.now().isBefore(since.plus(EPILOGUE));
    }
}
