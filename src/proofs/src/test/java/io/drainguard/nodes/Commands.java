package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Commands of this machine that must succeed.
final class Commands {
    private Commands() {}

    static String run(String... command) {
        return run(new ProcessBuilder(command));
    }

    static String run(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            process.outputWriter().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) throw new AssertionError(builder.command() + " failed: " + out);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
