package io.drainguard.cli;

import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Sweeps once for a command that then ends, and waits for the looks that the sweep has started: nobody else would
/// collect them before the next run.
final class SingleSweep {
    /// Between two readings of the answers.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// The longest wait for answers. A look that does not stay on its node answers within 60 s, or it is late.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Guard guard;
    private final SweepTotal total;
    private final Ports ports;

    /// Builds a guard for one run. Its looks answer as soon as they can.
    SingleSweep(Ports given, Settings settings) {
        total = new SweepTotal(given.journal(), given.time());
        ports = new Ports(
                given.groups(),
                given.looks(),
                given.volumes(),
                given.calls(),
                total,
                given.time(),
                given.notices(),
                given.usage());
        guard = new Guard(ports, settings, Duration.ZERO);
    }

    /// Sweeps, settles the nodes whose looks end in time, and stays up for nodes whose period is too short for a next
    /// run. The journal hears of one sweep.
    ///
    /// @throws Fault when the groups themselves could not be read
    Report run(Instant until) {
        guard.sweep(until);
        collect(until);
        Report report = total.close();
        stayUp(until);
        return report;
    }

    private void stayUp(Instant until) {
        Instant end = guard.upUntil(until);
        while (ports.time().instant().isBefore(end)) {
            ports.time().pause(Guard.PAUSE);
            guard.renew();
        }
    }

    private void collect(Instant until) {
        Instant end = Time.earlier(until, ports.time().instant().plus(PATIENCE));
        @Nullable Fault unread = null;
        while (guard.isWaiting() && ports.time().instant().isBefore(end)) {
            ports.time().pause(PAUSE);
            guard.renew();
            try {
                guard.collect(until);
                unread = null;
            } catch (Fault fault) {
                unread = fault;
            }
        }
        if (unread != null) {
            total.failed("the answers of this sweep are left to the next one: " + unread.getMessage());
        }
    }
}
