package io.drainguard.proofs.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Many waiting nodes, on the virtual clock and in a JVM of its own: that it ends with so small a heap is one of the
/// figures. The same seeds give the same figures, so it runs once.
final class ScalePart implements Part {
    private static final String HEAP = "-Xmx256m";
    private static final Duration LONGEST = Duration.ofMinutes(45);

    @Override
    public Result run(int runs) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-classpath",
                        System.getProperty("java.class.path"),
                        ScaleBench.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the scale benchmark does not end in " + LONGEST);
        }
        int code = process.exitValue();
        if (code != 0) {
            throw new IllegalStateException("the scale benchmark ended with exit code " + code + " in " + HEAP);
        }
        List<Figure> rows = List.of(JsonMapper.builder().build().readValue(ScaleBench.ROWS.toFile(), Figure[].class));
        return new Result("Many waiting nodes", Files.readString(ScaleBench.TEXT), rows, rows);
    }
}
