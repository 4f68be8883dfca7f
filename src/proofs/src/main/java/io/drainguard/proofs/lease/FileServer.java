package io.drainguard.proofs.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The NFSv4.1 server with the lease file and the spool. A lock belongs to a client's lease: a client that does not
/// renew loses it (RFC 8881, sections 8.3 and 9.1). A write through a descriptor whose lock was lost fails on the
/// client: Linux marks the lock as lost and answers EIO (commit ef1820f9be27). Measured with two guests and a lease of
/// 10 s: another client had the lock 11.4 to 12.7 s after the cut, and every later beat of the first one failed.
final class FileServer {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(10);
    private static final Duration LONGEST_LEASE = Duration.ofSeconds(120);

    /// So much later than its time the server may look for leases that have run out.
    private static final Duration REAPER = Duration.ofSeconds(3);

    /// `nodes/dlc/dlc-lease` tries every two seconds, and a call takes its time.
    private static final Duration ASKS_AGAIN = Duration.ofSeconds(4);

    private final Scene scene;
    private final Duration leaseTime;
    private final boolean courteous;
    private final boolean hangsLoseLeases;
    private final Spool spool = new Spool();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<Machine> clients = new ArrayList<>();
    private final Map<Machine, Grant> lost = new HashMap<>();
    private @Nullable Grant holder;
    private boolean overdue;
    private boolean hung;
    private LeaseRecord leaseFile = LeaseRecord.NONE;

    /// A lock that was given.
    record Grant(Machine machine, int boot, int number) {}

    private record Waiter(Machine machine, int boot, Consumer<Grant> granted) {}

    private int grants;

    FileServer(Scene scene) {
        this.scene = scene;
        // Half of the stories have a short lease: the sooner a lock is given away, the less time the holder has.
        boolean isShort = scene.chance().in(50);
        this.leaseTime = scene.between(SHORTEST_LEASE, isShort ? SHORTEST_LEASE.multipliedBy(2) : LONGEST_LEASE);
        // Linux's server keeps an expired client until somebody else wants its lock (knfsd, courteous server, 5.19).
        this.courteous = scene.chance().in(30);
        this.hangsLoseLeases = scene.chance().in(50);
        scene.history().tell("server", "lease " + leaseTime + (courteous ? ", courteous" : ""));
    }

    Spool spool() {
        return spool;
    }

    boolean isHung() {
        return hung;
    }

    // --- the lock ---

    /// Asks for the lock, for as long as the machine's boot lasts.
    void lock(Machine machine, Consumer<Grant> granted) {
        Waiter waiter = new Waiter(machine, machine.boot(), granted);
        waiters.add(waiter);
        attempt(waiter);
    }

    boolean holds(Grant grant) {
        return grant.equals(holder);
    }

    void unlock(Grant grant) {
        if (holds(grant)) {
            free();
        }
    }

    private void attempt(Waiter waiter) {
        if (waiter.boot != waiter.machine.boot() || !waiter.machine.isOn()) {
            waiters.remove(waiter);
            return;
        }
        if (!waiters.contains(waiter) || !waiter.machine.reachesState()) {
            return;
        }
        if (holder != null && overdue) {
            expire();
        }
        if (holder == null) {
            waiters.remove(waiter);
            holder = new Grant(waiter.machine, waiter.boot, ++grants);
            waiter.granted.accept(holder);
        }
    }

    private void free() {
        holder = null;
        overdue = false;
        List.copyOf(waiters)
                .forEach(waiter -> scene.after(scene.between(Duration.ZERO, ASKS_AGAIN), () -> attempt(waiter)));
    }

    private void expire() {
        Grant gone = holder;
        if (gone != null) {
            scene.history().happened(LeaseEvent.LOCK_EXPIRED, gone.machine.id());
            lost.put(gone.machine, gone);
            free();
        }
    }

    // --- the record, through the locked descriptor ---

    LeaseRecord read() {
        return leaseFile;
    }

    /// Writes the record through the descriptor of this lock, and says whether that went well.
    boolean write(Grant grant, LeaseRecord text) {
        if (!holds(grant)) {
            return false;
        }
        leaseFile = text;
        return true;
    }

    /// The writer ended in the midst of a record.
    void tear() {
        leaseFile = leaseFile.torn();
    }

    // --- clients ---

    void mounted(Machine machine) {
        if (!clients.contains(machine)) {
            clients.add(machine);
        }
    }

    /// Nothing is heard of this client any more.
    void lost(Machine machine) {
        Grant held = holder;
        if (held != null && held.machine.equals(machine)) {
            // The last renewal is a beat of the holder, or one of its client.
            Duration left = leaseTime.minus(
                    scene.between(Duration.ZERO, scene.design().times().beat()));
            int contact = machine.contacts();
            scene.after(left.plus(scene.between(Duration.ZERO, REAPER)), () -> runOut(held, contact));
        }
    }

    private void runOut(Grant grant, int contact) {
        if (!holds(grant) || grant.machine.contacts() != contact) {
            return;
        }
        overdue = true;
        if (!hung && (!courteous || !waiters.isEmpty())) {
            expire();
        }
    }

    /// A client is heard of again: after a boot it is another client to the server, which drops what the former one
    /// had (RFC 8881, section 18.35).
    void back(Machine machine) {
        Grant held = holder;
        if (held != null && held.machine.equals(machine)) {
            overdue = false;
            if (held.boot != machine.boot()) {
                free();
            }
        }
        Grant before = lost.remove(machine);
        if (before != null && holder == null && before.boot == machine.boot() && machine.reclaimsLostLocks()) {
            scene.history().happened(LeaseEvent.LOCK_RECLAIMED, machine.id());
            holder = before;
        }
        List.copyOf(waiters).stream()
                .filter(waiter -> waiter.machine.equals(machine))
                .forEach(this::attempt);
    }

    // --- what happens to the server ---

    void hang() {
        hung = true;
    }

    /// It answers again; while it hung it heard no renewal, and may hold that against its clients or not (assumption:
    /// no source says what EFS does).
    void answersAgain() {
        if (!hung) {
            return;
        }
        hung = false;
        if (overdue || (hangsLoseLeases && holder != null)) {
            expire();
        }
        clients.forEach(Machine::sendAgain);
        List.copyOf(waiters).forEach(this::attempt);
    }

    /// It starts anew without a grace period, so that nobody can reclaim (nfs-ganesha, `Graceless`).
    void restart() {
        expire();
        lost.clear();
    }
}
