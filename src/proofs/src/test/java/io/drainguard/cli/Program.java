package io.drainguard.cli;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real process of what the build has packaged, pointed at the simulated account; closing it ends it.
final class Program implements AutoCloseable {
    private static final long LONGEST_SECONDS = 90;

    /// The Java that runs the tests. The build of a release names the runtime that it ships for the command line.
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// What a process left behind.
    record Ended(int exitCode, String out, String err) {}

    /// Starts `drainguard` with these arguments, from its own jar.
    static Program drainguard(CliScene scene, Path directory, String... arguments) {
        return drainguard(scene, directory, List.of(), arguments);
    }

    /// The same, with variables as `NAME=value`; an empty value unsets one.
    static Program drainguard(CliScene scene, Path directory, List<String> variables, String... arguments) {
        return drainguard(scene.endpoint(), directory, variables, arguments);
    }

    /// The same, for an account at this address.
    static Program drainguard(String endpoint, Path directory, List<String> variables, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-jar", Built.COMMAND_LINE_JAR.toString()));
        command.addAll(List.of(arguments));
        return start(System.getProperty("drainguard.java", JAVA), endpoint, directory, command, variables);
    }

    /// Starts the service as its unit does: the function's own package, and this class.
    ///
    /// @param flags of the Java machine
    /// @param settings as `NAME=value`
    static Program service(CliScene scene, Path directory, List<String> flags, String... settings) {
        List<String> command = new ArrayList<>(flags);
        command.addAll(List.of("-cp", Built.FUNCTION_JAR + ":" + Built.LIB + "/*", "io.drainguard.entry.GuardService"));
        return start(JAVA, scene.endpoint(), directory, command, List.of(settings));
    }

    private static Program start(
            String java, String endpoint, Path directory, List<String> arguments, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(java));
        // One compiler and one collector thread start sooner; nothing else differs.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("AWS_")
                            || name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
            builder.environment()
                    .put(
                            "XDG_CACHE_HOME",
                            directory.resolve("cache").toAbsolutePath().toString());
            builder.environment().put("AWS_ENDPOINT_URL", endpoint);
            builder.environment().put("AWS_REGION", "us-east-1");
            builder.environment().put("AWS_ACCESS_KEY_ID", "operator");
            builder.environment().put("AWS_SECRET_ACCESS_KEY", "simulated");
            builder.environment()
                    .put("AWS_CONFIG_FILE", directory.resolve("no-config").toString());
            builder.environment()
                    .put(
                            "AWS_SHARED_CREDENTIALS_FILE",
                            directory.resolve("no-credentials").toString());
            for (String setting : settings) {
                String[] parts = setting.split("=", 2);
                builder.environment().put(parts[0], parts[1]);
            }
            builder.environment().values().removeIf(String::isEmpty);
            return new Program(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for its end.
    Ended end() throws InterruptedException {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end within " + LONGEST_SECONDS + " s: " + out() + err());
        }
        return new Ended(process.exitValue(), out(), err());
    }

    /// SIGTERM.
    void terminate() {
        process.destroy();
    }

    /// SIGINT, as Ctrl-C sends it.
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
    }

    /// Waits until the standard output has this text.
    void awaitOut(String text) throws InterruptedException {
        await(text, out);
    }

    /// Waits until the error stream has this text.
    void awaitErr(String text) throws InterruptedException {
        await(text, err);
    }

    private void await(String text, Path file) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!read(file).contains(text)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("never saw '" + text + "' in: " + out() + err());
            }
            Thread.sleep(20);
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /// The most memory that the process ever had resident, in KiB (proc(5), VmHWM).
    long peakMemory() {
        return Stream.of(read(Path.of("/proc", String.valueOf(process.pid()), "status"))
                        .split("\n"))
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
