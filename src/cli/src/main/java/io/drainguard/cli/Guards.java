package io.drainguard.cli;

import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The guards of an account that could be read.
///
/// @param named whether the operator named the guard
/// @param found the guards; reading ends with the first guard whose activity could not be read
/// @param fault why some guards were not read, `null` if all were read
record Guards(boolean named, List<Guard> found, @Nullable Fault fault) {
    Guards {
        found = List.copyOf(found);
    }

    /// A guard.
    ///
    /// @param read the guard's function, `null` for a guard on an instance
    /// @param activity its recent sweeps and failures
    record Guard(String name, Part<@Nullable Function> read, Part<Activity> activity) {
        /// Returns the guard's function, `null` if it is not a function or could not be read.
        @Nullable
        Function function() {
            return read.or(null);
        }

        /// Returns the time within which a working guard has swept.
        Duration window() {
            return GuardReader.window(function());
        }

        boolean sweeps() {
            return activity.or(Activity.NONE).sweeps() > 0;
        }

        long failures() {
            return activity.or(Activity.NONE).failures();
        }
    }

    /// The recent sweeps and failures of a guard.
    record Activity(long sweeps, long failures) {
        static final Activity NONE = new Activity(0, 0);
    }

    /// The configuration of a guard.
    ///
    /// @param settings its settings, or the defaults if the settings are invalid
    /// @param invalid why the settings are invalid, `null` if they are valid
    record Configuration(Settings settings, Settings.@Nullable Invalid invalid) {
        static Configuration of(Function function) {
            try {
                return new Configuration(Settings.of(function.environment()), null);
            } catch (Settings.Invalid invalid) {
                return new Configuration(Settings.DEFAULTS, invalid);
            }
        }
    }

    /// Returns the guards that sweep.
    List<Guard> sweeping() {
        return found.stream().filter(Guard::sweeps).toList();
    }

    /// Returns the guard whose settings and role the checks use, `null` for none. A guard that sweeps comes first, then
    /// a function, since role and settings of a guard on an instance cannot be read.
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

    /// Returns the names of the sweeping guards, if no function is among them: EventBridge calls functions only.
    List<String> deaf() {
        boolean unsure =
                fault != null || found.stream().anyMatch(guard -> guard.read().fault() != null);
        return unsure || sweeping().stream().anyMatch(guard -> guard.function() != null)
                ? List.of()
                : sweeping().stream().map(Guard::name).toList();
    }
}
