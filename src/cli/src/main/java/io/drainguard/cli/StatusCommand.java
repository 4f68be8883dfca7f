package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Time;
import java.time.Duration;
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
                    + " at the last look, how fast they drain, and what the guard's rule says now of that look.",
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
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Option(names = "--group", paramLabel = "NAME", description = "Only this Auto Scaling group.")
    private @Nullable String group;

    @Option(
            names = "--json",
            description = "One JSON object a line, for machines; the fields are in docs/reference/command-line.md.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "10",
            description =
                    "Shows it again every so many seconds, at least 1, until stopped; default: ${FALLBACK-VALUE}.")
    private @Nullable Integer every;

    @Override
    public Integer call() {
        Integer seconds = every;
        if (seconds == null) {
            return show(false);
        }
        if (seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--watch takes whole seconds, at least 1, not " + seconds);
        }
        return watch(Duration.ofSeconds(seconds));
    }

    /// Repeats until the process is stopped or the output is closed.
    private int watch(Duration pause) {
        Time time = terminal().time();
        int exitCode = attempt();
        try {
            while (!terminal().out().checkError()) {
                time.pause(pause);
                exitCode = attempt();
            }
            return exitCode;
        } catch (Time.Stopped stopped) {
            return exitCode;
        }
    }

    /// A single failed call does not end the watch.
    private int attempt() {
        try {
            return show(true);
        } catch (Fault fault) {
            terminal().err().println("drainguard: " + fault.getMessage());
            terminal().err().flush();
            return ExitCodes.UNASKED;
        }
    }

    private int show(boolean again) {
        SituationReader reader =
                new SituationReader(options.groups(), options.history(), options.volumes(), options.settings());
        String only = group;
        Situation situation = reader.read(name -> only == null || only.equals(name));
        if (only != null && situation.groups().isEmpty()) {
            throw UsageError.unusable(
                    "group " + only + ": no Auto Scaling group of that name carries the tag 'drainguard' in"
                            + " this account and Region; next: see 'drainguard status' without --group, or choose another"
                            + " --region");
        }
        Terminal terminal = terminal();
        List<String> lines =
                json ? List.of(StatusJson.line(situation)) : StatusText.lines(situation, terminal.colours());
        if (again && !json) {
            terminal.out().print(terminal.colours() ? CLEAR_SCREEN : "");
        }
        lines.forEach(terminal.out()::println);
        if (again && !json && !terminal.colours()) {
            terminal.out().println();
        }
        terminal.out().flush();
        situation.problems().forEach(problem -> terminal.err().println("drainguard: " + problem));
        terminal.err().flush();
        return situation.problems().isEmpty() ? ExitCodes.NONE : ExitCodes.WRONG;
    }

    private Terminal terminal() {
        return Main.of(spec).terminal();
    }
}
