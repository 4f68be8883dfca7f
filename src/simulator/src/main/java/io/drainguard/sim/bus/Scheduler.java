package io.drainguard.sim.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// EventBridge Scheduler with rate-based schedules.
///
/// A schedule without a start date invokes its target immediately and then at its rate, however long the target
/// takes (source: EventBridge Scheduler User Guide, schedule-types). The real one is up to a minute late; this
/// one is exact.
public final class Scheduler implements AutoCloseable {

    private final SimTime time;
    private final List<Schedule> schedules = new ArrayList<>();

    /// Makes a scheduler without schedules.
    public Scheduler(SimTime time) {
        this.time = time;
    }

    /// Starts a schedule that sends `input`, the target's `Input` in the template.
    ///
    /// @param expression for example `rate(1 minute)`, the finest there is
    public synchronized void schedule(String expression, String input, Target target) {
        Schedule schedule = new Schedule(Rate.of(expression), input, target);
        schedules.add(schedule);
        schedule.waitForTick();
    }

    /// Ends all schedules.
    @Override
    public synchronized void close() {
        schedules.forEach(Schedule::end);
        schedules.clear();
    }

    private final class Schedule {

        private final Duration rate;
        private final String input;
        private final Target target;
        private SimTime.Waiting next = () -> {};
        private Instant due = time.now();
        private boolean ended;

        Schedule(Duration rate, String input, Target target) {
            this.rate = rate;
            this.input = input;
            this.target = target;
        }

        synchronized void waitForTick() {
            if (!ended) {
                next = time.after(Duration.between(time.now(), due), this::tick);
            }
        }

        synchronized void end() {
            ended = true;
            next.cancel();
        }

        private void tick() {
            due = due.plus(rate);
            waitForTick();
            target.deliver(input.getBytes(UTF_8));
        }
    }
}
