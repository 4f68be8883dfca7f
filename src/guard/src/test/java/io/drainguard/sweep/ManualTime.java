package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A clock that moves only during a pause, and then runs what a test planned for that time.
final class ManualTime implements Time {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final List<Plan> plans = new ArrayList<>();

    private record Plan(Instant at, Runnable what) {}

    void at(Duration afterStart, Runnable what) {
        plans.add(new Plan(START.plus(afterStart), what));
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
        now = now.plus(length);
        List<Plan> due = plans.stream().filter(plan -> !plan.at.isAfter(now)).toList();
        plans.removeAll(due);
        due.forEach(plan -> plan.what.run());
    }
}
