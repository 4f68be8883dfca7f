package io.drainguard.sweep;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A clock that moves only during a pause, and runs on its way what was planned for that time.
final class ManualTime implements Time {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final List<Plan> plans = new ArrayList<>();

    private record Plan(Instant at, Runnable what) {}

    void at(Duration afterStart, Runnable what) {
        at(START.plus(afterStart), what);
    }

    void at(Instant time, Runnable what) {
        plans.add(new Plan(time, what));
    }

    Duration passed() {
        return Duration.between(START, now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration length) {
        Instant end = now.plus(length);
        for (Optional<Plan> next = next(end); next.isPresent(); next = next(end)) {
            Plan plan = next.get();
            plans.remove(plan);
            now = plan.at.isAfter(now) ? plan.at : now;
            plan.what.run();
        }
        now = end.isAfter(now) ? end : now;
    }

    private Optional<Plan> next(Instant end) {
        return plans.stream().filter(plan -> !plan.at.isAfter(end)).min(comparing(Plan::at));
    }
}
