package io.drainguard.proofs.trial;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.EventDispatcher.Notice;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One guard: it sweeps each minute, serves events, dies, and is followed by one that remembers nothing.
final class GuardOnDuty implements Journal {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    /// How often the EC2 edition collects.
    private static final Duration COLLECTS = Duration.ofSeconds(5);

    private final String name;
    private final TrialContext post;
    private final World world;
    private final FaultyConnection line;
    private final EventDispatcher watch;
    private final Invariants promise;
    private final History chronicle;
    private final WorldTime time;
    /// Copies of the function that nobody calls now; one that is called stays away until it has ended.
    private final Deque<Guard> copies = new ArrayDeque<>();
    private final Duration collects;
    private Instant nextSweep;
    private Instant nextCollect;
    private boolean busy;
    private boolean alive = true;
    private boolean swept;
    private boolean servedEvent;
    private boolean yielded;
    private boolean staying;

    /// Its clock is that much ahead of AWS's, its first sweep comes after `offset`.
    GuardOnDuty(String name, TrialContext post, Duration ahead, Duration offset) {
        this(name, post, ahead, offset, Duration.ZERO);
    }

    /// The EC2 edition: one process that hears no events, and collects by itself between two sweeps.
    static GuardOnDuty service(String name, TrialContext post, Duration ahead, Duration offset) {
        return new GuardOnDuty(name, post, ahead, offset, COLLECTS);
    }

    private GuardOnDuty(String name, TrialContext post, Duration ahead, Duration offset, Duration collects) {
        this.collects = collects;
        this.name = name;
        this.post = post;
        this.world = post.world();
        this.line = post.line();
        this.watch = post.watch();
        this.promise = post.promise();
        this.chronicle = post.chronicle();
        this.time = new WorldTime(world, ahead, this::pause);
        this.nextSweep = world.instant().plus(offset);
        this.nextCollect = nextSweep;
    }

    private Guard fresh() {
        AwsPorts ports = post.ports();
        return new Guard(
                new Ports(ports.groups(), ports.looks(), ports.volumes(), SideBySide.IN_TURN, this, time),
                post.settings());
    }

    private void pause(Duration length) {
        line.pass(length);
        promise.check();
        besides();
    }

    /// While one copy of the function stays up, what falls due is served by another.
    private void besides() {
        if (staying && alive && (!nextSweep.isAfter(world.instant()) || watch.hasNotices())) {
            staying = false;
            turn();
            staying = true;
            busy = true;
        }
    }

    /// When its next sweep is due, or when a new guard takes over.
    Instant due() {
        return hears() || !alive || nextSweep.isBefore(nextCollect) ? nextSweep : nextCollect;
    }

    /// Whether events reach it.
    boolean hears() {
        return collects.isZero();
    }

    boolean isBusy() {
        return busy;
    }

    boolean isAlive() {
        return alive;
    }

    /// Whether another guard has had a turn within the present one of this guard.
    boolean hasYielded() {
        return yielded;
    }

    void yielded() {
        yielded = true;
    }

    /// A turn between two calls of another guard.
    void nestedTurn() {
        chronicle.happened(CoverageEvent.NESTED_SWEEP, toString());
        turn();
    }

    /// Serves an event or sweeps, whichever is due.
    void turn() {
        if (!alive) {
            alive = true;
            chronicle.tookOver();
        }
        // Events and the schedule take turns, so that neither starves where sweeps follow one another without a pause.
        boolean sweepIsDue = !nextSweep.isAfter(world.instant());
        Notice notice = (sweepIsDue && servedEvent) || !hears() ? null : watch.next();
        servedEvent = notice != null;
        boolean collecting = !hears() && !sweepIsDue;
        nextCollect = world.instant().plus(COLLECTS);
        if (notice == null && !collecting) {
            nextSweep = nextSweep.plus(Guard.INTERVAL);
        }
        GuardOnDuty before = line.speaks(this);
        Set<String> held = promise.holdsOnly(null);
        busy = true;
        yielded = false;
        Guard copy = copies.isEmpty() ? fresh() : copies.pop();
        Instant timeout = time.instant().plus(FUNCTION_TIMEOUT);
        try {
            if (collecting) {
                copy.renew();
                failures(copy.collect(timeout));
            } else {
                serve(copy, notice, timeout);
            }
            rest(copy, timeout);
        } catch (Fault fault) {
            chronicle.trace().add(() -> world.instant() + " " + this + " FAILED " + fault.getMessage());
            rest(copy, timeout);
            retry(notice);
        } catch (Killed killed) {
            die();
            retry(notice);
        } finally {
            busy = false;
            line.speaks(before);
            promise.holdsOnly(held);
        }
        promise.check();
    }

