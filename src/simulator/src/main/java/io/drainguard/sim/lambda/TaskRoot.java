package io.drainguard.sim.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A private directory in which a function is laid out as in `/var/task`: its classes, and its jars below `lib`.
///
/// The runtime's class loader looks nowhere else (source: aws/aws-lambda-java-libs, `CustomerClassLoader`), so a
/// dependency that `sam build` would not bring is missing here, too. Everything is linked, not copied.
final class TaskRoot implements AutoCloseable {

    private final Path home;

    private TaskRoot(Path home) {
        this.home = home;
    }

    static TaskRoot of(FunctionConfig function) {
        try {
            TaskRoot root = new TaskRoot(Files.createTempDirectory("lambda-" + function.name() + "-"));
            root.link(function);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException("no task root for function " + function.name(), e);
        }
    }

    /// The directory that holds the function.
    Path task() {
        return home.resolve("task");
    }

    /// Unpacks the native half of the runtime interface client into this root. Left to itself the client
    /// unpacks to one fixed place in `/tmp`, where two starts at once get into each other's way; Lambda names
    /// the file, too.
    Path nativeClient(Path clientJar) {
        Path unpacked = home.resolve("libaws-lambda-jni.so");
        String entry = "jni/libaws-lambda-jni.linux" + libc() + "-" + architecture() + ".so";
        try (JarFile jar = new JarFile(clientJar.toFile());
                InputStream library = jar.getInputStream(jar.getEntry(entry))) {
            Files.copy(library, unpacked);
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException("no " + entry + " in " + clientJar, e);
        }
    }

    /// Removes the directory; what it links to stays.
    @Override
    public void close() {
        try {
            Files.walkFileTree(home, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + home, e);
        }
    }

    private void link(FunctionConfig function) throws IOException {
        Files.createDirectory(task());
        try (Stream<Path> entries = Files.list(function.classes())) {
            for (Path entry : entries.toList()) {
                Files.createSymbolicLink(task().resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
        Files.createSymbolicLink(task().resolve("lib"), function.lib().toAbsolutePath());
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    }

    private static String libc() {
        return Files.exists(Path.of("/lib/ld-musl-" + System.getProperty("os.arch") + ".so.1")) ? "_musl" : "";
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
