package io.drainguard.proofs.lease;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The DLC's service in one boot of a node, as its unit ties it to the lease: it starts once the lease process is
/// ready, and an order to stop it also takes back an order to start that still waits.
final class DlcService {
    private static final Duration STARTS = Duration.ofSeconds(8);
    private static final Duration STOPS = Duration.ofSeconds(10);

    private final Scene scene;
    private final Node node;
    private @Nullable Dlc dlc;
    private boolean isToStop;

    DlcService(Scene scene, Node node) {
        this.scene = scene;
        this.node = node;
    }

    boolean isAlive() {
        return dlc != null && dlc.isAlive();
    }

    boolean isToStop() {
        return isToStop;
    }

    /// Starts on this state.
    void start(Spool state) {
        scene.history().tell("DLC_STARTS", node.id());
        dlc = new Dlc(scene, node, state);
        dlc.start();
    }

    /// Starts after the lease process, unless that has ended by then.
    void startAfter(LeaseProcess lease, Spool state) {
        if (isAlive()) {
            return;
        }
        node.machine().after(scene.between(Duration.ZERO, STARTS), () -> {
            if (lease.isHolder() && !isToStop) {
                start(state);
            }
        });
    }

    /// An ordinary stop: in time, or killed after it.
    void stop(Runnable then) {
        isToStop = true;
        Dlc running = dlc;
        if (running == null || !running.isAlive()) {
            then.run();
            return;
        }
        node.machine().after(scene.between(Duration.ZERO, STOPS), () -> {
            if (running.isAlive()) {
                running.stop(then);
            }
        });
        node.machine().after(scene.design().times().dlcStop(), () -> {
            if (running.isAlive()) {
                running.die();
                then.run();
            }
        });
    }

    /// It ends without another word.
    void die() {
        if (dlc != null) {
            dlc.die();
        }
    }
}
