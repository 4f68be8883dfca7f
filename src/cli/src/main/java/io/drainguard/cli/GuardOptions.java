package io.drainguard.cli;

import io.drainguard.entry.Rounds;
import io.drainguard.entry.Version;
import io.drainguard.journal.JsonJournal;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Notices;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Usage;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The options that the sweeping commands share, and what they make a guard of.
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

    /// What a command makes a guard of.
    ///
    /// @param longest how long a command that sweeps once may take
    /// @param failures receives a sentence about a call of the guard that could not finish
    record Wiring(Ports ports, Settings settings, Duration longest, Consumer<String> failures) {}

    /// Makes no call.
    ///
    /// @throws Settings.Invalid naming every setting that cannot be used
    Wiring wiring(AwsOptions options) {
        Terminal terminal = Main.of(command).terminal();
        if (json) {
            JsonJournal journal = new JsonJournal(
                    new JsonJournal.Writer(name(), Version.NUMBER),
                    options.settings().groupMetrics(),
                    terminal.time(),
                    line -> print(terminal, line));
            return wiring(options, journal, journal::failed, terminal.time());
        }
        TableJournal journal = new TableJournal(terminal);
        return wiring(options, journal, journal::failed, terminal.time());
    }

    /// A dry run holds no node, so it does not need to run until the next sweep.
    private Wiring wiring(AwsOptions options, Journal journal, Consumer<String> failures, Time time) {
        Settings settings = options.settings();
        if (!dry) {
            Ports ports = new Ports(
                    options.groups(),
                    options.looks(),
                    options.volumes(),
                    options.calls(),
                    journal,
                    time,
                    settings.notices() ? options.notices(name()) : Notices.OFF,
                    Usage.NONE);
            return new Wiring(ports, settings, Rounds.LONGEST, failures);
        }
        DryRun run = new DryRun();
        Ports ports = new Ports(
                run.groups(options.groups()),
                options.looks(),
                run.volumes(options.volumes()),
                options.calls(),
                run.journal(journal),
                time);
        return new Wiring(ports, settings, PATIENCE.plus(SETTLING), failures);
    }

    private String name() {
        return Main.of(command).environment().getOrDefault("DRAINGUARD_NAME", "drainguard");
    }

    private static void print(Terminal terminal, String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
