package io.drainguard.cli;

import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.cli.Guards.Configuration;
import io.drainguard.decide.Units;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the settings of the guard that sweeps. Where none can be read, the operator's environment stands in, and
/// what is printed says so: with other settings than the guard's each time left is wrong.
final class GuardSettingsReader {
    private static final String NEXT = "; next: name it with --guard, or set the guard's settings in your environment";

    private final GuardReader reader;
    private final Map<String, String> environment;
    private final @Nullable String named;

    /// Builds the reader.
    ///
    /// @param named the guard that the operator names, `null` for the one that sweeps
    GuardSettingsReader(GuardReader reader, Map<String, String> environment, @Nullable String named) {
        this.reader = reader;
        this.environment = environment;
        this.named = named;
    }

    /// Reads the settings.
    ///
    /// @param now by AWS's clock, which stamps the guards' metrics
    /// @throws Settings.Invalid when no guard's can be read and the environment's cannot be used
    GuardSettings read(Instant now) {
        return new Attempt().settings(now);
    }

    private final class Attempt {
        private final List<GuardSettings.Of> found = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private String why = "no guard has swept in the last three hours, as far as CloudWatch lists";

        private GuardSettings settings(Instant now) {
            try {
                sweeping(now).forEach(this::function);
            } catch (Fault fault) {
                unread("which guard sweeps could not be read", fault);
            }
            if (found.isEmpty()) {
                return new GuardSettings(
                        List.of(),
                        Settings.of(environment),
                        why,
                        notes,
                        problems.stream().map(problem -> problem + NEXT).toList());
            }
            found.sort(Comparator.comparing(guard -> guard.settings().maxHold()));
            compare();
            String names = found.stream().map(GuardSettings.Of::guard).collect(Collectors.joining(" and "));
            return new GuardSettings(
                    found, null, (found.size() == 1 ? "function " : "functions ") + names, notes, problems);
        }

        /// Returns the guards that sweep; a single one is not asked whether it does, since there is no other to choose.
        private List<String> sweeping(Instant now) {
            List<String> known = named == null ? reader.known() : List.of(named);
            if (known.size() < 2) {
                return known;
            }
            Duration window = GuardReader.window(null);
            List<String> sweeping = known.stream()
                    .filter(guard -> reader.sweeps(guard, window, now) > 0)
                    .toList();
            if (sweeping.isEmpty()) {
                notes.add("none of the guards " + String.join(", ", known) + " has swept in the last "
                        + Units.span(window) + "; next: drainguard doctor");
                return known;
            }
            return sweeping;
        }

        private void function(String guard) {
            try {
                Function function = reader.function(guard);
                if (function == null) {
                    why = "guard " + guard + " is no function, so its settings cannot be read";
                    return;
                }
                Configuration configuration = Configuration.of(function);
                if (configuration.invalid() == null) {
                    found.add(new GuardSettings.Of(guard, configuration.settings()));
                    overridden(guard, function.environment());
                } else {
                    why = "function " + guard + " cannot start with its settings";
                    problems.add(why + ": " + configuration.invalid().getMessage()
                            + "; next: fix the function's environment variables");
                }
            } catch (Fault fault) {
                unread("the settings of guard " + guard + " could not be read", fault);
            }
        }

        private void unread(String what, Fault fault) {
            why = what;
            problems.add(what + ": " + fault.getMessage());
        }

        /// A variable of the operator's never counts silently, and is never silently left out.
        private void overridden(String guard, Map<String, String> guards) {
            Stream.of(Settings.HOOK_NAME, Settings.MAX_HOLD, Settings.END_RETAINED)
                    .filter(name -> !environment.getOrDefault(name, "").isBlank())
                    .filter(name -> !Objects.equals(
                            environment.getOrDefault(name, "").strip(),
                            guards.getOrDefault(name, "").strip()))
                    .map(name -> name + "=" + environment.get(name) + " in your environment does not count: function "
                            + guard + " has " + guards.getOrDefault(name, "the default"))
                    .forEach(notes::add);
        }

        private void compare() {
            Duration shortest = found.getFirst().settings().maxHold();
            Duration longest = found.getLast().settings().maxHold();
            if (!shortest.equals(longest)) {
                notes.add("the guards differ: "
                        + found.stream()
                                .map(guard -> guard.guard() + " holds "
                                        + Units.span(guard.settings().maxHold()))
                                .collect(Collectors.joining(", "))
                        + "; the shortest counts here");
            }
        }
    }
}
