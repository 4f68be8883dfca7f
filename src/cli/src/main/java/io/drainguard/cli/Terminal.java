package io.drainguard.cli;

import io.drainguard.entry.SystemTime;
import io.drainguard.sweep.Time;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// The streams and the clock of the operator, or of the program that runs the command.
///
/// @param out receives results
/// @param err receives problems, one line each
/// @param in supplies answers to questions, and an event on the standard input
/// @param colours whether the terminal shows escape sequences and the operator wants them
/// @param interactive whether an operator can answer questions
/// @param readElsewhere whether another program reads the results, as in a pipe; it may stop reading
/// @param time the clock
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        BufferedReader in,
        boolean colours,
        boolean interactive,
        boolean readElsewhere,
        Time time) {
    private static final int MANY_ROWS = 100_000;

    /// Builds a terminal whose results go to the operator.
    public Terminal(
            PrintWriter out, PrintWriter err, BufferedReader in, boolean colours, boolean interactive, Time time) {
        this(out, err, in, colours, interactive, false, time);
    }

    /// Builds a terminal without an operator who can answer questions.
    public Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean colours, Time time) {
        this(out, err, in, colours, false, false, time);
    }

    /// Returns the process's own streams and clock. Colours need a terminal as input and output, and `NO_COLOR` not set
    /// (no-color.org).
    static Terminal system(Map<String, String> environment) {
        boolean interactive = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        boolean colours = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                Output.standard(),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                colours,
                interactive,
                Output.hasReader(),
                SystemTime.CLOCK);
    }

    /// Prints a line of the results at once: whoever waits for the next one sees it.
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /// Returns how many lines the process's terminal shows; many where that cannot be learnt, so that nothing is left
    /// out.
    static int rows() {
        try {
            Process asked = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.matches("[1-9][0-9]{0,4} [0-9]+\\s*") ? Integer.parseInt(answer.split(" ", 2)[0]) : MANY_ROWS;
        } catch (IOException none) {
            return MANY_ROWS;
        }
    }
}
