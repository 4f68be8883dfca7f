package io.drainguard.cli;

import io.drainguard.entry.SystemTime;
import io.drainguard.sweep.Time;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Whoever sits before the command line, or the program that reads it.
///
/// @param out takes results
/// @param err takes what went wrong, one line each
/// @param in gives answers to questions, and an event that is read from the standard input
/// @param colours whether escape sequences are understood and wanted
/// @param interactive whether somebody sits there who can be asked
/// @param time the clock
public record Terminal(
        PrintWriter out, PrintWriter err, BufferedReader in, boolean colours, boolean interactive, Time time) {
    /// A terminal with nobody before it.
    public Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean colours, Time time) {
        this(out, err, in, colours, false, time);
    }

    /// The process's own streams and clock. Colours only where input and output are a terminal and `NO_COLOR` is
    /// not set (no-color.org).
    static Terminal system(Map<String, String> environment) {
        boolean interactive = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        boolean colours = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                colours,
                interactive,
                SystemTime.CLOCK);
    }
}
