package io.drainguard.entry;

import io.drainguard.settings.Settings;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/// Runs the guard as a service, a process instead of a function, with the same settings, sweep and journal.
///
/// The service sweeps until SIGTERM or SIGINT, finishes the current sweep, and ends with exit code 0. It ends with exit
/// code 2 if a setting cannot be used, and with exit code 3 if it cannot call AWS (no Region). It explains codes 2 and
/// 3 in one line on the error stream.
public final class GuardService {
    /// The time that a sweep may need to notice that its time is over: one call with its retries, and the
    /// writing of the journal.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Wiring wiring;
    private final WatchdogClock time;
    private final SystemdNotifier systemd;

    private GuardService(Wiring wiring, WatchdogClock time, SystemdNotifier systemd) {
        this.wiring = wiring;
        this.time = time;
        this.systemd = systemd;
    }

    /// Runs the service until a signal stops it.
    public static void main(String[] arguments) {
        System.exit(serve(System.getenv(), SystemTime.CLOCK, System.out::println, System.err::println));
    }

    /// Runs the service with another environment, clock or output until a signal stops it.
    ///
    /// @param lines receives the lines of the journal
    /// @param errors receives the reason why the service cannot run
    /// @return the exit code
    public static int serve(
            Map<String, String> environment, Time time, Consumer<String> lines, Consumer<String> errors) {
        try {
            GuardService service = of(environment, time, lines, errors);
            GracefulShutdown.await(service::run);
            return 0;
        } catch (Settings.Invalid invalid) {
            errors.accept("drainguard: " + invalid.getMessage());
            return 2;
        } catch (SdkException unusable) {
            errors.accept("drainguard: AWS cannot be asked: " + Clients.plain(unusable.getMessage()));
            return 3;
        }
    }

    /// Builds the service. It makes no call.
    static GuardService of(
            Map<String, String> environment, Time time, Consumer<String> lines, Consumer<String> errors) {
        SystemdNotifier systemd = new SystemdNotifier(environment, errors);
        WatchdogClock watchdog = new WatchdogClock(time, systemd::alive);
        return new GuardService(Wiring.of(environment, watchdog, lines), watchdog, systemd);
    }

    /// Sweeps until `stop` returns true.
    ///
    /// The service tells systemd that it is ready before the first sweep. A first sweep may really take
    /// minutes, and systemd would end a guard that holds nodes because it starts too slowly. If AWS does not
    /// answer then, the start has not failed either: the next sweep is the retry, and the alarms show the
    /// failure.
    void run(BooleanSupplier stop) {
        systemd.ready();
        new Rounds(wiring.guard(), until -> time.until(until.plus(GRACE)), this::failed, time).run(stop);
    }

    private void failed(RuntimeException failed) {
        wiring.journal().failed("the sweep did not finish, the next sweep tries again: " + failed);
    }
}
