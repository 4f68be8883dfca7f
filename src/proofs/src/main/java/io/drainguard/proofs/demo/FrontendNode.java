package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.DsiemFrontend;
import io.drainguard.proofs.dsiem.MemoryNats;
import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A frontend's node. Its balancer sends nothing more to it once it has to go, and closes its connections one by one,
/// the last ones within the time of deregistration (Elastic Load Balancing User Guide, deregistration delay; an idle
/// connection after 60 s). Nothing on the node hands over: dsiem ends with its machine.
final class FrontendNode extends ClusterNode {
    private static final int CONNECTIONS = 6;
    private static final int IDLE_SECONDS = 60;

    private final SimTime time;
    private final MemoryNats nats;
    private final SplittableRandom random;
    private int connections;
    private @Nullable DsiemFrontend dsiem;
    private MemoryNats.@Nullable Client client;

    FrontendNode(
            String id, DeployedGroup group, NodeFiles files, SimTime time, MemoryNats nats, SplittableRandom random) {
        super(id, group, files);
        this.time = time;
        this.nats = nats;
        this.random = random;
    }

    /// Whether its balancer sends events to it.
    boolean takes() {
        return isUp() && !goes();
    }

    int connections() {
        return connections;
    }

    /// Posts an event, and says whether that was answered 200.
    boolean post(byte[] event) {
        DsiemFrontend frontend = dsiem;
        if (frontend == null || client == null || frontend.post(event) != DsiemFrontend.Answer.ACCEPTED) {
            return false;
        }
        frontend.publish(client);
        return true;
    }

    /// Its configuration, for backends.
    @Nullable
    ConfigSource configs() {
        return dsiem;
    }

    @Override
    void start() {
        dsiem = DsiemFrontend.simulated(files.root().resolve("dsiem"), time::now);
        client = nats.connect(id());
        files.unit("dsiem.service", true);
        connections = CONNECTIONS;
        show();
    }

    private void show() {
        files.count("connections.8080", connections);
    }

    @Override
    void work(Instant now) {}

    @Override
    void leave() {
        for (int i = 0; i < CONNECTIONS; i++) {
            time.after(Duration.ofSeconds(random.nextInt(IDLE_SECONDS)), this::close);
        }
    }

    private void close() {
        connections--;
        show();
    }

    @Override
    void handOver(Instant now) {}

    @Override
    void stop() {
        if (dsiem != null && client != null) {
            dsiem.kill();
            client.close();
        }
    }
}
