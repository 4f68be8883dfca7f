package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.LookEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The guards on duty, one or two, and the events that wait for one of them. Each is what Lambda runs with a reserved
/// concurrency of 1: events and the schedule are served one after the other.
final class EventDispatcher {
    private final World world;
    private final History chronicle;
    private final List<GuardOnDuty> guards = new ArrayList<>(2);
    private final Queue<Notice> notices = new ArrayDeque<>();
    private final List<Stay> stays = new ArrayList<>();
    private final EndedLooks ends;

    /// An event that has arrived, and how often it was tried in vain.
    ///
    /// @param event what happened, `null` where looks have ended
    /// @param ends the looks that have ended, `null` for any other event
    record Notice(@Nullable Event event, EndedLooks.@Nullable Call ends, int tries) {
        /// Lambda tries an event three times (Lambda Developer Guide, invocation-async-error-handling).
        @Nullable
        Notice again() {
            return tries == 2 || ends != null ? null : new Notice(event, ends, tries + 1);
        }

        /// After one minute, then two (same).
        Duration pause() {
            return Duration.ofMinutes(tries);
        }
    }

    EventDispatcher(World world, SeededRandom chance, History chronicle) {
        this.world = world;
        this.chronicle = chronicle;
        this.ends = new EndedLooks(world, chance, chronicle, call -> arrived(new Notice(null, call, 0)));
        world.onEvent(this::happened);
    }

    private void happened(Event event) {
        if (guards.stream().noneMatch(GuardOnDuty::hears)) {
            return;
        }
        if (event instanceof Event.CommandEnded ended) {
            ends.arrived(new LookEnded(ended.commandId(), ended.instanceId()));
        } else {
            arrived(new Notice(event, null, 0));
        }
    }

    void join(GuardOnDuty guard) {
        guards.add(guard);
    }

    void arrived(Notice notice) {
        if (notice.event() instanceof Event.SpotWarning warning) {
            chronicle.noticed(warning.instanceId());
        }
        notices.add(notice);
    }

    /// Whether an event waits to be served.
    boolean hasNotices() {
        return !notices.isEmpty();
    }

    @Nullable
    Notice next() {
        return notices.poll();
    }

    void stays(Stay stay) {
        stays.add(stay);
    }

    void leaves(Stay stay) {
        stays.remove(stay);
    }

    void leave(GuardOnDuty guard) {
        stays.removeIf(stay -> stay.owner() == guard);
    }

    /// While time passes until then, the copies that stay up have their chances for heartbeats.
    void wakeUntil(Instant until) {
        for (Stay next = next(until); next != null; next = next(until)) {
            if (next.wakes().isAfter(world.instant())) {
                world.advanceTo(next.wakes());
            }
            next.wake();
            next.sleep(world.instant());
            if (next.isOver(world.instant()) && stays.remove(next)) {
                next.owner().ended(next);
            }
        }
    }

    private @Nullable Stay next(Instant until) {
        Stay next = null;
        for (Stay stay : stays) {
            if (!stay.wakes().isAfter(until) && (next == null || stay.wakes().isBefore(next.wakes()))) {
                next = stay;
            }
        }
        return next;
    }

    /// Serves until then, or until it is over.
    void serve(Instant until, BooleanSupplier over) {
        while (world.instant().isBefore(until) && !over.getAsBoolean()) {
            GuardOnDuty first = first();
            Instant due = first.due().isBefore(until) ? first.due() : until;
            Stay waking = next(due);
            if (waking != null && !canServe()) {
                due = waking.wakes();
            }
            if (due.isAfter(world.instant())) {
                world.advanceUntil(this::canServe, Duration.between(world.instant(), due));
            }
            wakeUntil(world.instant());
            GuardOnDuty ready = ready();
            if (ready != null && world.instant().isBefore(until)) {
                ready.turn();
            }
        }
    }

    /// While one guard waits until then, the other serves what falls due: once in each turn, or the first would
    /// get no further than one call for each sweep of the other.
    void turnsBeside(GuardOnDuty waiting, Instant until) {
        if (guards.size() == 1 || waiting.hasYielded()) {
            return;
        }
        GuardOnDuty other = guards.getFirst() == waiting ? guards.getLast() : guards.getFirst();
        if (!other.isBusy()
                && (!other.due().isAfter(until) || (other.isAlive() && other.hears() && !notices.isEmpty()))) {
            if (notices.isEmpty() || !other.isAlive() || !other.hears()) {
                world.advanceTo(other.due());
            }
            waiting.yielded();
            other.nestedTurn();
        }
    }

    /// Whether an event waits and a guard lives to serve it.
    private boolean canServe() {
        if (!notices.isEmpty()) {
            for (GuardOnDuty guard : guards) {
                if (guard.isAlive() && guard.hears()) {
                    return true;
                }
            }
        }
        return false;
    }

    private GuardOnDuty first() {
        GuardOnDuty first = guards.getFirst();
        for (GuardOnDuty guard : guards) {
            first = guard.due().isBefore(first.due()) ? guard : first;
        }
        return first;
    }

    private @Nullable GuardOnDuty ready() {
        for (GuardOnDuty guard : guards) {
            boolean due =
                    !guard.due().isAfter(world.instant()) || (guard.isAlive() && guard.hears() && !notices.isEmpty());
            if (due) {
                return guard;
            }
        }
        return null;
    }
}
