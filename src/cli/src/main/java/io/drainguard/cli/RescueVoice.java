package io.drainguard.cli;

import io.drainguard.rescue.RescuePorts.Voice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Tells the operator how far a rescue is, with the time of day in UTC, and asks.
record RescueVoice(Terminal terminal) implements Voice {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public void say(String text) {
        terminal.out().println(TIME.format(terminal.time().instant()) + "  " + text);
        terminal.out().flush();
    }

    @Override
    public boolean confirms(String question) {
        if (!terminal.interactive()) {
            return false;
        }
        terminal.out().print(question);
        terminal.out().flush();
        try {
            String answer = terminal.in().readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
