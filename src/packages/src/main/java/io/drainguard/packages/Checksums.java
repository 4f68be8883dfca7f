package io.drainguard.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Writes `SHA256SUMS` over a folder, in the form that `sha256sum --check` reads.
final class Checksums {
    /// The file's name.
    static final String NAME = "SHA256SUMS";

    private Checksums() {}

    /// Adds up a folder.
    ///
    /// @param arguments the folder
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path folder = Path.of(arguments[0]);
        StringBuilder sums = new StringBuilder();
        for (Path file : files(folder)) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            sums.append(HexFormat.of().formatHex(sum))
                    .append("  ")
                    .append(file.getFileName())
                    .append('\n');
        }
        Files.writeString(folder.resolve(NAME), sums);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.endsWith(NAME))
                    .sorted()
                    .toList();
        }
    }
}
