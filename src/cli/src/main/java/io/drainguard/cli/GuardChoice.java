package io.drainguard.cli;

import io.drainguard.cli.Guards.Configuration;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The guard that a group is to be adopted for. Pure.
///
/// @param whose whose settings count, for people
/// @param function whether they are a function's, and not the environment's
/// @param settings its settings
/// @param guards the settings of every guard that would serve the group, this one's first
record GuardChoice(String whose, boolean function, Settings settings, List<GuardSettings.Of> guards) {
    GuardChoice {
        guards = List.copyOf(guards);
    }

    /// Chooses the guard.
    ///
    /// @param own the settings in the environment, which stand in for those of a guard that is no function
    /// @throws UsageError if nobody would look at the group's nodes, or if guards differ
    /// @throws Fault if the guards could not be read
    static GuardChoice of(String group, Guards guards, Settings own) {
        List<Guard> serving = guards.named() ? guards.found() : guards.sweeping();
        Fault unread = guards.fault();
        if (serving.isEmpty() && unread != null) {
            throw unread;
        }
        if (serving.isEmpty()) {
            throw none(group, guards);
        }
        List<GuardSettings.Of> known = new ArrayList<>();
        for (Guard guard : serving) {
            Fault fault = guard.read().fault();
            if (fault != null) {
                throw fault;
            }
            GuardSettings.Of of = settings(group, guards.named(), guard);
            if (of != null) {
                known.add(of);
            }
        }
        if (known.isEmpty()) {
            String name = serving.getFirst().name();
            return new GuardChoice(
                    "this environment, since guard " + name + " is no function",
                    false,
                    own,
                    List.of(new GuardSettings.Of(name, own)));
        }
        oneHook(group, known);
        return new GuardChoice(
                "function " + known.getFirst().guard(), true, known.getFirst().settings(), known);
    }

    /// The guards' own documents.
    Set<String> documents() {
        return guards.stream()
                .map(guard -> guard.settings().drainDocument())
                .filter(document -> !document.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The names of the guards.
    String names() {
        return guards.stream().map(GuardSettings.Of::guard).collect(Collectors.joining(", "));
    }

    private static GuardSettings.@Nullable Of settings(String group, boolean named, Guard guard) {
        if (guard.function() == null) {
            if (named && !guard.sweeps()) {
                throw UsageError.unusable("group " + group + ": guard '" + guard.name()
                        + "' is no function, and has not swept lately; nothing was changed; next: see its name with"
                        + " drainguard doctor");
            }
            return null;
        }
        Configuration configuration = Configuration.of(guard.function());
        if (configuration.invalid() != null) {
            throw UsageError.unusable("group " + group + ": guard " + guard.name() + " cannot start with its settings: "
                    + configuration.invalid().getMessage()
                    + "; nothing was changed; next: fix the function's environment variables");
        }
        return new GuardSettings.Of(guard.name(), configuration.settings());
    }

    private static UsageError none(String group, Guards guards) {
        String names = guards.found().stream().map(Guard::name).collect(Collectors.joining(", "));
        return UsageError.unusable("group " + group + ": "
                + (names.isEmpty()
                        ? "no guard has swept in the last three hours, as far as CloudWatch lists"
                        : "none of the guards " + names + " sweeps")
                + ", so nobody would look at its nodes; nothing was changed; next: "
                + (names.isEmpty() ? "deploy the guard, or name" : "drainguard doctor, or name")
                + " one that was deployed within the last 15 minutes with --guard");
    }

    /// A node goes when every termination hook is completed, and each guard completes its own only.
    private static void oneHook(String group, List<GuardSettings.Of> known) {
        if (known.stream().map(guard -> guard.settings().hookName()).distinct().count() > 1) {
            throw UsageError.unusable("group " + group + ": the guards hold hooks of different names: "
                    + known.stream()
                            .map(guard -> guard.guard() + " " + guard.settings().hookName())
                            .collect(Collectors.joining(", "))
                    + "; nothing was changed; next: name the guard with --guard");
        }
    }
}
