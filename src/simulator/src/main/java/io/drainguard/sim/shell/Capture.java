package io.drainguard.sim.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/// Keeps the beginning of a stream and lets the rest go by, so that a talkative script never blocks.
final class Capture {
    private final int most;
    private final StringBuilder kept = new StringBuilder();

    Capture(int most) {
        this.most = most;
    }

    /// Reads the stream to its end; a stream that breaks ends there.
    void drain(InputStream in) {
        char[] buffer = new char[4096];
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                keep(buffer, read);
            }
        } catch (IOException broken) {
            // The process was killed while it wrote: what came so far is what there is.
        }
    }

    /// What was kept so far.
    synchronized String text() {
        return kept.toString();
    }

    private synchronized void keep(char[] buffer, int length) {
        kept.append(buffer, 0, Math.min(length, most - kept.length()));
    }
}
