package io.drainguard.sim.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;

/// A directory that stands first in the scripts' PATH; its `sleep` sleeps shorter by the simulation's speed, and its
/// other commands act on directories where real ones act on devices (see [GuestTools]).
final class Shims {
    private static final String SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    private final Path directory;

    Shims(Path directory, double speed) {
        this.directory = NodeDirectories.made(directory);
        write("sleep", """
                #!/bin/sh
                exec %s "$(awk -v seconds="$1" -v speed=%s 'BEGIN { printf "%%.3f", seconds / speed }')"
                """.formatted(realSleep(), String.format(Locale.ROOT, "%.6f", speed)));
        GuestTools.write(this);
    }

    /// The PATH of a script.
    String path() {
        return directory + ":" + SYSTEM_PATH;
    }

    /// Adds a command.
    void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the " + name + " shim", e);
        }
    }

    private static Path realSleep() {
        return List.of(Path.of("/bin/sleep"), Path.of("/usr/bin/sleep")).stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no sleep in /bin or /usr/bin"));
    }
}
