package io.drainguard.proofs.lease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What ships, as the stories read it.
final class LeaseDesigns {
    private static final Path TABLE = Path.of("src/proofs/src/test/resources/lease-rule.txt");
    private static final Path NODES = Path.of("nodes/dlc");

    private LeaseDesigns() {}

    static LeaseDesign shipped() {
        return new LeaseDesign(LeaseRule.of(table()), NodeTimes.read(NODES));
    }

    static String table() {
        return text(TABLE);
    }

    static String script() {
        return text(NODES.resolve("dlc-lease"));
    }

    static String unit() {
        return text(NODES.resolve("units/dlc-lease.service"));
    }

    static String dropIn() {
        return text(NODES.resolve("units/dlc.service.d/drainguard.conf"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
