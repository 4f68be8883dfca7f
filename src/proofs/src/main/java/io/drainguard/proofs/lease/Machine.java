package io.drainguard.proofs.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A machine under its operating system: it runs, stands still, is cut off, is off. Work that is given to it runs in
/// the boot in which it was given, by the machine's own clock, and never while the machine stands still.
///
/// The file system is mounted `hard`: an operation that meets no answer waits until there is one (nfs(5)).
final class Machine {
    /// A client whose connection comes back sends again after a while; measured with two guests: within 5 s.
    private static final Duration SENDS_AGAIN = Duration.ofSeconds(5);

    private final Scene scene;
    private final FileServer server;
    private final String id;
    private final boolean clockCountsPauses;
    private final boolean reclaimsLostLocks;
    private final List<Pause> pauses = new ArrayList<>();
    private final List<Work> postponed = new ArrayList<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private int boot;
    private boolean on;
    private boolean cutFromState;
    private boolean cutFromAll;
    private boolean stopped;
    private Instant booted = Instant.EPOCH;
    private Instant stillSince = Instant.EPOCH;
    private Instant stillUntil = Instant.EPOCH;
    private Instant reached = Instant.EPOCH;
    private int contacts;
    private Duration stoodStill = Duration.ZERO;

    private record Pause(Instant from, Instant to) {}

    /// @param due on the machine's own clock
    private record Work(int boot, Duration due, Runnable task) {}

    Machine(Scene scene, FileServer server, String id) {
        this.scene = scene;
        this.server = server;
        this.id = id;
        // A guest's clock goes on while its host does not run it, or was set back when it was moved: both are seen.
        this.clockCountsPauses = scene.chance().in(50);
        this.reclaimsLostLocks = scene.chance().in(30);
    }

    String id() {
        return id;
    }

    /// Counts the boots, from 1 on.
    int boot() {
        return boot;
    }

    /// The client takes back locks that it has lost where nobody holds them. Source: Linux, `nfs.recover_lost_locks`;
    /// off since 3.12, but a parameter that anybody may set (commit ef1820f9be27).
    boolean reclaimsLostLocks() {
        return reclaimsLostLocks;
    }

    // --- what it can do ---

    /// Whether its processes run at this moment.
    boolean runs() {
        return on && !stopped;
    }

    boolean isOn() {
        return on;
    }

    boolean isStopped() {
        return on && stopped;
    }

    /// Whether it stood still at any time between these two.
    boolean stoodStill(Instant from, Instant to) {
        boolean now = stopped && !stillSince.isAfter(to);
        return now || pauses.stream().anyMatch(pause -> !pause.from.isAfter(to) && !pause.to.isBefore(from));
    }

    /// When it last woke, or reached its file server again.
    Instant backSince() {
        return reached.isAfter(stillUntil) ? reached : stillUntil;
    }

    /// Counts how often the server has heard of it again.
    int contacts() {
        return contacts;
    }

    boolean reachesAws() {
        return runs() && !cutFromAll;
    }

    boolean isConnected() {
        return runs() && !cutFromAll && !cutFromState;
    }

    boolean reachesState() {
        return isConnected() && !server.isHung();
    }

    /// Its own monotonic clock, as `/proc/uptime` shows it.
    Duration clock() {
        Duration real = Duration.between(booted, scene.now());
        return clockCountsPauses ? real : real.minus(stoodStill);
    }

    /// Runs work once its clock has gone on by so much.
    void after(Duration delay, Runnable task) {
        Work work = new Work(boot, clock().plus(delay), task);
        scene.after(delay, () -> due(work));
    }

    private void due(Work work) {
        if (!on || work.boot != boot) {
            return;
        }
        Duration rest = work.due.minus(clock());
        if (stopped) {
            postponed.add(work);
        } else if (rest.isPositive()) {
            scene.after(rest, () -> due(work));
        } else {
            work.task.run();
        }
    }

    /// An operation on the file system: at once, or when there is an answer again.
    void call(Runnable operation) {
        if (reachesState()) {
            operation.run();
        } else if (on) {
            unanswered.add(operation);
        }
    }

    // --- what happens to it ---

    void powerOn() {
        boot++;
        on = true;
        stopped = false;
        booted = scene.now();
        stoodStill = Duration.ZERO;
        regain();
    }

    void powerOff() {
        if (isConnected()) {
            server.lost(this);
        }
        on = false;
        stopped = false;
        postponed.clear();
        unanswered.clear();
    }

    void pause() {
        if (runs()) {
            lose(() -> stopped = true);
            stillSince = scene.now();
        }
    }

    void wake() {
        if (!isStopped()) {
            return;
        }
        stopped = false;
        stoodStill = stoodStill.plus(Duration.between(stillSince, scene.now()));
        stillUntil = scene.now();
        pauses.add(new Pause(stillSince, stillUntil));
        List<Work> late = List.copyOf(postponed);
        postponed.clear();
        regain();
        late.forEach(this::due);
    }

    void cut(boolean fromAll) {
        lose(() -> {
            cutFromState = true;
            cutFromAll = cutFromAll || fromAll;
        });
    }

    void heal() {
        boolean wasConnected = isConnected();
        cutFromState = false;
        cutFromAll = false;
        if (wasConnected) {
            return;
        }
        regain();
    }

    private void lose(Runnable change) {
        boolean before = isConnected();
        change.run();
        if (before) {
            server.lost(this);
        }
    }

    private void regain() {
        if (isConnected()) {
            contacts++;
            server.back(this);
            sendAgain();
        }
    }

    /// The server, or the way to it, is back.
    void sendAgain() {
        reached = scene.now();
        if (!unanswered.isEmpty()) {
            after(scene.between(Duration.ZERO, SENDS_AGAIN), this::answerAll);
        }
    }

    private void answerAll() {
        List<Runnable> all = List.copyOf(unanswered);
        unanswered.clear();
        all.forEach(this::call);
    }

    @Override
    public String toString() {
        return id;
    }
}
