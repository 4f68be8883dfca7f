package io.drainguard.cli;

import io.drainguard.entry.Rounds;
import io.drainguard.journal.JsonJournal;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The options that the sweeping commands share, and the guard that they build.
final class GuardOptions {
    /// A dry run waits this long for answers.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A dry run needs this long after the last answer to decide and print.
    private static final Duration SETTLING = Duration.ofSeconds(10);

    @Option(
            names = "--dry-run",
            description = "Decides and prints, and changes nothing: no heartbeat, no release, no volume flag, no tag."
                    + " It does run the drain document on the nodes, which only reads.")
    private boolean dry;

    @Option(names = "--json", description = "Writes JSON lines, as the service does, instead of a table.")
    private boolean json;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /// A guard that sweeps for a command.
    ///
    /// @param longest how long a sweep may take
    /// @param failures receives a sentence about a sweep that could not finish
    record Guard(Sweep sweep, Time time, Duration longest, Consumer<String> failures) {
        /// Returns the time when a sweep that starts now must end.
        Instant until() {
            return time.instant().plus(longest);
        }
    }

    /// Builds the guard. Makes no call.
    ///
    /// @throws Settings.Invalid naming every setting that cannot be used
    Guard guard(AwsOptions options) {
        Terminal terminal = Main.of(command).terminal();
        if (json) {
            String name = Main.of(command).environment().getOrDefault("DRAINGUARD_NAME", "drainguard");
            JsonJournal journal = new JsonJournal(name, terminal.time(), line -> print(terminal, line));
            return guard(options, journal, journal::failed, terminal.time());
        }
        TableJournal journal = new TableJournal(terminal);
        return guard(options, journal, journal::failed, terminal.time());
    }

    /// A dry run holds no node, so it does not need to run until the next sweep.
    private Guard guard(AwsOptions options, Journal journal, Consumer<String> failures, Time time) {
        Settings settings = options.settings();
        if (!dry) {
            Sweep sweep = new Sweep(options.groups(), options.looks(), options.volumes(), journal, time, settings);
            return new Guard(sweep, time, Rounds.LONGEST, failures);
        }
        DryRun run = new DryRun();
        Sweep sweep = new Sweep(
                run.groups(options.groups()),
                options.looks(),
                run.volumes(options.volumes()),
                run.journal(journal),
                time,
                settings);
        return new Guard(sweep, time, PATIENCE.plus(SETTLING), failures);
    }

    private static void print(Terminal terminal, String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
