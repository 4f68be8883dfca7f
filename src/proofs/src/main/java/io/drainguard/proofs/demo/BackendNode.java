package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.AlarmLogs;
import io.drainguard.proofs.dsiem.BackendSettings;
import io.drainguard.proofs.dsiem.Bus;
import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.DsiemBackend;
import io.drainguard.proofs.dsiem.MemoryNats;
import io.drainguard.proofs.dsiem.Registry;
import io.drainguard.proofs.dsiem.Shipper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A backend's node, with dsiem and a shipper. A stand-in for `dsiem-handover` stops dsiem once a successor has been in
/// service for the overlap, or at once where that is 0, and lets the shipper go on.
final class BackendNode extends ClusterNode {
    private static final List<String> LOGS = List.of(AlarmLogs.ALARMS, AlarmLogs.EVENTS);
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
    private final Path home;
    private final Shipper shipper;
    private final AlarmTail alarms;
    private @Nullable DsiemBackend dsiem;
    private MemoryNats.@Nullable Client client;
    private Instant started = Instant.MAX;
    private boolean stopped;
    private @Nullable Instant shipped;
    private int openAtStop;

    BackendNode(String id, DeployedGroup group, NodeFiles files, DsiemCluster cluster) {
        super(id, group, files);
        this.cluster = cluster;
        this.node = group.tag("drainguard:dsiem-node");
        this.overlap = Duration.ofSeconds(Long.parseLong(group.tag("drainguard:overlap")));
        this.home = files.root().resolve("dsiem");
        this.alarms = new AlarmTail(home.resolve("logs").resolve(AlarmLogs.ALARMS));
        files.unit(DSIEM, false);
        files.write("proc/self/mountinfo", "40 1 0:40 / " + files.root() + " rw - xfs /dev/nvme0n1p1 rw\n");
        try {
            Registry registry = new Registry(home.resolve("filebeat/registry/filebeat"));
            this.shipper = new Shipper(home.resolve("logs"), registry, cluster.receiver(), node, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.tally().backend(node, id);
    }

    String node() {
        return node;
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
                home, BackendSettings.unbounded(node), cluster::now, new Random(cluster.random().nextLong()));
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
        alarms.fresh().forEach(cluster.tally()::raised);
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
        try {
            if (!shipper.ship()) {
                shipped = null;
            } else if (stopped && shipped == null) {
                shipped = now;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            alarms.fresh().forEach(cluster.tally()::raised);
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

    /// Bytes in its logs that have not arrived at the receiver.
    long waiting() {
        return LOGS.stream().mapToLong(this::size).sum() - cluster.tally().bytes(id());
    }

    private long size(String log) {
        try {
            Path file = home.resolve("logs").resolve(log);
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines in its logs that never arrived at the receiver.
    List<String> unshipped() {
        List<String> lines = new ArrayList<>();
        for (String log : LOGS) {
            lines.addAll(cluster.tally().missing(id(), log, lines(log)));
        }
        return lines;
    }

    /// The lines of one of its logs.
    List<String> lines(String log) {
        try {
            Path file = home.resolve("logs").resolve(log);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
