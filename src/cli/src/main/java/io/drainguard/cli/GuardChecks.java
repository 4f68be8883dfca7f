package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;

import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.cli.Guards.Configuration;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.decide.Units;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks whether a guard sweeps, and its settings, apart from the groups. Pure.
final class GuardChecks {
    /// A sweep over very many groups may take this long.
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private GuardChecks() {}

    /// Returns the findings about the guards.
    static List<Finding> of(Setup setup) {
        Guards guards = setup.guards();
        Guard best = guards.best();
        Function function = best == null ? null : best.function();
        return Stream.of(
                        guards.found().stream()
                                .map(GuardChecks::unread)
                                .flatMap(List::stream)
                                .toList(),
                        sweeps(guards),
                        best == null || function == null ? List.<Finding>of() : function(best.name(), function),
                        settings(setup.settings()))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Finding> unread(Guard guard) {
        return guard.read() instanceof Part.Unreadable(Fault fault)
                ? List.of(ALL.skipped(
                        "settings and role of guard " + guard.name() + " (or give --role)",
                        fault,
                        "lambda:GetFunctionConfiguration"))
                : List.of();
    }

    private static List<Finding> sweeps(Guards guards) {
        Fault fault = guards.fault();
        if (fault != null) {
            return List.of(ALL.skipped(
                    "whether a guard sweeps", fault, "cloudwatch:ListMetrics and cloudwatch:GetMetricStatistics"));
        }
        List<Finding> found = new ArrayList<>();
        guards.found().stream()
                .filter(guard -> guard.failures() > 0)
                .map(GuardChecks::failing)
                .forEach(found::add);
        if (guards.sweeping().isEmpty()) {
            found.add(silent(guards));
        } else {
            guards.found().stream()
                    .filter(guard -> !guard.sweeps())
                    .map(GuardChecks::stopped)
                    .forEach(found::add);
        }
        return found;
    }

    private static Finding failing(Guard guard) {
        return ALL.risk(
                "guard " + guard.name() + ": its last sweeps failed, "
                        + Format.count(guard.failures(), "failure") + " in the last "
                        + Units.span(guard.window()) + " by its metric",
                "read its log: each failure names what could not be served, and why");
    }

    private static Finding stopped(Guard guard) {
        return ALL.risk(
                "guard " + guard.name() + " has swept in the last three hours, but not in the last "
                        + Units.span(guard.window()) + "; another guard still sweeps",
                "see that its schedule is enabled and the function runs, or that the guard's instance is up; a"
                        + " guard that was taken down is not listed any more after three hours");
    }

    private static Finding silent(Guards guards) {
        Guard best = guards.best();
        return best == null
                ? ALL.fault(
                        "no guard has swept in the last three hours, as far as CloudWatch lists",
                        "deploy the guard, or see that its schedule is enabled; a guard deployed within the last 15"
                                + " minutes is not listed yet: name it with --guard")
                : ALL.fault(
                        "no sweep in the last " + Units.span(best.window()) + ", by the metric of guard "
                                + String.join(
                                        ", ",
                                        guards.found().stream().map(Guard::name).toList()),
                        "see that its schedule is enabled and the function runs, or that the guard's instance is up");
    }

    private static List<Finding> function(String name, Function function) {
        Configuration configuration = Configuration.of(function);
        if (configuration.invalid() != null) {
            return List.of(ALL.fault(
                    "function " + name + " cannot start: "
                            + configuration.invalid().getMessage(),
                    "fix the function's environment variables"));
        }
        return function.timeout().compareTo(LONGEST) >= 0
                ? List.of()
                : List.of(ALL.fault(
                        "function " + name + " is stopped after "
                                + function.timeout().toSeconds()
                                + " s, in the middle of a sweep",
                        "give the function a timeout of 300 s, as the template does"));
    }

    /// Returns the findings about the settings that concern all groups.
    private static List<Finding> settings(Settings settings) {
        List<Finding> found = new ArrayList<>();
        if (!settings.protectVolumes()) {
            found.add(ALL.risk(
                    Settings.PROTECT_VOLUMES
                            + " is false: the data of a node that AWS ends all the same is lost with it",
                    "set " + Settings.PROTECT_VOLUMES + " to true"));
        }
        return found;
    }
}
