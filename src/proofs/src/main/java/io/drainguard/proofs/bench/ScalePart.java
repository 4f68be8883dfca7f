package io.drainguard.proofs.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Many waiting nodes, on the virtual clock and in JVMs of their own: that it ends with so small a heap is one of the
/// figures. The same seeds give the same figures, so each runs once.
final class ScalePart implements Part {
    private static final String HEAP = "-Xmx256m";
    private static final Duration LONGEST = Duration.ofMinutes(20);

    @Override
    public Result run(int runs) throws IOException, InterruptedException {
        List<Figure> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String part : ScaleBench.parts()) {
            try {
                measure(part);
                rows.addAll(List.of(JsonMapper.builder().build().readValue(ScaleBench.ROWS.toFile(), Figure[].class)));
                text.append(Files.readString(ScaleBench.TEXT));
            } catch (IllegalStateException broken) {
                rows.add(Figure.notMeasured(part, broken));
            }
        }
        return new Result("Many waiting nodes", text.toString(), rows, rows);
    }

    /// Each part has a JVM of its own: what one of them leaves in the heap is no business of the next.
    private static void measure(String part) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-classpath",
                        System.getProperty("java.class.path"),
                        ScaleBench.class.getName(),
                        part)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it does not end in " + LONGEST);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("it ended with exit code " + process.exitValue() + " in " + HEAP);
        }
    }
}