    /// A copy stays up for short periods, and then serves other calls.
    private void rest(Guard copy, Instant timeout) {
        Instant end = copy.upUntil(timeout);
        if (hears() && time.instant().isBefore(end)) {
            Instant ends = world.instant().plus(Duration.between(time.instant(), end));
            watch.stays(new Stay(this, copy, ends, world.instant()));
        } else {
            copies.push(copy);
        }
    }

    /// A copy that stays up has its chance for heartbeats.
    void renew(Stay stay) {
        GuardOnDuty before = line.speaks(this);
        Set<String> held = promise.holdsOnly(null);
        try {
            stay.guard().renew();
        } catch (Killed killed) {
            watch.leaves(stay);
            die();
        } finally {
            line.speaks(before);
            promise.holdsOnly(held);
        }
    }

    /// A copy that stayed up has ended.
    void ended(Stay stay) {
        if (alive) {
            copies.push(stay.guard());
        }
    }

    private void serve(Guard guard, @Nullable Notice notice, Instant timeout) {
        if (notice != null && notice.ends() != null) {
            collect(guard, notice.ends(), timeout);
            return;
        }
        switch (notice == null ? null : notice.event()) {
            case null -> sweep(guard, timeout);
            case Event.LifecycleHook hook -> {
                TerminationNotice wait = new TerminationNotice(
                        new NodeId(hook.group(), hook.instanceId()), hook.hook(), hook.time(), hook.token());
                holding(Set.of(hook.instanceId()), () -> failures(guard.announced(wait, timeout)));
            }
            case Event.SpotWarning warning -> reclaim(guard, warning.instanceId());
            case Event.RebalanceRecommendation recommendation -> reclaim(guard, recommendation.instanceId());
            case Event.CommandEnded _ -> throw new IllegalStateException("ended looks come in batches");
            case Event.TerminateResult result -> {
                if (!result.isSuccess()) {
                    sweep(guard, timeout);
                }
            }
        }
    }

    /// What fails here never fails the batch: the function says so in its journal, and the schedule tries again.
    private void collect(Guard guard, EndedLooks.Call call, Instant timeout) {
        boolean served = false;
        try {
            holding(Set.of(), () -> failures(guard.collect(call.looks(), timeout)));
            served = true;
        } catch (Fault fault) {
            served = true;
            chronicle.trace().add(() -> world.instant() + " " + this + " FAILED " + fault.getMessage());
        } finally {
            call.ended().accept(served);
        }
    }

    /// An event's copy holds the node of its event at the most: the others are the schedule's.
    private void holding(Set<String> nodes, Runnable work) {
        promise.holdsOnly(nodes);
        try {
            work.run();
        } finally {
            promise.holdsOnly(null);
        }
    }

    private void sweep(Guard guard, Instant timeout) {
        swept = false;
        promise.sweepBegins(this);
        boolean clean = failures(guard.sweep(timeout));
        if (swept) {
            promise.sweepEnded(this, clean);
        }
    }

    private boolean failures(Report report) {
        report.failures()
                .forEach(failure -> chronicle.trace().add(() -> world.instant() + " " + this + " FAILED " + failure));
        return report.failures().isEmpty();
    }

    /// While a guard stays with a node that EC2 takes back, the schedule is served by another copy of the function.
    private void reclaim(Guard guard, String instance) {
        staying = true;
        try {
            guard.reclaim()
                    .protect(instance, "EC2 takes it back", time.instant().plus(FUNCTION_TIMEOUT));
            promise.reclaimServed(instance);
        } finally {
            staying = false;
        }
    }

    private void die() {
        alive = false;
        chronicle.died();
        copies.clear();
        watch.leave(this);
        Instant successor = world.instant().plus(post.chance().seconds(0, 150));
        nextSweep = successor.isAfter(nextSweep) ? successor : nextSweep;
    }

    private void retry(@Nullable Notice notice) {
        Notice again = notice == null ? null : notice.again();
        if (again != null) {
            world.after(again.pause(), () -> watch.arrived(again));
        }
    }

    @Override
    public void decided(Settled settled) {
        Node node = settled.node();
        chronicle
                .trace()
                .add(() -> world.instant() + " " + this + " " + node.id() + " held " + node.heldFor() + " "
                        + settled.look() + " -> " + settled.decision() + ": "
                        + settled.volumes().text() + ", " + settled.outcome().text());
        promise.decided(new Decided(this, settled));
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        chronicle.trace().add(() -> world.instant() + " " + this + " " + node + " " + reason + ": " + volumes.text());
    }

    @Override
    public void ignored(String subject, String reason) {
        chronicle.trace().add(() -> world.instant() + " " + this + " ignored " + subject + ": " + reason);
    }

    @Override
    public void swept(Report report) {
        swept = true;
    }

    @Override
    public void collected(Report report) {}

    @Override
    public String toString() {
        return name;
    }
}
