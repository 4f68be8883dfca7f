package io.drainguard.proofs;

import java.nio.file.Path;

/// Where the build leaves what ships, below the repository's folder, in which tests, demo and benchmark run.
public final class Built {
    /// The function's classes.
    public static final Path CLASSES = Path.of("src", "guard", "target", "classes");

    /// The classes of the guard's unit tests.
    public static final Path UNIT_TESTS = Path.of("src", "guard", "target", "test-classes");

    /// The function's libraries.
    public static final Path LIB = Path.of("src", "guard", "target", "function", "lib");

    /// The function's jar.
    public static final Path FUNCTION_JAR = Path.of("src", "guard", "target", "drainguard-guard-0.2.0.jar");

    /// The command line's folder, with its jar and its manual pages.
    public static final Path COMMAND_LINE = Path.of("src", "cli", "target");

    /// The command line's jar, which needs nothing else; the build of a release names the one that it ships.
    public static final Path COMMAND_LINE_JAR = Path.of(System.getProperty(
            "drainguard.jar", COMMAND_LINE.resolve("drainguard-cli-0.2.0.jar").toString()));

    /// What the managed Lambda runtime itself brings.
    public static final Path RUNTIME = Path.of("src", "simulator", "target", "runtime");

    /// What the proofs write.
    public static final Path PROOFS = Path.of("src", "proofs", "target");

    private Built() {}
}
