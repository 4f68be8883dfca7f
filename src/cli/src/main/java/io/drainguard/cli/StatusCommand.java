package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `drainguard status`: prints one row for each node that waits or was retained.
@Command(
        name = "status",
        description = {
            "Shows each node that waits or was retained: since when, how long until the ceiling, what its queues held"
                    + " at the last look, how fast they drain, and what the guard's rule says now of that look; and what"
                    + " to do where a node needs somebody.",
            "The settings are those of the guard that sweeps. Where they cannot be read, LIFECYCLE_HOOK_NAME,"
                    + " MAX_HOLD_SECONDS and END_RETAINED in your environment stand in for them, and the output says so.",
            "Reads only; what is known comes from the groups and from the nodes' own command history."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown",
            "1:some of it could not be read; the error stream says what",
            "2:no such group",
            "3:AWS could not be asked; nothing may be concluded"
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    /// Everybody who watches an incident reads by the quota that the guard reads its answers with.
    private static final int SHORTEST_WATCH = 60;

    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    /// What is written.
    enum Output {
        /// All that is known, as wide as it is.
        WIDE,
        /// One JSON object a line.
        JSON
    }

    @Option(names = "--group", paramLabel = "NAME", description = "Only this Auto Scaling group.")
    private @Nullable String group;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "The guard whose settings count: its function's name; default: the guard that sweeps.")
    private @Nullable String guard;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "wide: all that is known, in long lines; json: the same as --json.")
    private @Nullable Output output;

    @Option(
            names = "--json",
            description = "One JSON object a line, for machines; the fields are in docs/reference/command-line.md.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "60",
            description =
                    "Shows it again every so many seconds, at least 60, until stopped; default: ${FALLBACK-VALUE}.")
    private @Nullable Integer every;

    @Override
    public Integer call() {
        Integer seconds = every;
        if (seconds == null) {
            return show();
        }
        if (seconds < SHORTEST_WATCH) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--watch reads at most once a minute: give " + SHORTEST_WATCH + " or more, not " + seconds);
        }
        try (Screen screen = Screen.of(terminal(), !asJson())) {
            return watch(Duration.ofSeconds(seconds), screen);
        }
    }

    /// Repeats until the process is stopped or the output is closed.
    private int watch(Duration pause, Screen screen) {
        Time time = terminal().time();
        int exitCode = attempt(screen);
        try {
            while (!terminal().out().checkError()) {
                time.pause(pause);
                exitCode = attempt(screen);
            }
            return exitCode;
        } catch (Time.Stopped stopped) {
            return exitCode;
        }
    }

    /// A single failed call does not end the watch.
    private int attempt(Screen screen) {
        try {
            Situation situation = situation();
            screen.show(lines(situation));
            return problems(situation);
        } catch (Fault fault) {
            terminal().err().println("drainguard: " + fault.getMessage());
            terminal().err().flush();
            return ExitCodes.UNASKED;
        }
    }

    private int show() {
        Situation situation = situation();
        lines(situation).forEach(terminal().out()::println);
        terminal().out().flush();
        return problems(situation);
    }

    private Situation situation() {
        SituationReader reader =
                new SituationReader(options.groups(), options.pastLooks(), options.machines(), this::settings);
        String only = group;
        Situation situation = reader.read(name -> only == null || only.equals(name));
        if (only != null && situation.groups().isEmpty()) {
            throw UsageError.unusable(
                    "group " + only + ": no Auto Scaling group of that name carries the tag 'drainguard' in"
                            + " this account and Region; next: see 'drainguard status' without --group, or choose another"
                            + " --region");
        }
        return situation;
    }

    private GuardSettings settings(Instant now) {
        return new GuardSettingsReader(options.guards(), Main.of(spec).environment(), guard).read(now);
    }

    private boolean asJson() {
        return json || output == Output.JSON;
    }

    private List<String> lines(Situation situation) {
        if (asJson()) {
            return List.of(StatusJson.line(situation));
        }
        boolean colours = terminal().colours();
        return output == Output.WIDE ? StatusText.wide(situation, colours) : StatusText.lines(situation, colours);
    }

    private int problems(Situation situation) {
        Terminal terminal = terminal();
        situation.problems().forEach(problem -> terminal.err().println("drainguard: " + Columns.plain(problem)));
        terminal.err().flush();
        return situation.problems().isEmpty() ? ExitCodes.NONE : ExitCodes.WRONG;
    }

    private Terminal terminal() {
        return Main.of(spec).terminal();
    }
}
