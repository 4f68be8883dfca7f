package io.drainguard.template;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Command-line tools that tests use where they are installed; where one is missing, the test is skipped and says so.
public final class Tools {
    private static final long PATIENCE_SECONDS = 120;

    private Tools() {}

    /// Skips the calling test, naming the tool, unless it is on the path.
    public static void assumeInstalled(String tool) {
        assumeTrue(installed(tool), () -> "SKIPPED: " + tool + " is not installed on this machine");
    }

    /// Skips the calling test elsewhere: nodes are Linux machines, and so are the commands that the script may use.
    public static void assumeLinux() {
        String system = System.getProperty("os.name");
        assumeTrue(system.equals("Linux"), () -> "SKIPPED: needs Linux with GNU find and coreutils, not " + system);
    }

    private static boolean installed(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    /// Runs a command to its end and returns what it printed on both streams after its exit code.
    public static Answer run(List<String> command) {
        return run(new ProcessBuilder(command));
    }

    public static Answer run(ProcessBuilder builder) {
        try {
            Path out = Files.createTempFile("out", ".txt");
            Path err = Files.createTempFile("err", ".txt");
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + builder.command());
            }
            Answer answer = new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// What a command left behind.
    public record Answer(int exitCode, String stdout, String stderr) {}
}
