package io.drainguard.proofs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What goes wrong in a story, and when, drawn from its seed. All begins within the first minutes, so that one thing
/// often meets another.
final class Mishaps {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LAST = Duration.ofMinutes(4);
    private static final Duration LEAST = Duration.ofSeconds(3);
    private static final Duration SHORT = Duration.ofSeconds(40);
    private static final Duration MIDDLE = Duration.ofMinutes(3);
    private static final Duration LONG = Duration.ofMinutes(12);

    private final Scene scene;
    private final Group group;
    private final FileServer server;
    private final Ec2 ec2;
    private final List<Runnable> all;
    private Instant quiet = Instant.EPOCH;

    Mishaps(Scene scene, Group group, FileServer server, Ec2 ec2) {
        this.scene = scene;
        this.group = group;
        this.server = server;
        this.ec2 = ec2;
        this.all = List.of(
                () -> cut(false),
                () -> cut(false),
                () -> cut(true),
                this::pause,
                this::pause,
                this::pause,
                this::oversleep,
                this::loseZone,
                this::failHost,
                this::crash,
                this::killLease,
                this::killDlc,
                this::hangServer,
                this::hangServer,
                this::restartServer,
                this::breakUplink,
                group::replacePlanned,
                group::replacePlanned,
                group::launchDouble,
                () -> group.holder().ifPresent(Node::metadataSilent));
    }

    /// Draws what is to come.
    void begin() {
        if (scene.chance().in(35)) {
            at(group::launchDouble);
        }
        if (scene.chance().in(30)) {
            at(this::silenceEc2);
        }
        for (int i = scene.chance().between(1, 3); i > 0; i--) {
            at(scene.chance().oneOf(all));
        }
    }

    /// When the last trouble ends, as far as is known now.
    Instant quietFrom() {
        return quiet;
    }

    private void at(Runnable what) {
        lasts(scene.between(FIRST, LAST), what);
    }

    private void lasts(Duration span, Runnable end) {
        Instant at = scene.now().plus(span);
        quiet = at.isAfter(quiet) ? at : quiet;
        scene.after(span, end);
    }

    private Duration span() {
        return scene.between(LEAST, scene.chance().oneOf(List.of(SHORT, MIDDLE, LONG)));
    }

    /// Mostly the holder; now and then the node that comes after it.
    private Optional<Node> victim() {
        return scene.chance().in(75) ? group.holder() : group.newest();
    }

    private void happens(LeaseEvent what, Consumer<Node> done) {
        victim().filter(node -> !node.hasEnded()).ifPresent(node -> {
            LeaseProcess lease = node.lease();
            if (lease != null) {
                lease.tear();
            }
            scene.history().happened(what, node.id());
            done.accept(node);
        });
    }

    private void cut(boolean fromAll) {
        happens(fromAll ? LeaseEvent.CUT_FROM_ALL : LeaseEvent.CUT_FROM_STATE, node -> {
            node.machine().cut(fromAll);
            lasts(span(), () -> heal(node));
        });
    }

    private void heal(Node node) {
        scene.history().happened(LeaseEvent.HEALED, node.id());
        node.machine().heal();
        ec2.endsAgain(node.id());
    }

    private void pause() {
        happens(LeaseEvent.PAUSED, node -> {
            node.machine().pause();
            if (scene.chance().in(30) && node.machine().isStopped()) {
                ec2.neverEnds(node.id());
            }
            lasts(span(), () -> wake(node));
        });
    }

    private void wake(Node node) {
        if (node.machine().isStopped()) {
            scene.history().happened(LeaseEvent.WOKE, node.id());
            node.machine().wake();
            ec2.endsAgain(node.id());
        }
    }

    /// The holder sleeps until another one has taken over and has crashed in its turn.
    private void oversleep() {
        happens(LeaseEvent.PAUSED, node -> {
            node.machine().pause();
            lasts(LONG, () -> wake(node));
            afterSuccessor(node);
        });
    }

    private void afterSuccessor(Node sleeper) {
        scene.after(Group.TURN, () -> {
            if (!sleeper.machine().isStopped()) {
                return;
            }
            Optional<Node> next = group.nodes().stream()
                    .filter(Node::hasDlc)
                    .filter(node -> !node.equals(sleeper))
                    .findFirst();
            next.ifPresentOrElse(
                    node -> {
                        scene.history().happened(LeaseEvent.OVERSLEPT, sleeper.id());
                        node.crash();
                        node.boot();
                        scene.after(scene.between(LEAST, SHORT), () -> wake(sleeper));
                    },
                    () -> afterSuccessor(sleeper));
        });
    }

    /// Half of the lost zones come back within the story.
    private void loseZone() {
        happens(LeaseEvent.ZONE_LOST, node -> {
            node.machine().cut(true);
            ec2.neverEnds(node.id());
            if (scene.chance().in(50)) {
                lasts(span(), () -> heal(node));
            }
        });
    }

    private void failHost() {
        happens(LeaseEvent.HOST_FAILED, Node::crash);
    }

    private void crash() {
        happens(LeaseEvent.CRASHED, node -> {
            node.crash();
            ec2.endsAgain(node.id());
            node.boot();
        });
    }

    private void killLease() {
        happens(LeaseEvent.LEASE_PROCESS_KILLED, node -> {
            LeaseProcess lease = node.lease();
            if (lease != null && node.machine().runs()) {
                if (scene.chance().in(50)) {
                    lease.fail("killed");
                } else {
                    lease.loseGuard();
                }
            }
        });
    }

    private void killDlc() {
        happens(LeaseEvent.DLC_DIED, node -> {
            if (node.machine().runs()) {
                node.dlc().die();
            }
        });
    }

    private void hangServer() {
        scene.history().happened(LeaseEvent.SERVER_HUNG, "");
        server.hang();
        lasts(span(), server::answersAgain);
    }

    private void restartServer() {
        scene.history().happened(LeaseEvent.SERVER_RESTARTED, "");
        server.restart();
    }

    private void breakUplink() {
        scene.history().happened(LeaseEvent.UPLINK_DOWN, "");
        scene.uplink().up(false);
        lasts(span(), () -> scene.uplink().up(true));
    }

    private void silenceEc2() {
        scene.history().happened(LeaseEvent.EC2_SILENT, "");
        ec2.silent(true);
        if (scene.chance().in(70)) {
            lasts(scene.between(MIDDLE, LONG), () -> ec2.silent(false));
        }
    }
}
