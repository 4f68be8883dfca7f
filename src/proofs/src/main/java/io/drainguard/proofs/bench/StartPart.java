package io.drainguard.proofs.bench;

import static java.util.Comparator.reverseOrder;

import io.drainguard.proofs.Built;
import io.drainguard.sim.wire.ServerCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// From a start to the first decision, warm decisions, memory and package size, beside a Python function that
/// makes the same calls for the same decision, and one that does what scripts do today, under the same Runtime API and
/// the same account, over TLS on the loopback address.
final class StartPart implements Part {
    private static final Path FUNCTION = Built.PROOFS.resolve("bench/function");
    private static final Path LIB = Built.LIB;
    private static final double SMALL = 0.3;

    /// Sizes of a function that are tried, in MB; with 256 the priming takes longer than Lambda allows. With 1,769 it
    /// has one core, with less that share of it (Lambda
    /// Developer Guide, configuration-memory).
    private static final List<Integer> SIZES = List.of(512, 1_024, 1_769);

    private static final double ONE_CORE = 1_769;

    /// A start with the least of them takes a quarter of a minute.
    private static final int RUNS_PER_SIZE = 3;

    private static final double MEGABYTE = 1_000_000;

    private static final Variant UNPRIMED = Variant.java("Java, not primed", false, Variant.FIRST_COMPILER);
    private static final Variant PRIMED = Variant.java("Java, primed", true, Variant.FIRST_COMPILER);
    private static final Variant ALL_TIERS = Variant.java("Java, primed, all compilers", true, "");
    private static final String PYTHON = "Python with boto3, same calls";
    private static final String SCRIPT = "Python with boto3, today's script";

    @Override
    public Result run(int runs) throws Exception {
        layOut();
        Path directory = Files.createTempDirectory("drainguard-bench-");
        try {
            ServerCertificate certificate = ServerCertificate.in(directory);
            List<Variant> variants = variants();
            List<Variants> tables = new ArrayList<>();
            Map<Integer, Variants> sizes = new LinkedHashMap<>();
            try (Share core = Share.core();
                    Share part = Share.of(SMALL)) {
                Share.stayAway();
                tables.add(Variants.measure(variants, core, certificate, runs));
                if (part != null) {
                    tables.add(Variants.measure(variants, part, certificate, runs));
                    sizes(sizes, certificate, Math.min(runs, RUNS_PER_SIZE));
                }
            }
            long zip = zipped();
            return new Result(
                    "Start",
                    text(tables, sizes, zip),
                    figures(tables, sizes, zip),
                    rows(tables.getFirst(), sizes, zip));
        } finally {
            remove(directory);
        }
    }

    private static void sizes(Map<Integer, Variants> tables, ServerCertificate certificate, int runs) throws Exception {
        for (int size : SIZES) {
            try (Share share = Share.of(Math.min(1, size / ONE_CORE))) {
                if (share != null) {
                    tables.put(size, Variants.measure(List.of(PRIMED), share, certificate, runs));
                }
            }
        }
    }

    static List<Variant> variants() throws IOException, InterruptedException {
        List<Variant> variants = new ArrayList<>(List.of(UNPRIMED, PRIMED, ALL_TIERS));
        @Nullable Path python = Variant.pythonWithBoto3();
        if (python != null) {
            variants.add(new Variant(PYTHON, false, "", python, "same_work", false));
            variants.add(new Variant(SCRIPT, false, "", python, "script", true));
        }
        return variants;
    }

    private static List<Figure> rows(Variants core, Map<Integer, Variants> sizes, long zip) {
        double primed = core.median(PRIMED.title(), Sample::first);
        double warm = core.median(PRIMED.title(), Sample::warm);
        String note = note(core);
        List<Figure> rows = new ArrayList<>(List.of(
                Figure.atMost(
                        "primed first decision / same-work Python's start to first decision, one core",
                        0.25,
                        primed / core.median(PYTHON, Sample::total),
                        "%.0f against %.0f ms on new TLS connections; %s"
                                .formatted(primed, core.median(PYTHON, Sample::total), note)),
                Figure.atMost(
                        "warm decision / same-work Python's",
                        1.5,
                        warm / core.median(PYTHON, Sample::warm),
                        "%.1f against %.1f ms".formatted(warm, core.median(PYTHON, Sample::warm))),
                Figure.told(
                        "primed first decision / start to first decision of today's script, one core",
                        "%.2f".formatted(primed / core.median(SCRIPT, Sample::total)),
                        "the script asks nobody but the node: " + core.calls(SCRIPT)),
                Figure.told(
                        "warm decision / that of today's script",
                        "%.1f".formatted(warm / core.median(SCRIPT, Sample::warm)),
                        "%.1f against %.1f ms".formatted(warm, core.median(SCRIPT, Sample::warm))),
                Figure.told(
                        "unprimed start to first decision, processor time / same-work Python's",
                        "%.1f"
                                .formatted(core.median(UNPRIMED.title(), Sample::totalCpu)
                                        / core.median(PYTHON, Sample::totalCpu)),
                        "SnapStart spares it"),
                Figure.told("deployment package, zipped", "%.1f MB".formatted(zip / MEGABYTE), "with the SDK whole")));
        sizes.forEach((size, table) -> rows.add(Figure.told(
                "primed first decision at " + size + " MB",
                table.spread(PRIMED.title(), Sample::first) + " ms",
                "%.2f of a core; warm %s ms"
                        .formatted(Math.min(1, size / ONE_CORE), table.spread(PRIMED.title(), Sample::warm)))));
        rows.add(Figure.told(
                "the same on the other architecture",
                "not measured",
                "this machine is " + System.getProperty("os.arch")));
        return rows;
    }

