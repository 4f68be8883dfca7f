package io.drainguard.proofs.trial;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.proofs.trial.EventDispatcher.Notice;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One guard: it sweeps each minute, serves events, dies, and is followed by one that remembers nothing.
final class GuardOnDuty implements Journal {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    private final String name;
    private final TrialContext post;
    private final World world;
    private final FaultyConnection line;
    private final EventDispatcher watch;
    private final Invariants promise;
    private final History chronicle;
    private final WorldTime time;
    private Sweep sweep;
    private Instant nextSweep;
    private boolean busy;
    private boolean alive = true;
    private boolean swept;
    private boolean servedEvent;
    private boolean yielded;
    private boolean staying;

    /// Its clock is that much ahead of AWS's, its first sweep comes after `offset`.
    GuardOnDuty(String name, TrialContext post, Duration ahead, Duration offset) {
        this.name = name;
        this.post = post;
        this.world = post.world();
        this.line = post.line();
        this.watch = post.watch();
        this.promise = post.promise();
        this.chronicle = post.chronicle();
        this.time = new WorldTime(world, ahead, this::pause);
        this.sweep = fresh();
        this.nextSweep = world.instant().plus(offset);
    }

    private Sweep fresh() {
        Ports ports = post.ports();
        return new Sweep(ports.groups(), ports.looks(), ports.volumes(), this, time, post.settings());
    }

    private void pause(Duration length) {
        if (staying && !nextSweep.isAfter(world.instant())) {
            staying = false;
            turn();
            staying = true;
            busy = true;
        }
        line.pass(length);
        promise.check();
    }

    /// When its next sweep is due, or when a new guard takes over.
    Instant due() {
        return nextSweep;
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
        Notice notice = sweepIsDue && servedEvent ? null : watch.next();
        servedEvent = notice != null;
        if (notice == null) {
            nextSweep = nextSweep.plus(Sweep.INTERVAL);
        }
        GuardOnDuty before = line.speaks(this);
        busy = true;
        yielded = false;
        try {
            serve(notice);
        } catch (Fault fault) {
            chronicle.trace().add(() -> world.instant() + " " + this + " FAILED " + fault.getMessage());
            retry(notice);
        } catch (Killed killed) {
            die();
            retry(notice);
        } finally {
            busy = false;
            line.speaks(before);
        }
        promise.check();
    }

    private void serve(@Nullable Notice notice) {
        Instant timeout = time.instant().plus(FUNCTION_TIMEOUT);
        switch (notice == null ? null : notice.event()) {
            case null -> swept(null, timeout);
            case Event.LifecycleHook hook ->
                swept(
                        new TerminationNotice(
                                new NodeId(hook.group(), hook.instanceId()), hook.hook(), hook.time(), hook.token()),
                        timeout);
            case Event.SpotWarning warning -> reclaim(warning.instanceId());
            case Event.RebalanceRecommendation recommendation -> reclaim(recommendation.instanceId());
            case Event.CommandEnded _ -> {}
            case Event.TerminateResult result -> {
                if (!result.isSuccess()) {
                    swept(null, timeout);
                }
            }
        }
    }

    private void swept(@Nullable TerminationNotice hint, Instant timeout) {
        swept = false;
        promise.sweepBegins(this);
        Report report = hint == null ? sweep.run(timeout) : sweep.run(hint, timeout);
        report.failures()
                .forEach(failure -> chronicle.trace().add(() -> world.instant() + " " + this + " FAILED " + failure));
        if (swept) {
            promise.sweepEnded(this, report.failures().isEmpty());
        }
    }

    /// While a guard stays with a node that EC2 takes back, the schedule is served by another copy of the function:
    /// three may run at once by the template's default.
    private void reclaim(String instance) {
        staying = true;
        try {
            protect(instance);
        } finally {
            staying = false;
        }
    }

    private void protect(String instance) {
        sweep.reclaim().protect(instance, "EC2 takes it back", time.instant().plus(FUNCTION_TIMEOUT));
        promise.reclaimServed(instance);
    }

    private void die() {
        alive = false;
        chronicle.died();
        sweep = fresh();
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
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes) {
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
    public String toString() {
        return name;
    }
}
