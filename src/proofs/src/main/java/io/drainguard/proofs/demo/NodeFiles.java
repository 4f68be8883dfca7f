package io.drainguard.proofs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The directory that stands for the root of a node's file system, with what a drain document finds there.
record NodeFiles(Path root) {
    /// What the node's tools answer lies here.
    private static final String TOOLS = "run/simulator/";

    /// Puts a whole file in the place of another one, so that nobody reads half of it.
    void write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Path half = Files.writeString(file.resolveSibling(file.getFileName() + ".half"), text);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String path) {
        try {
            Files.deleteIfExists(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A unit that systemd knows, and whether it is active.
    void unit(String name, boolean active) {
        write(TOOLS + name + ".unit", "");
        if (active) {
            delete(TOOLS + name + ".stopped");
        } else {
            write(TOOLS + name + ".stopped", "");
        }
    }

    /// How many there are of what a tool of the node counts.
    void count(String what, int number) {
        write(TOOLS + what, number + "\n");
    }

    /// From now on the tool finds nothing that it could ask.
    void silent(String what) {
        delete(TOOLS + what);
    }
}
