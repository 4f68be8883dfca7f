package io.drainguard.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Where a watch shows its lines. On a terminal that is the alternate screen, which the terminal takes away with the
/// watch; anywhere else the lines follow each other.
final class Screen implements AutoCloseable {
    /// Takes the alternate screen (xterm control sequences, private mode 1049), and puts the old one back.
    private static final String TAKE = "\u001b[?1049h";

    private static final String PUT_BACK = "\u001b[?1049l";

    private static final String TOP = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintWriter out;
    private final boolean takes;
    private final boolean separated;
    private final Thread atEnd;
    private boolean taken;

    private Screen(PrintWriter out, boolean takes, boolean separated) {
        this.out = out;
        this.takes = takes;
        this.separated = separated;
        this.atEnd = new Thread(this::putBack, "screen");
    }

    /// Returns the screen of a terminal.
    ///
    /// @param forPeople whether a person reads what is shown, so that one showing must be told from the next
    static Screen of(Terminal terminal, boolean forPeople) {
        return new Screen(terminal.out(), forPeople && terminal.colours(), forPeople);
    }

    /// Shows the lines instead of those shown before. As many as the terminal has room for: the worst come first.
    void show(List<String> lines) {
        if (!takes) {
            lines.forEach(out::println);
            if (separated) {
                out.println();
            }
            out.flush();
            return;
        }
        take();
        int room = Terminal.rows() - 1;
        out.print(TOP);
        shown(lines, room).forEach(line -> out.print(line + REST_OF_LINE + "\n"));
        out.print(REST_OF_SCREEN);
        out.flush();
    }

    /// The last line, which is the sum of all, is always there.
    private static List<String> shown(List<String> lines, int room) {
        if (lines.size() <= room) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, Math.max(1, room - 2)));
        shown.add((lines.size() - shown.size() - 1) + " more lines; 'drainguard status' shows all");
        shown.add(lines.getLast());
        return shown;
    }

    private synchronized void take() {
        if (!taken) {
            taken = true;
            // Ctrl-C and SIGTERM end the process without leaving this class.
            Runtime.getRuntime().addShutdownHook(atEnd);
            out.print(TAKE);
        }
    }

    private synchronized void putBack() {
        if (taken) {
            taken = false;
            out.print(PUT_BACK);
            out.flush();
        }
    }

    @Override
    public void close() {
        if (taken) {
            putBack();
            Runtime.getRuntime().removeShutdownHook(atEnd);
        }
    }
}
