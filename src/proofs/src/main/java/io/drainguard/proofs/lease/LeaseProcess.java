package io.drainguard.proofs.lease;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The lease process of one boot of a node (`nodes/dlc/dlc-lease`): the keeper, which waits for the lock, decides by
/// the [LeaseRule] whether it may take the lease, and writes records through the locked descriptor from then on; and
/// the guard, which touches no file system and reboots the machine when the keeper has gone or its last record is old.
final class LeaseProcess {
    /// What the script's clock of whole seconds may add.
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    /// Until the guard starts a keeper again that held nothing.
    private static final Duration STARTS_AGAIN = Duration.ofSeconds(5);

    private final Scene scene;
    private final Node node;
    private final Machine machine;
    private final FileServer server;
    private final NodeTimes times;
    private final OwnerInEc2 owner;
    private FileServer.@Nullable Grant lock;
    private @Nullable Taking taking;
    private Duration lockedAt = Duration.ZERO;
    private Duration lastBeat = Duration.ZERO;
    private int token;
    private boolean guardGone;
    private boolean failed;
    private boolean over;

    LeaseProcess(Scene scene, Node node, FileServer server, Ec2 ec2) {
        this.scene = scene;
        this.node = node;
        this.machine = node.machine();
        this.server = server;
        this.times = scene.design().times();
        this.owner = new OwnerInEc2(scene, machine, ec2);
    }

    /// Whether the node believes that it holds the lease.
    boolean isHolder() {
        return taking != null && !over;
    }

    /// How it came to the lease.
    @Nullable
    Taking taking() {
        return taking;
    }

    int token() {
        return token;
    }

    // --- the taker ---

    void start() {
        server.lock(machine, grant -> {
            if (over) {
                server.unlock(grant);
                return;
            }
            lock = grant;
            lockedAt = scene.design().has(Deviation.WAITS_FROM_BOOT) ? Duration.ZERO : machine.clock();
            state(() -> ask(server.read()));
        });
    }

    private void ask(LeaseRecord found) {
        if (over) {
            return;
        }
        Taking now = look(found);
        Duration waited = machine.clock().minus(lockedAt);
        if (scene.design().rule().starts(found.state(), now.owner(), waited, now.word())) {
            state(() -> take(now));
        } else {
            machine.after(times.ask(), () -> ask(found));
        }
    }

    private Taking look(LeaseRecord found) {
        boolean isOther =
                found.state() == LeaseRule.State.HELD && !found.owner().equals(node.id());
        LeaseRule.Ec2Word word = isOther ? owner.ask(found.owner()) : LeaseRule.Ec2Word.SILENT;
        LeaseRule.Owner named =
                found.owner().isEmpty() ? LeaseRule.Owner.NOBODY : isOther ? LeaseRule.Owner.OTHER : LeaseRule.Owner.ME;
        return new Taking(scene.now(), found, named, word, owner.isExcusable(word));
    }

    private void take(Taking found) {
        int before = found.found().token();
        token = scene.design().has(Deviation.TOKEN_STAYS) ? Math.max(1, before) : before + 1;
        boolean isSame =
                scene.design().has(Deviation.RECORD_READ_ONCE) || server.read().equals(found.found());
        if (!isSame || !write(LeaseRecord.held(node.id(), token))) {
            scene.history().tell("WAITED_IN_VAIN", node.id());
            machine.after(STARTS_AGAIN, this::start);
            return;
        }
        taking = found;
        lastBeat = machine.clock();
        scene.history().happened(found.event(), node.id() + " token " + token);
        scene.judges().leased(this);
        node.leased();
        machine.after(times.beat(), this::beat);
    }

    // --- the holder ---

    private void beat() {
        if (over || failed || scene.design().has(Deviation.NO_BEAT)) {
            return;
        }
        Duration before = lastBeat;
        Duration began = machine.clock();
        state(() -> beat(began));
        if (lastBeat.equals(before) && !failed) {
            Duration glance = scene.between(Duration.ZERO, times.tick().plus(ROUNDING));
            Duration fence = times.fence().minus(began.minus(before)).plus(glance);
            machine.after(fence, () -> fence(before));
        }
    }

    private void beat(Duration began) {
        LeaseRecord mine = LeaseRecord.held(node.id(), token);
        boolean ours = scene.design().has(Deviation.TOKEN_NOT_COMPARED)
                || server.read().equals(mine);
        boolean good = ours && write(mine);
        if (!good && !scene.design().has(Deviation.LOST_LOCK_BELIEVED)) {
            fail(ours ? "its lock is lost" : "another record is the last one");
            return;
        }
        lastBeat = began;
        machine.after(times.beat(), this::beat);
    }

    private void fence(Duration since) {
        if (lastBeat.equals(since) && !guardGone) {
            fail("its last record is old");
        }
    }

    /// The keeper has gone, or is too late: the guard, unless it has gone itself, sees that at its next glance.
    void fail(String why) {
        if (over || failed) {
            return;
        }
        failed = true;
        scene.history().tell("LEASE_FAILS", node.id() + " " + why);
        if (!guardGone) {
            machine.after(scene.between(Duration.ZERO, times.tick()), node::reboot);
        }
    }

    /// The guard is killed. systemd kills the keeper after it, which lets the lock go, and then the unit has failed.
    void loseGuard() {
        if (over) {
            return;
        }
        guardGone = true;
        machine.after(scene.between(Duration.ZERO, times.stop().multipliedBy(2)), () -> {
            failed = true;
            state(this::unlock);
            node.unitFailed();
        });
    }

    // --- its end ---

    /// Ends as asked, after the DLC.
    void end() {
        if (taking == null) {
            over = true;
            machine.call(this::unlock);
            return;
        }
        state(() -> {
            LeaseRecord mine = LeaseRecord.held(node.id(), token);
            if (scene.design().has(Deviation.RELEASED_UNSEEN) || server.read().equals(mine)) {
                write(mine.released());
            }
            over = true;
            unlock();
        });
    }

    /// Its machine ends.
    void vanish() {
        over = true;
    }

    /// Now and then what befalls its machine befalls it in the midst of a record.
    void tear() {
        if (isHolder()
                && lock != null
                && server.holds(lock)
                && machine.reachesState()
                && scene.chance().in(8)) {
            scene.history().happened(LeaseEvent.RECORD_TORN, node.id());
            server.tear();
        }
    }

    private void unlock() {
        if (lock != null) {
            server.unlock(lock);
        }
    }

    private boolean write(LeaseRecord record) {
        return lock != null && server.write(lock, record);
    }

    private void state(Runnable work) {
        machine.call(() -> {
            if (!over) {
                work.run();
            }
        });
    }
}
