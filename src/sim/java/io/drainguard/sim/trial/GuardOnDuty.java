package io.drainguard.sim.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import io.drainguard.sim.guard.WorldTime;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Hint;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;

/// One guard as Lambda runs it with a reserved concurrency of 1: events and the schedule are served one after the
/// other.
final class GuardOnDuty {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    private final World world;
    private final Sweep sweep;
    private final Promise promise;
    private final Trace trace;
    private final Queue<Hint> events = new ArrayDeque<>();
    private Instant nextSweep;

    GuardOnDuty(World world, Ports ports, Settings settings, Promise promise, Trace trace) {
        this.world = world;
        this.promise = promise;
        this.trace = trace;
        this.sweep =
                new Sweep(ports.groups(), ports.looks(), ports.volumes(), journal(), new WorldTime(world), settings);
        this.nextSweep = world.instant();
        world.onEvent(this::received);
    }

    /// Is on duty until then.
    void serve(Instant until) {
        while (world.instant().isBefore(until)) {
            Duration idle = Duration.between(world.instant(), nextSweep);
            world.advanceUntil(() -> !events.isEmpty(), idle.isNegative() ? Duration.ZERO : idle);
            Hint event = events.poll();
            Instant timeout = world.instant().plus(FUNCTION_TIMEOUT);
            if (event == null) {
                // The schedule has a few seconds of jitter (EventBridge Scheduler User Guide).
                nextSweep = nextSweep.plus(Sweep.INTERVAL);
                ended(sweep.run(timeout));
            } else {
                ended(sweep.run(event, timeout));
            }
            promise.check();
        }
    }

    private void ended(Report report) {
        report.failures().forEach(failure -> trace.add(() -> world.instant() + " FAILED " + failure));
    }

    private void received(Event event) {
        if (event instanceof Event.LifecycleHook hook) {
            trace.add(() -> world.instant() + " event for " + hook.instanceId());
            events.add(new Hint(new NodeId(hook.group(), hook.instanceId()), hook.hook(), hook.time(), hook.token()));
        }
    }

    private Journal journal() {
        return new Journal() {
            @Override
            public void decided(Node node, Look look, Decision decision, String volumes, String outcome) {
                trace.add(() -> world.instant() + " " + node.id() + " held " + node.heldFor() + " " + look + " -> "
                        + decision + ": " + volumes + ", " + outcome);
                promise.decided(node, decision);
            }

            @Override
            public void reclaimed(NodeId node, String reason, String outcome) {
                trace.add(() -> world.instant() + " " + node + " " + reason + ": " + outcome);
            }

            @Override
            public void ignored(String subject, String reason) {
                trace.add(() -> world.instant() + " ignored " + subject + ": " + reason);
            }

            @Override
            public void swept(Report report) {}
        };
    }
}
