package io.drainguard.proofs.demo;

import java.io.Console;
import java.io.PrintStream;

/// Colours text where somebody watches, and leaves it alone elsewhere.
enum AnsiColors {
    /// No colours.
    PLAIN {
        @Override
        String colour(int code, String text) {
            return text;
        }
    },
    /// Colours by the terminal's escape sequences (ECMA-48, Select Graphic Rendition).
    TERMINAL {
        @Override
        String colour(int code, String text) {
            return "\u001b[" + code + "m" + text + "\u001b[0m";
        }
    };

    private static final int RED = 31;
    private static final int GREEN = 32;
    private static final int YELLOW = 33;
    private static final int CYAN = 36;

    abstract String colour(int code, String text);

    /// Colours on a terminal, unless `NO_COLOR` asks for none (no-color.org).
    @SuppressWarnings("SystemConsoleNull") // it is null again where nobody watches, from JDK 25 on (JDK-8351435)
    static AnsiColors of(PrintStream out) {
        Console console = System.console();
        boolean terminal = out.equals(System.out) && console != null && console.isTerminal();
        return terminal && System.getenv("NO_COLOR") == null ? TERMINAL : PLAIN;
    }

    /// A row, by the decision it tells.
    String decision(String decision, String row) {
        return switch (decision) {
            case "hold" -> colour(YELLOW, row);
            case "release", "terminate" -> colour(GREEN, row);
            default -> colour(RED, row);
        };
    }

    /// A note of what happens beside the decisions.
    String note(String text) {
        return colour(CYAN, text);
    }

    /// How it ended.
    String verdict(boolean good, String text) {
        return colour(good ? GREEN : RED, text);
    }
}
