package io.drainguard.proofs.bench;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// The function: each call gets a copy of it, the one that was free last or a new one that remembers nothing, and
/// waits where there may be no more copies.
final class Function {
    /// Timeout of the function in the template, less what its handler keeps back.
    private static final Duration TIME = Duration.ofSeconds(295);

    /// What a call takes beside its calls to AWS (*assumption*: JSON, decisions and journal at half a gigabyte).
    private static final Duration OVERHEAD = Duration.ofMillis(30);

    private final Fleet fleet;
    private final int most;
    private final Deque<Guard> idle = new ArrayDeque<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    /// Every call of it that has ended.
    final List<Work> works = new ArrayList<>();

    /// What its sweeps could not do, one sentence each.
    final List<String> failures = new ArrayList<>();

    int copies;

    /// A function of which at most so many copies run at once.
    Function(Fleet fleet, int most) {
        this.fleet = fleet;
        this.most = most;
    }

    /// Calls it, now or as soon as there may be one more copy.
    void call(Work.Kind kind, BiFunction<Guard, Instant, Report> task, Runnable afterwards) {
        if (busy == most) {
            waiting.add(() -> call(kind, task, afterwards));
            return;
        }
        busy++;
        Guard guard = idle.isEmpty() ? fresh() : idle.pop();
        fleet.crowd.at(fleet.world.instant(), () -> {
            serve(guard, new Work(kind), task);
            idle.push(guard);
            busy--;
            afterwards.run();
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        });
    }

    private Guard fresh() {
        copies++;
        return fleet.guard();
    }

    private void serve(Guard guard, Work work, BiFunction<Guard, Instant, Report> task) {
        work.begins();
        Instant began = fleet.world.instant();
        Instant until = began.plus(TIME);
        fleet.crowd.pass(OVERHEAD);
        try {
            failures.addAll(task.apply(guard, until).failures());
        } catch (Fault fault) {
            failures.add(String.valueOf(fault.getMessage()));
        }
        work.ended = fleet.world.instant();
        work.took = Duration.between(began, work.ended);
        Instant up = guard.upUntil(until);
        while (fleet.world.instant().isBefore(up)) {
            fleet.crowd.pass(Guard.PAUSE);
            guard.renew();
        }
        work.stayed = Duration.between(work.ended, fleet.world.instant());
        works.add(work);
        fleet.world.calls().clear();
    }

    /// Sweeps each minute until then, each time so late as `late` draws.
    void schedule(Instant first, Instant end, java.util.function.Supplier<Duration> late) {
        if (first.isAfter(end)) {
            return;
        }
        Duration wait = Duration.between(fleet.world.instant(), first);
        fleet.world.after(wait.plus(late.get()), () -> call(Work.Kind.SCHEDULE, Guard::sweep, () -> {}));
        fleet.world.after(wait, () -> {
            fleet.world.ssm().forgetEndedCommands(fleet.world.instant().minus(Duration.ofMinutes(6)));
            schedule(first.plus(Guard.INTERVAL), end, late);
        });
    }

    /// For how long copies worked in such calls.
    Duration worked(Predicate<Work> some) {
        return works.stream().filter(some).map(work -> work.took).reduce(Duration.ZERO, Duration::plus);
    }

    int count(Work.Kind kind) {
        return (int) works.stream().filter(work -> work.kind == kind).count();
    }
}
