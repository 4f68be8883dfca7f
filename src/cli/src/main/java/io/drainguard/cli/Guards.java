package io.drainguard.cli;

import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The guards of an account, as far as they could be read.
///
/// @param named whether the operator named the guard
/// @param found the guards; reading ends with the first whose activity could not be read
/// @param fault why not all were read, `null` where they were
record Guards(boolean named, List<Guard> found, @Nullable Fault fault) {
    Guards {
        found = List.copyOf(found);
    }

    /// A guard.
    ///
    /// @param read the function that it is, `null` for a guard on an instance
    record Guard(String name, Part<@Nullable Function> read, Part<Activity> activity) {
        /// The function that it is, `null` where it is none or could not be read.
        @Nullable
        Function function() {
            return read.or(null);
        }

        /// How far back it must have swept.
        Duration lately() {
            return GuardReader.lately(function());
        }

        boolean sweeps() {
            return activity.or(Activity.NONE).sweeps() > 0;
        }

        long failures() {
            return activity.or(Activity.NONE).failures();
        }
    }

    /// What a guard did lately.
    record Activity(long sweeps, long failures) {
        static final Activity NONE = new Activity(0, 0);
    }

    /// What a guard is set to.
    ///
    /// @param settings its settings, the defaults where they cannot be used
    /// @param invalid why they cannot be used, `null` where they can
    record Configuration(Settings settings, Settings.@Nullable Invalid invalid) {
        static Configuration of(Function function) {
            try {
                return new Configuration(Settings.of(function.environment()), null);
            } catch (Settings.Invalid invalid) {
                return new Configuration(Settings.DEFAULTS, invalid);
            }
        }
    }

    /// The guards that sweep.
    List<Guard> sweeping() {
        return found.stream().filter(Guard::sweeps).toList();
    }

    /// The guard to judge by, `null` for none: one that sweeps before one that does not, and a function before an
    /// instance, since role and settings of an instance cannot be read.
    @Nullable
    Guard best() {
        if (fault != null && !named) {
            return null;
        }
        List<Guard> choice = sweeping().isEmpty() ? found : sweeping();
        return choice.stream()
                .filter(guard -> guard.function() != null)
                .findFirst()
                .orElse(choice.isEmpty() ? null : choice.getFirst());
    }

    /// Names of the guards that sweep, if none of them receives events: those go to functions only.
    List<String> deaf() {
        boolean unsure =
                fault != null || found.stream().anyMatch(guard -> guard.read().fault() != null);
        return unsure || sweeping().stream().anyMatch(guard -> guard.function() != null)
                ? List.of()
                : sweeping().stream().map(Guard::name).toList();
    }
}
