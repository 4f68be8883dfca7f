package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Somebody at a terminal with the rescue script, whose pauses pass fast: a minute in 0.3 s, a few seconds in 0.1 s.
final class Operator {
    private static final int PATIENCE_SECONDS = 60;

    private final Path work;
    private final AwsCli cli;
    private final String endpoint;
    private int runs;

    Operator(Path work, AwsCli cli, RescueAccount account) throws IOException {
        this.work = work;
        this.cli = cli;
        this.endpoint = account.server.endpoint().toString();
        AwsCli.executable(cli.directory().resolve("sleep"), """
                #!/bin/sh
                case $1 in 60) exec /bin/sleep 0.3 ;; *) exec /bin/sleep 0.1 ;; esac
                """);
    }

    /// Runs the script to its end.
    Run run(String... arguments) throws IOException, InterruptedException {
        Run run = start(arguments);
        run.end();
        return run;
    }

    /// Starts the script.
    Run start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "bin/drainguard-rescue", "--endpoint-url", endpoint));
        command.addAll(List.of(arguments));
        Path output = work.resolve("run-" + runs++ + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(AwsCli.environment());
        builder.environment().put("PATH", cli.directory() + ":" + System.getenv("PATH"));
        return new Run(builder.start(), output);
    }

    /// One run of the script.
    record Run(Process process, Path file) {
        String output() throws IOException {
            return Files.readString(file);
        }

        /// Waits until the script has printed a text so many times.
        void awaitText(String text, int times) throws IOException, InterruptedException {
            for (int i = 0; i < PATIENCE_SECONDS * 50 && output().split(text, -1).length <= times; i++) {
                assertThat(process.isAlive() || output().contains(text))
                        .as(output())
                        .isTrue();
                Thread.sleep(20);
            }
            assertThat(output()).contains(text);
        }

        /// What Ctrl-C does.
        int interrupt() throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            return end();
        }

        int end() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running:\n" + output());
            }
            return process.exitValue();
        }

        int exitCode() {
            return process.exitValue();
        }
    }
}
