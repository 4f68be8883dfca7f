package io.drainguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// How long the command line takes as a release ships it, beside the AWS CLI: whole processes, in turns, medians. Only
/// the build of a release runs it, and leaves the table in `target/start-times.md`.
@Isolated("it measures")
class StartIT {
    private static final int RUNS = Integer.getInteger("drainguard.starts", 11);

    /// A start without its cache takes twice as long as the AWS CLI. A busy machine hits both alike.
    private static final double MOST = 1.6;

    @TempDir
    Path directory;

    @Test
    void commandLine_startsAsSoonAsTheAwsCli() throws Exception {
        String aws = aws();
        assumeTrue(!aws.isEmpty(), "SKIPPED: aws is not installed on this machine");
        String drainguard = unpack();
        run(List.of(drainguard), Map.of("DRAINGUARD_FAST", "prepare"));
        try (CliScene scene = new CliScene()) {
            scene.shared.change(world -> world.createGroup(GroupSpec.of(CliScene.GROUP, 0, 2, 2)
                    .tag("drainguard", CliScene.DOCUMENT)
                    .hook(Hook.terminating(CliScene.HOOK, Duration.ofHours(2)))));
            Map<String, List<String>> commands = new LinkedHashMap<>();
            commands.put("drainguard --help", List.of(drainguard, "--help"));
            commands.put("aws --version", List.of(aws, "--version"));
            commands.put("drainguard status", List.of(drainguard, "status"));
            commands.put("aws describe", List.of(aws, "autoscaling", "describe-auto-scaling-groups"));

            Map<String, Double> medians = measure(commands, Map.of("AWS_ENDPOINT_URL", scene.endpoint()));

            report(medians);
            assertThat(medians.get("drainguard --help") / medians.get("aws --version"))
                    .isLessThan(MOST);
            assertThat(medians.get("drainguard status") / medians.get("aws describe"))
                    .isLessThan(MOST);
        }
    }

    private String unpack() throws Exception {
        Path release = Path.of("src", "packages", "target", "release");
        try (Stream<Path> files = Files.list(release)) {
            Path archive = files.filter(file -> file.toString().matches(".*-linux-.*[.]tar[.]gz"))
                    .findFirst()
                    .orElseThrow();
            run(List.of("tar", "-xzf", archive.toString(), "-C", directory.toString()), Map.of());
        }
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow()
                    .resolve("bin/drainguard")
                    .toString();
        }
    }

    /// Returns the program itself, where the path holds only what chooses a version of it.
    private static String aws() throws IOException, InterruptedException {
        Process which = new ProcessBuilder("sh", "-c", "pyenv which aws 2> /dev/null || command -v aws").start();
        String found = new String(which.getInputStream().readAllBytes(), UTF_8).strip();
        which.waitFor();
        return found;
    }

    private Map<String, Double> measure(Map<String, List<String>> commands, Map<String, String> variables)
            throws Exception {
        Map<String, List<Long>> taken = new LinkedHashMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                long start = System.nanoTime();
                run(command.getValue(), variables);
                taken.computeIfAbsent(command.getKey(), key -> new ArrayList<>())
                        .add(System.nanoTime() - start);
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        taken.forEach((name, times) ->
                medians.put(name, times.stream().sorted().toList().get(RUNS / 2) / 1e9));
        return medians;
    }

    private void report(Map<String, Double> medians) throws IOException {
        StringBuilder table = new StringBuilder("| whole process, median of " + RUNS + " | s |\n|---|---|\n");
        medians.forEach(
                (name, seconds) -> table.append(String.format(Locale.ROOT, "| `%s` | %.2f |%n", name, seconds)));
        Files.writeString(Path.of("src", "packages", "target", "start-times.md"), table);
        System.out.println(table);
    }

    private void run(List<String> command, Map<String, String> variables) throws Exception {
        Path out = directory.resolve("out.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("DRAINGUARD_CACHE", directory.resolve("cache").toString());
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("names").toString());
        builder.environment().put("AWS_REGION", "us-east-1");
        builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        builder.environment().put("AWS_ACCESS_KEY_ID", "operator");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "simulated");
        builder.environment().putAll(variables);
        int code = builder.start().waitFor();
        assertThat(code).as(command + ": " + Files.readString(out)).isZero();
    }
}
