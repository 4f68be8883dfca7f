package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.BackendSettings;
import io.drainguard.proofs.dsiem.Bus;
import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.DsiemBackend;
import io.drainguard.proofs.dsiem.MemoryNats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A backend's node, with dsiem and a shipper. A stand-in for `dsiem-handover` stops dsiem once a successor has been in
/// service for the overlap, or at once where that is 0, and lets the shipper go on.
final class BackendNode extends ClusterNode {
    private static final String DSIEM = "dsiem.service";

    /// `RestartSec` of `nodes/dsiem/units/dsiem.service`.
    private static final Duration RESTART = Duration.ofSeconds(1);

    /// A start may die of the first events; only then the node says that it is ready (`nodes/dsiem/dsiem-boot`).
    private static final Duration SOUND = Duration.ofSeconds(5);

    /// The receiver of alarms goes away so long before dsiem stops, so that something waits on the disk.
    private static final Duration BEFORE = Duration.ofSeconds(15);

    private final DsiemCluster cluster;
    private final String node;
    private final Duration overlap;
    private final BackendDisk disk;
    private @Nullable DsiemBackend dsiem;
    private MemoryNats.@Nullable Client client;
    private Instant started = Instant.MAX;
    private boolean stopped;
    private @Nullable Instant shipped;
    private int openAtStop;

    BackendNode(String id, DeployedGroup group, NodeFiles files, DsiemCluster cluster) {
        super(id, group, files);
        this.cluster = cluster;
        this.node = group.node();
        this.overlap = Duration.ofSeconds(Long.parseLong(group.tag("drainguard:overlap")));
        this.disk = new BackendDisk(files.root().resolve("dsiem"), node, id, cluster.receiver(), cluster.tally());
        files.unit(DSIEM, false);
        files.write("proc/self/mountinfo", "40 1 0:40 / " + files.root() + " rw - xfs /dev/nvme0n1p1 rw\n");
        cluster.tally().backend(node, id);
    }

    String node() {
        return node;
    }

    BackendDisk disk() {
        return disk;
    }

    /// Whether its launching hook may hear CONTINUE.
    boolean isReady() {
        Instant sound = started.equals(Instant.MAX) ? started : started.plus(SOUND);
        return isSubscribed() && !cluster.now().isBefore(sound);
    }

    boolean isSubscribed() {
        return client != null && client.listensTo(Bus.EVENTS);
    }

    /// How many correlations were open when dsiem was stopped.
    int openAtStop() {
        return openAtStop;
    }

    /// Whether its hand-over has stopped dsiem.
    boolean isStopped() {
        return stopped;
    }

    /// Since when dsiem has been stopped and everything shipped, or `null`.
    @Nullable
    Instant shipped() {
        return shipped;
    }

    @Override
    void start() {
        ConfigSource configs = cluster.configs();
        MemoryNats.Client connected = cluster.nats().connect(id());
        DsiemBackend next = new DsiemBackend(
                disk.home(),
                BackendSettings.unbounded(node),
                cluster::now,
                new Random(cluster.random().nextLong()));
        client = connected;
        dsiem = next;
        files.unit(DSIEM, true);
        files.unit("filebeat.service", true);
        try {
            next.start(heard(connected), configs);
            started = cluster.now();
        } catch (IOException exits) {
            connected.close();
        }
    }

    /// What a backend hears, noted before it hears it.
    private Bus heard(Bus bus) {
        return new Bus() {
            @Override
            public void publish(String subject, byte[] data) {
                bus.publish(subject, data);
            }

            @Override
            public AutoCloseable subscribe(String subject, Consumer<byte[]> handler) {
                return bus.subscribe(subject, data -> {
                    cluster.tally().saw(id(), data);
                    handler.accept(data);
                });
            }
        };
    }

    @Override
    void work(Instant now) {
        DsiemBackend present = dsiem;
        if (present != null && !stopped) {
            present.advance();
            if (!present.isAlive()) {
                disconnect();
                dsiem = null;
                cluster.time().after(RESTART, this::restart);
            }
        }
        disk.readAlarms();
        ship(now);
        if (cluster.stopsEarly() && !stopped && cluster.hasSuccessor(this)) {
            stopDsiem();
        }
    }

    private void restart() {
        if (isUp() && !stopped) {
            start();
        }
    }

    private void ship(Instant now) {
        if (!disk.ship()) {
            shipped = null;
        } else if (stopped && shipped == null) {
            shipped = now;
        }
    }

    @Override
    void leave() {}

    @Override
    void handOver(Instant now) {
        Instant due = overlap.isZero()
                ? now
                : cluster.successorSince(this).map(since -> since.plus(overlap)).orElse(Instant.MAX);
        if (!stopped && !now.isBefore(due.minus(BEFORE))) {
            cluster.receiverLeaves();
        }
        if (!stopped && !now.isBefore(due)) {
            stopDsiem();
        }
    }

    private void stopDsiem() {
        stopped = true;
        if (dsiem != null) {
            openAtStop = dsiem.open();
            dsiem.kill();
            disk.readAlarms();
        }
        disconnect();
        files.unit(DSIEM, false);
        cluster.stopped(this);
    }

    @Override
    void stop() {
        if (dsiem != null) {
            dsiem.kill();
        }
        disconnect();
    }

    private void disconnect() {
        if (client != null) {
            client.close();
        }
    }
}
