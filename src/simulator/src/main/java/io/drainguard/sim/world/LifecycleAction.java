package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One hook holding one node: a token, the period that runs, and the limit that no heartbeat passes.
final class LifecycleAction {
    final String token;
    final String hookName;
    final Instance instance;
    final Leaving leaving;
    final Instant began;
    final Duration period;
    private final Instant limit;
    private Instant deadline;
    private Agenda.@Nullable Entry timer;

    LifecycleAction(String token, Hook hook, Instance instance, Leaving leaving, Instant now) {
        this.token = token;
        this.hookName = hook.name();
        this.instance = instance;
        this.leaving = leaving;
        this.began = now;
        this.period = hook.heartbeatTimeout();
        this.limit = now.plus(hook.globalTimeout());
        this.deadline = now;
        restart(now, hook.heartbeatTimeout());
    }

    /// The period starts again from now; it does not add to what is left (User Guide,
    /// completing-lifecycle-hooks).
    void restart(Instant now, Duration period) {
        Instant end = now.plus(period);
        deadline = end.isAfter(limit) ? limit : end;
    }

    /// When the default result is applied.
    Instant deadline() {
        return deadline;
    }

    /// The end that no heartbeat passes.
    Instant limit() {
        return limit;
    }

    void timer(Agenda.Entry entry) {
        stopTimer();
        timer = entry;
    }

    void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
