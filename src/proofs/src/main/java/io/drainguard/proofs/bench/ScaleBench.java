package io.drainguard.proofs.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Everything that is measured on the virtual clock: times to release, cost, calls, sweeps, storms and memory.
///
/// Start it with `-Xmx256m`: that the last part ends is the proof that ten thousand nodes, and the simulated account
/// around them, fit. Writes `target/bench/scale.md` and `target/bench/scale.json`.
public final class ScaleBench {
    /// Its tables.
    static final Path TEXT = Built.PROOFS.resolve("bench/scale.md");

    /// One row for each goal.
    static final Path ROWS = Built.PROOFS.resolve("bench/scale.json");

    private static final Map<String, Supplier<Rows>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("release", ReleaseTimes::measure);
        PARTS.put("bill", Bill::measure);
        PARTS.put("calls", CallsPerLook::measure);
        PARTS.put("sweeps", LongestSweep::measure);
        PARTS.put("held", HeldNodes::measure);
        PARTS.put("storms", Storms::measure);
        PARTS.put("heap", Heap::measure);
    }

    private ScaleBench() {}

    /// The names of its parts, in their order.
    static List<String> parts() {
        return List.copyOf(PARTS.keySet());
    }

    /// Runs everything, or the parts that the arguments name. A part that breaks leaves a row that says why.
    public static void main(String[] arguments) throws IOException {
        List<String> wanted = arguments.length == 0 ? List.copyOf(PARTS.keySet()) : List.of(arguments);
        List<Figure> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String name : wanted) {
            long begin = System.nanoTime();
            try {
                Rows part = Objects.requireNonNull(PARTS.get(name), name).get();
                rows.addAll(part.rows());
                text.append(part.text());
            } catch (RuntimeException | OutOfMemoryError broken) {
                rows.add(Figure.notMeasured(name, broken));
            }
            System.err.printf("%s: %.0f s%n", name, (System.nanoTime() - begin) / 1e9);
        }
        Files.createDirectories(TEXT.getParent());
        Files.writeString(TEXT, text);
        Files.writeString(
                ROWS,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
        System.out.println(Rows.table(rows) + "\n" + text);
    }
}