    private static String note(Variants core) {
        if (!core.broken().isEmpty()) {
            return "broke: " + core.broken();
        }
        return core.samples().containsKey(PYTHON)
                ? "warm calls: " + core.calls(PRIMED.title()) + " against " + core.calls(PYTHON)
                : "boto3 is not installed here, so there is nothing to compare";
    }

    private static String text(List<Variants> tables, Map<Integer, Variants> sizes, long zip) {
        StringBuilder out = new StringBuilder("""
                Medians with least and largest, in milliseconds; memory in MB. One decision: a batch of the queue says
                that a look has ended, the guard reads what is and what the node answered, and releases the node. "Primed" stands for a start from a snapshot: the first decision
                after it is on new connections, while the init was paid when the version was published.
                """);
        for (Variants table : tables) {
            out.append("\nOn ").append(table.share()).append(":\n\n").append("""
                    | variant | init | first decision | both | processor time of init | of first | warm decision | peak memory |
                    |---|---|---|---|---|---|---|---|
                    """);
            table.broken().forEach((variant, why) -> out.append("| %s | not measured: %s |%n".formatted(variant, why)));
            for (String variant : table.samples().keySet()) {
                out.append("| %s | %s | %s | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                variant,
                                table.spread(variant, Sample::init),
                                table.spread(variant, Sample::first),
                                table.spread(variant, Sample::total),
                                table.spread(variant, Sample::initCpu),
                                table.spread(variant, Sample::firstCpu),
                                table.spread(variant, Sample::warm),
                                table.spread(variant, Sample::peak)));
            }
        }
        if (!sizes.isEmpty()) {
            out.append("""

                    Primed, by the function's size, which decides its share of a core:

                    | MB | first decision | warm decision | MB-seconds of a warm decision |
                    |---|---|---|---|
                    """);
            sizes.forEach((size, table) -> out.append("| %d | %s | %s | %.1f |%n"
                    .formatted(
                            size,
                            table.spread(PRIMED.title(), Sample::first),
                            table.spread(PRIMED.title(), Sample::warm),
                            size * table.median(PRIMED.title(), Sample::warm) / 1_000)));
        }
        if (tables.size() == 1) {
            out.append("\nSkipped: a part of a core, since this machine lets nobody limit a process.\n");
        }
        if (!tables.getFirst().samples().containsKey(PYTHON)) {
            out.append("\nSkipped: Python, since `python3 -c 'import boto3'` fails here.\n");
        }
        return out.append("\nThe package has %,d bytes, zipped as `sam build` lays it out.%n".formatted(zip))
                .toString();
    }

    private static Map<String, Object> figures(List<Variants> tables, Map<Integer, Variants> sizes, long zip) {
        return Map.of("tables", tables, "sizes", sizes, "packageBytes", zip);
    }

    /// The function's own classes, without the services that a packaged build has added to them: `lib` has these.
    static void layOut() throws IOException {
        remove(FUNCTION);
        copy(Built.CLASSES, "io/.*");
    }

    private static void copy(Path classes, String names) throws IOException {
        for (Path file : files(classes)) {
            Path name = classes.relativize(file);
            if (name.toString().matches(names)) {
                Path copy = FUNCTION.resolve(name);
                Files.createDirectories(copy.resolveSibling("."));
                Files.copy(file, copy);
            }
        }
    }

    private static long zipped() throws IOException {
        Path zip = FUNCTION.resolveSibling("function.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (Path root : List.of(FUNCTION, LIB)) {
                for (Path file : files(root)) {
                    entries.putNextEntry(new ZipEntry(file.toString()));
                    Files.copy(file, entries);
                    entries.closeEntry();
                }
            }
        }
        return Files.size(zip);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
