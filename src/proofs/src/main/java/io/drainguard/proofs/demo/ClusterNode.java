package io.drainguard.proofs.demo;

import java.time.Duration;
import java.time.Instant;

/// A node of a dsiem cluster: what runs on it, and in its directory what its drain document finds.
abstract sealed class ClusterNode permits NatsNode, FrontendNode, BackendNode {
    /// Between two questions of a node to its metadata or to AWS (`nodes/dsiem/dsiem-handover`).
    private static final Duration ASKS = Duration.ofSeconds(5);

    private final String id;
    final DeployedGroup group;
    final NodeFiles files;
    private boolean up;
    private boolean goes;
    private boolean ended;
    private Instant asked = Instant.EPOCH;

    ClusterNode(String id, DeployedGroup group, NodeFiles files) {
        this.id = id;
        this.group = group;
        this.files = files;
    }

    final String id() {
        return id;
    }

    /// Whether it has booted and was not ended.
    final boolean isUp() {
        return up && !ended;
    }

    /// Whether its group has told it to go: its target lifecycle state is `Terminated`.
    final boolean goes() {
        return goes;
    }

    final boolean ended() {
        return ended;
    }

    final void boot() {
        if (!ended) {
            up = true;
            start();
        }
    }

    final void mustGo() {
        if (!goes) {
            goes = true;
            leave();
        }
    }

    final void end() {
        if (!ended) {
            ended = true;
            stop();
        }
    }

    /// Once a second.
    final void tick(Instant now) {
        if (!isUp()) {
            return;
        }
        work(now);
        if (goes && !now.isBefore(asked.plus(ASKS))) {
            asked = now;
            handOver(now);
        }
    }

    abstract void start();

    abstract void work(Instant now);

    /// What the node does as soon as its load balancer takes it off; the node itself does not know yet.
    abstract void leave();

    /// What its hand-over does, each time that it has asked and must go.
    abstract void handOver(Instant now);

    /// The machine is gone.
    abstract void stop();
}
