package io.drainguard.proofs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An Auto Scaling group of one with both hooks, and the guard that holds its leaving nodes. A replacement for a node
/// that is not healthy is launched before the old one has ended (re:Post QUKC2EtnyGSPS_RWk7AD6BKQ), and a rebalancing
/// or a refresh may run two (EC2 Auto Scaling User Guide, instance-maintenance-policy, rebalance).
final class Group {
    static final Duration TURN = Duration.ofSeconds(10);

    /// The launching hook of `templates/dlc.yaml`; at its end the node is abandoned.
    private static final Duration LAUNCH_HOOK = Duration.ofSeconds(900);

    /// The group's tag `drainguard:yields-after`, and how late the guard may be.
    private static final Duration YIELDS = Duration.ofSeconds(240);

    private static final Duration GUARD_LATE = Duration.ofSeconds(90);

    /// The terminating hook of `templates/dlc.yaml`, which ends with CONTINUE.
    private static final Duration TERMINATE_HOOK = Duration.ofSeconds(300);

    /// A look that is Empty, and the decision on it.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(15);

    private static final Duration LAST_LOOK = Duration.ofSeconds(75);

    /// Failed checks of the load balancer until the group acts.
    private static final Duration UNHEALTHY = Duration.ofSeconds(60);

    private static final Duration LEAST_LAUNCH = Duration.ofSeconds(5);
    private static final Duration MOST_LAUNCH = Duration.ofSeconds(40);

    private final Scene scene;
    private final FileServer server;
    private final Ec2 ec2;
    private final List<Member> members = new ArrayList<>();
    private final boolean guardDead;
    private int launches;

    /// Where a node is in the group.
    private enum Phase {
        PENDING,
        IN_SERVICE,
        LEAVING
    }

    /// A node of the group, until it has ended.
    private static final class Member {
        private final Node node;
        private final Instant launched;
        private Phase phase = Phase.PENDING;
        private @Nullable Instant unhealthySince;
        private boolean released;

        private Member(Node node, Instant launched) {
            this.node = node;
            this.launched = launched;
        }
    }

    Group(Scene scene, FileServer server, Ec2 ec2) {
        this.scene = scene;
        this.server = server;
        this.ec2 = ec2;
        this.guardDead = scene.chance().in(10);
        if (guardDead) {
            scene.history().happened(LeaseEvent.GUARD_DEAD, "");
        }
    }

    void begin() {
        Node first = launch();
        first.started();
        scene.after(TURN, this::turn);
    }

    /// Nodes that have not ended.
    List<Node> nodes() {
        return members.stream().map(member -> member.node).toList();
    }

    /// The node whose DLC runs, or ran last, before any other one.
    Optional<Node> holder() {
        return nodes().stream()
                .filter(Node::hasDlc)
                .findFirst()
                .or(() -> nodes().stream().findFirst());
    }

    /// The node that was launched last.
    Optional<Node> newest() {
        return members.isEmpty() ? Optional.empty() : Optional.of(members.getLast().node);
    }

    private Node launch() {
        Node node = new Node(scene, server, ec2, "i-" + ++launches);
        members.add(new Member(node, scene.now()));
        ec2.launched(node);
        return node;
    }

    private void launchAnother() {
        Node node = launch();
        scene.history().tell("LAUNCH", node.id());
        scene.after(scene.between(LEAST_LAUNCH, MOST_LAUNCH), node::boot);
    }

    // --- what people and AWS do with a healthy group ---

    /// One more node beside a healthy one.
    void launchDouble() {
        scene.history().happened(LeaseEvent.DOUBLED_LAUNCH, "");
        launchAnother();
    }

    /// The node in service has to go, and another one comes.
    void replacePlanned() {
        inService().findFirst().ifPresent(member -> {
            scene.history().happened(LeaseEvent.PLANNED_REPLACEMENT, member.node.id());
            leave(member);
            launchAnother();
        });
    }

    private Stream<Member> inService() {
        return List.copyOf(members).stream().filter(member -> member.phase == Phase.IN_SERVICE);
    }

    /// Whether a DLC serves that has its state.
    boolean isServed() {
        for (Member member : members) {
            if (member.node.serves() && member.node.machine().reachesState()) {
                return true;
            }
        }
        return false;
    }

    // --- every ten seconds ---

    private void turn() {
        members.removeIf(member -> ec2.hasEnded(member.node.id()));
        for (Member member : List.copyOf(members)) {
            switch (member.phase) {
                case PENDING -> pending(member);
                case IN_SERVICE -> inService(member);
                case LEAVING -> {}
            }
        }
        if (count(Phase.IN_SERVICE) > 1) {
            inService().findFirst().ifPresent(this::leave);
        }
        if (count(Phase.LEAVING) == members.size()) {
            launchAnother();
        }
        scene.after(TURN, this::turn);
    }

    private int count(Phase phase) {
        int count = 0;
        for (Member member : members) {
            count += member.phase == phase ? 1 : 0;
        }
        return count;
    }

    private void pending(Member member) {
        if (member.node.serves()) {
            member.phase = Phase.IN_SERVICE;
        } else if (scene.now().isAfter(member.launched.plus(LAUNCH_HOOK))) {
            scene.history().happened(LeaseEvent.LAUNCH_ABANDONED, member.node.id());
            member.phase = Phase.LEAVING;
            ec2.end(member.node.id());
        }
    }

    private void inService(Member member) {
        if (member.node.serves()) {
            member.unhealthySince = null;
            return;
        }
        Instant since = member.unhealthySince;
        if (since == null) {
            member.unhealthySince = scene.now();
        } else if (!scene.now().isBefore(since.plus(UNHEALTHY))) {
            scene.history().happened(LeaseEvent.HEALTH_REPLACEMENT, member.node.id());
            leave(member);
            launchAnother();
        }
    }

    // --- the way out ---

    private void leave(Member member) {
        member.phase = Phase.LEAVING;
        member.node.tellToGo(() -> {
            if (!guardDead) {
                scene.after(scene.between(FIRST_LOOK, LAST_LOOK), () -> release(member, false));
            }
        });
        Duration last = guardDead ? TERMINATE_HOOK : YIELDS.plus(scene.between(Duration.ZERO, GUARD_LATE));
        scene.after(last, () -> release(member, true));
    }

    private void release(Member member, boolean yields) {
        if (!member.released) {
            member.released = true;
            if (yields) {
                scene.history().happened(LeaseEvent.YIELDED, member.node.id());
            }
            ec2.end(member.node.id());
        }
    }
}
