package io.drainguard.entry;

import io.drainguard.settings.Settings;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/// The service: a guard that is a process instead of a function, with the same settings, sweep and journal.
///
/// It sweeps until SIGTERM or SIGINT; the sweep under way is finished, and the exit code is 0. Settings that
/// cannot be used end it with 2, an AWS that cannot be spoken to (no Region) with 3, in one line on the error stream.
public final class GuardService {
    /// A sweep that is over its time may need this to notice: one call with its retries, and writing the journal.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Wiring wiring;
    private final WatchdogClock time;
    private final SystemdNotifier manager;

    private GuardService(Wiring wiring, WatchdogClock time, SystemdNotifier manager) {
        this.wiring = wiring;
        this.time = time;
        this.manager = manager;
    }

    /// Serves until told to stop.
    public static void main(String[] arguments) {
        System.exit(serve(System.getenv(), SystemTime.CLOCK, System.out::println, System.err::println));
    }

    /// Serves with another environment, clock or output until the process is told to stop.
    ///
    /// @param lines takes the journal
    /// @param errors takes what keeps it from serving
    /// @return the exit code
    public static int serve(
            Map<String, String> environment, Time time, Consumer<String> lines, Consumer<String> errors) {
        try {
            GuardService watch = of(environment, time, lines, errors);
            GracefulShutdown.await(watch::run);
            return 0;
        } catch (Settings.Invalid invalid) {
            errors.accept("drainguard: " + invalid.getMessage());
            return 2;
        } catch (SdkException unusable) {
            errors.accept("drainguard: AWS cannot be asked: " + Clients.plain(unusable.getMessage()));
            return 3;
        }
    }

    /// Builds it; makes no call.
    static GuardService of(
            Map<String, String> environment, Time time, Consumer<String> lines, Consumer<String> errors) {
        SystemdNotifier manager = new SystemdNotifier(environment, errors);
        WatchdogClock beating = new WatchdogClock(time, manager::alive);
        return new GuardService(Wiring.of(environment, beating, lines), beating, manager);
    }

    /// Sweeps until `stop` says so.
    ///
    /// Ready is said before the first sweep: one may honestly take minutes, and systemd would end a guard that
    /// holds nodes for starting too slowly. An AWS that does not answer then is no failed start, either: the next
    /// sweep is the retry, and the alarms see it.
    void run(BooleanSupplier stop) {
        manager.ready();
        new Rounds(this::sweep, this::failed, time).run(stop);
    }

    private void sweep(Instant until) {
        time.until(until.plus(GRACE));
        wiring.sweep().run(until);
    }

    private void failed(RuntimeException failed) {
        wiring.journal().failed("the sweep came to no end, the next one tries again: " + failed);
    }
}
