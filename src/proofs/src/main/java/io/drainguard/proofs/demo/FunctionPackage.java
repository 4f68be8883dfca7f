package io.drainguard.proofs.demo;

import io.drainguard.proofs.Built;
import io.drainguard.proofs.demo.function.FastFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The guard's code as the build leaves it, to be laid out as a function's task root.
///
/// Beside it only [FastFunction] goes in, which hands the guard the simulated clock.
///
/// @param title what it is, for the reader of the demo
/// @param trees directories of classes
/// @param jars libraries
/// @param runtime directory with the managed runtime's own jars
record FunctionPackage(String title, List<Path> trees, List<Path> jars, Path runtime) {
    private static final Path FAST_FUNCTION =
            Path.of(FastFunction.class.getPackageName().replace('.', '/'));

    /// A task root on the disk.
    record Layout(Path classes, Path lib) {}

    /// The jar that the build has packaged.
    ///
    /// @throws IllegalStateException when it is not there
    static FunctionPackage jar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("there is no " + jar + ": build it with mvn -q -Pdemo package");
        }
        List<Path> jars = new ArrayList<>(jars(Built.LIB));
        jars.add(jar);
        return new FunctionPackage(jar.toString(), List.of(), jars, Built.RUNTIME);
    }

    /// The classes that the jar is made of.
    static FunctionPackage classes() {
        return new FunctionPackage(Built.CLASSES.toString(), List.of(Built.CLASSES), jars(Built.LIB), Built.RUNTIME);
    }

    /// Lays the function out below a directory.
    Layout layOut(Path directory) {
        try {
            Path classes = Files.createDirectories(directory.resolve("classes"));
            Path lib = Files.createDirectories(directory.resolve("lib"));
            for (Path tree : trees) {
                copy(tree, classes);
            }
            copy(testClasses().resolve(FAST_FUNCTION), classes.resolve(FAST_FUNCTION));
            for (Path jar : jars) {
                Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
            return new Layout(classes, lib);
        } catch (IOException e) {
            throw new UncheckedIOException("the function could not be laid out in " + directory, e);
        }
    }

    private static Path testClasses() {
        return Path.of(FastFunction.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                Path copied = to.resolve(from.relativize(file));
                Files.createDirectories(copied.resolveSibling("."));
                Files.copy(file, copied);
            }
        }
    }

    private static List<Path> jars(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
