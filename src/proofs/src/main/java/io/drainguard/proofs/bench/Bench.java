package io.drainguard.proofs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs every part and writes `target/bench/bench.md` and `bench.json`. A goal that is missed is told, and is no
/// failure of the build: figures depend on the machine.
public final class Bench {
    private static final Path TARGET = Built.PROOFS.resolve("bench");

    private static final List<Part> PARTS = List.of(new StartPart(), new FrozenPart(), new NodePart(), new ScalePart());

    /// Read before a part keeps this process off some of them.
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private Bench() {}

    /// Entry point; the argument is the number of runs.
    public static void main(String... arguments) throws Exception {
        int runs = arguments.length == 0 ? 7 : Integer.parseInt(arguments[0]);
        List<Part.Result> results = new ArrayList<>();
        for (Part part : PARTS) {
            results.add(measured(part, runs));
        }
        String text = markdown(results);
        Files.createDirectories(TARGET);
        Files.writeString(TARGET.resolve("bench.md"), text);
        Files.writeString(TARGET.resolve("bench.json"), json(results));
        System.out.println(text);
    }

    /// A part that breaks leaves a row that says why, and the others go on.
    private static Part.Result measured(Part part, int runs) {
        String name = part.getClass().getSimpleName();
        try {
            return part.run(runs);
        } catch (Exception broken) {
            List<Figure> row = List.of(Figure.notMeasured(name, broken));
            return new Part.Result(name, "Not measured: " + broken + "\n", row, row);
        }
    }

    private static String markdown(List<Part.Result> results) throws IOException {
        StringBuilder out = new StringBuilder("# Benchmark\n\n")
                .append(machine())
                .append("\n\n## Goals\n\n")
                .append(Rows.table(results.stream()
                        .flatMap(result -> result.rows().stream())
                        .toList()));
        results.forEach(result ->
                out.append("\n## ").append(result.title()).append("\n\n").append(result.text()));
        return out.toString();
    }

    private static String json(List<Part.Result> results) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine());
        results.forEach(result -> all.put(result.title(), result));
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
    }

    private static String machine() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        String model = Files.exists(info)
                ? Files.readString(info)
                        .lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown processor")
                : System.getProperty("os.arch");
        return "%s, %d cores, %s, Java %s; `mvn -Pbench verify`"
                .formatted(LocalDate.now(ZoneOffset.UTC), CORES, model, Runtime.version());
    }
}
