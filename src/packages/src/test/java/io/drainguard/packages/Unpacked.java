package io.drainguard.packages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Unpacks what a release ships as dpkg and tar do, on machines that have neither.
final class Unpacked {
    private Unpacked() {}

    /// Unpacks the files of a Debian package: an `ar` archive that holds two `tar.gz` (deb(5)).
    static void deb(Path file, Path to) throws IOException {
        try (ArArchiveInputStream parts = new ArArchiveInputStream(Files.newInputStream(file))) {
            for (ArArchiveEntry part = parts.getNextEntry(); part != null; part = parts.getNextEntry()) {
                if (part.getName().startsWith("data.tar")) {
                    tar(parts, to);
                    return;
                }
            }
        }
        throw new IOException(file + " holds no data.tar");
    }

    static void tarGz(Path file, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            tar(in, to);
        }
    }

    private static void tar(InputStream in, Path to) throws IOException {
        TarArchiveInputStream files = new TarArchiveInputStream(new GZIPInputStream(in));
        for (TarArchiveEntry entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
            Path path = to.resolve(entry.getName()).normalize();
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else if (entry.isSymbolicLink()) {
                Files.createDirectories(path.getParent());
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.createDirectories(path.getParent());
                Files.copy(files, path);
                Files.setPosixFilePermissions(path, permissions(entry.getMode()));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return PosixFilePermissions.fromString(text.toString());
    }
}
