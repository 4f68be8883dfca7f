package io.drainguard.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process's standard output.
final class Output {
    /// How POSIX tells kinds of files apart (sys/stat.h): pipes and sockets have a reader who may go away.
    private static final int KIND = 0xF000;

    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xC000;
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");

    private Output() {}

    /// Returns a writer whose errors can be asked for.
    static PrintWriter standard() {
        return new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    /// Tells whether somebody else reads what is written, so that an error means that the reader has gone.
    static boolean hasReader() {
        try {
            int kind = KIND & (int) Files.getAttribute(STANDARD_OUTPUT, "unix:mode");
            return kind == PIPE || kind == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }
}
