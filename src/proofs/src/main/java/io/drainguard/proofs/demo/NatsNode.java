package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.MemoryNats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A NATS server's node. A stand-in for `dsiem-handover` sends it into lame-duck mode once another server is there.
final class NatsNode extends ClusterNode {
    private static final String UNIT = "nats.service";

    private final MemoryNats nats;
    private MemoryNats.@Nullable Server server;

    NatsNode(String id, DeployedGroup group, NodeFiles files, MemoryNats nats) {
        super(id, group, files);
        this.nats = nats;
        files.unit(UNIT, false);
    }

    /// Whether it serves, and knows so many others.
    boolean serves(int others) {
        return server != null && server.running() && server.routes() >= others && !goes();
    }

    /// How many clients are connected to it.
    int connections() {
        return server != null && server.running() ? server.connections() : 0;
    }

    @Override
    void start() {
        server = nats.start(id());
        files.unit(UNIT, true);
        show();
    }

    @Override
    void work(Instant now) {
        show();
    }

    private void show() {
        if (server != null && server.running()) {
            files.count("clients", server.connections());
        } else {
            files.silent("clients");
            files.unit(UNIT, false);
        }
    }

    @Override
    void leave() {}

    @Override
    void handOver(Instant now) {
        if (server != null && server.routes() > 0) {
            server.lameDuck();
        }
    }

    @Override
    void stop() {
        if (server != null && server.running()) {
            server.stop();
        }
    }
}
