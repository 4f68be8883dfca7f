package io.drainguard.proofs.lease;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An instance with what runs on it: lease process, DLC, hand-over, as its units tie them together.
final class Node {
    private static final Duration LEAST_BOOT = Duration.ofSeconds(15);
    private static final Duration MOST_BOOT = Duration.ofSeconds(90);
    private static final Duration SLOW_BOOT = Duration.ofMinutes(10);

    /// Between two questions to the metadata service (`nodes/dlc/dlc-handover`).
    private static final Duration ASKS_METADATA = Duration.ofSeconds(5);

    /// What the planted fault waits.
    private static final Duration LATE_REBOOT = Duration.ofSeconds(90);

    private final Scene scene;
    private final FileServer server;
    private final Ec2 ec2;
    private final Machine machine;
    private @Nullable LeaseProcess lease;
    private DlcService dlc;
    private Runnable handedOver = () -> {};
    private boolean metadataSilent;
    private boolean hasToGo;
    private boolean rebootWaits;
    private boolean ended;

    Node(Scene scene, FileServer server, Ec2 ec2, String id) {
        this.scene = scene;
        this.server = server;
        this.ec2 = ec2;
        this.machine = new Machine(scene, server, id);
        this.dlc = new DlcService(scene, this);
    }

    String id() {
        return machine.id();
    }

    Machine machine() {
        return machine;
    }

    /// The lease process of this boot, if there is one.
    @Nullable
    LeaseProcess lease() {
        return lease;
    }

    /// The DLC of this boot.
    DlcService dlc() {
        return dlc;
    }

    boolean hasDlc() {
        return dlc.isAlive();
    }

    /// Whether the load balancer sees its port.
    boolean serves() {
        return hasDlc() && machine.reachesAws();
    }

    boolean hasUplink() {
        return scene.uplink().isUp() && machine.reachesAws();
    }

    boolean hasEnded() {
        return ended;
    }

    // --- boot ---

    void boot() {
        boolean slow = scene.chance().in(5);
        if (slow) {
            scene.history().happened(LeaseEvent.SLOW_BOOT, id());
        }
        int before = machine.boot();
        scene.after(scene.between(LEAST_BOOT, slow ? SLOW_BOOT : MOST_BOOT), () -> {
            if (!ended && machine.boot() == before && !machine.isOn()) {
                started();
            }
        });
    }

    void started() {
        machine.powerOn();
        rebootWaits = false;
        lease = null;
        dlc = new DlcService(scene, this);
        if (scene.design().has(Deviation.DLC_STARTS_AT_BOOT)
                || !scene.design().times().isBound()) {
            dlc.start(server.spool());
        } else if (scene.design().has(Deviation.STARTS_ON_LOCAL_STATE) && !machine.reachesState()) {
            dlc.start(new Spool());
        }
        machine.call(this::mounted);
        if (hasToGo) {
            goes();
        }
    }

    private void mounted() {
        if (dlc.isToStop()) {
            return; // the order to stop took back the one to start
        }
        server.mounted(machine);
        lease = new LeaseProcess(scene, this, server, ec2);
        lease.start();
    }

    /// The lease process tells systemd that it is ready; the DLC's unit follows.
    void leased() {
        if (lease != null) {
            dlc.startAfter(lease, server.spool());
        }
    }

    // --- ends ---

    /// The lease process reboots the machine by sysrq: at once, and nothing is written.
    void reboot() {
        boolean late = scene.design().has(Deviation.REBOOT_TAKES_90_S);
        machine.after(late ? LATE_REBOOT : Duration.ZERO, this::bootAgain);
    }

    /// The lease process has gone, and its unit has failed. systemd reboots, but calls sync(2) first, which waits for
    /// the file system (systemd 252, src/core/emergency-action.c); or it stops what is bound to the unit.
    void unitFailed() {
        if (scene.design().times().rebootsWhenFailed()) {
            rebootWaits = !machine.reachesState();
            machine.call(this::bootAgain);
        } else if (scene.design().times().isBound()) {
            dlc.stop(() -> {});
        }
    }

    /// Whether systemd waits for the file system before it reboots.
    boolean isRebootWaiting() {
        return rebootWaits;
    }

    private void bootAgain() {
        scene.history().happened(LeaseEvent.FENCED, id());
        crash();
        boot();
    }

    /// The machine is off at once, with all that ran on it.
    void crash() {
        if (lease != null) {
            lease.vanish();
        }
        dlc.die();
        machine.powerOff();
    }

    /// EC2 has ended it.
    void ended() {
        ended = true;
        crash();
    }

    /// EC2, or a person, asks the operating system to stop: units stop in order, the DLC before the lease.
    void shutDown() {
        if (machine.runs()) {
            dlc.stop(() -> endLease());
        }
    }

    /// The group lets it go: its metadata says so, unless that is away.
    ///
    /// @param afterwards runs once it has handed over
    void tellToGo(Runnable afterwards) {
        handedOver = afterwards;
        hasToGo = true;
        if (metadataSilent) {
            scene.history().happened(LeaseEvent.METADATA_SILENT, id());
        } else {
            goes();
        }
    }

    void metadataSilent() {
        metadataSilent = true;
    }

    private void goes() {
        if (!metadataSilent) {
            machine.after(scene.between(Duration.ZERO, ASKS_METADATA), this::handOver);
        }
    }

    private void handOver() {
        if (scene.design().has(Deviation.RELEASED_BEFORE_DLC_IS_DEAD)) {
            endLease();
            dlc.stop(() -> {});
            return;
        }
        dlc.stop(() -> machine.call(() -> {
            endLease();
            scene.history().happened(LeaseEvent.HANDED_OVER, id());
            handedOver.run();
        }));
    }

    private void endLease() {
        if (lease != null) {
            lease.end();
        }
    }
}
