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
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// From a start to the first decision, warm decisions, memory and package size, beside a Python function that does what
/// scripts do today, under the same Runtime API and the same account, over TLS on the loopback address.
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

    private static final Variant UNPRIMED = new Variant("Java, not primed", false, Variant.FIRST_COMPILER, null);
    private static final Variant PRIMED = new Variant("Java, primed", true, Variant.FIRST_COMPILER, null);
    private static final Variant ALL_TIERS = new Variant("Java, primed, all compilers", true, "", null);
    private static final String PYTHON = "Python with boto3";

    /// Why a decision costs more than a script's, which reads nothing but the node.
    private static final String CALLS = "about nine calls against Python's three: groups, hook, activities, node,"
            + " command, answer, node again, release";

    /// All that was measured on one share of the machine.
    private record Table(String share, Map<String, List<Sample>> samples) {
        double median(String variant, ToDoubleFunction<Sample> figure) {
            return spread(variant, figure).median();
        }

        Spread spread(String variant, ToDoubleFunction<Sample> figure) {
            return Spread.of(samples.getOrDefault(variant, List.of()).stream()
                    .map(figure::applyAsDouble)
                    .toList());
        }
    }

    @Override
    public Result run(int runs) throws Exception {
        layOut();
        Path directory = Files.createTempDirectory("drainguard-bench-");
        try {
            ServerCertificate certificate = ServerCertificate.in(directory);
            List<Variant> variants = variants();
            List<Table> tables = new ArrayList<>();
            Map<Integer, Table> sizes = new LinkedHashMap<>();
            try (Share core = Share.core();
                    Share part = Share.of(SMALL)) {
                Share.stayAway();
                tables.add(measure(variants, core, certificate, runs));
                if (part != null) {
                    tables.add(measure(variants, part, certificate, runs));
                    sizes(sizes, certificate, Math.min(runs, RUNS_PER_SIZE));
                }
            }
            long zip = zipped();
            return new Result(
                    "Start", text(tables, sizes, zip), figures(tables, sizes, zip), rows(tables.getFirst(), zip));
        } finally {
            remove(directory);
        }
    }

    private static void sizes(Map<Integer, Table> tables, ServerCertificate certificate, int runs) throws Exception {
        for (int size : SIZES) {
            try (Share share = Share.of(Math.min(1, size / ONE_CORE))) {
                if (share != null) {
                    tables.put(size, measure(List.of(PRIMED), share, certificate, runs));
                }
            }
        }
    }

    private static List<Variant> variants() throws IOException, InterruptedException {
        List<Variant> variants = new ArrayList<>(List.of(UNPRIMED, PRIMED, ALL_TIERS));
        @Nullable Path python = Variant.pythonWithBoto3();
        if (python != null) {
            variants.add(new Variant(PYTHON, false, "", python));
        }
        return variants;
    }

    /// The variants in turns, so that a slow minute of the machine meets all of them; a first turn is not counted.
    private static Table measure(List<Variant> variants, Share share, ServerCertificate certificate, int runs)
            throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int run = 0; run <= runs; run++) {
            for (Variant variant : variants) {
                Sample sample = Sample.take(variant, share, certificate);
                System.out.printf(
                        "%s, run %d of %d, %s: init %.0f, first %.0f, warm %.1f ms%n",
                        share.title(), run, runs, variant.title(), sample.init(), sample.first(), sample.warm());
                if (run > 0) {
                    samples.computeIfAbsent(variant.title(), title -> new ArrayList<>())
                            .add(sample);
                }
            }
        }
        return new Table(share.title(), samples);
    }

    private static List<Figure> rows(Table core, long zip) {
        double pythonTotal = core.median(PYTHON, Sample::total);
        double primed = core.median(PRIMED.title(), Sample::first);
        String python = Double.isNaN(pythonTotal) ? "boto3 is not installed here, so there is nothing to compare" : "";
        return List.of(
                Figure.atMost(
                        "primed first decision on new TLS connections / Python's start to first decision, one core",
                        0.20,
                        primed / pythonTotal,
                        python.isEmpty() ? CALLS : python),
                Figure.atMost(
                        "primed first decision / Python's own first decision",
                        1.0,
                        primed / core.median(PYTHON, Sample::first),
                        python.isEmpty() ? CALLS : python),
                Figure.atMost(
                        "unprimed start to first decision, processor time / Python's",
                        3.5,
                        core.median(UNPRIMED.title(), Sample::totalCpu) / core.median(PYTHON, Sample::totalCpu),
                        python.isEmpty() ? "a JVM and three clients load 3,200 classes; SnapStart spares it" : python),
                Figure.atMost(
                        "warm decision / Python's warm decision",
                        2.0,
                        core.median(PRIMED.title(), Sample::warm) / core.median(PYTHON, Sample::warm),
                        python.isEmpty() ? CALLS : python),
                new Figure(
                        "deployment package, zipped",
                        "<= 15 MB",
                        "%.1f MB".formatted(zip / MEGABYTE),
                        zip <= 15 * MEGABYTE,
                        ""));
    }

    private static String text(List<Table> tables, Map<Integer, Table> sizes, long zip) {
        StringBuilder out = new StringBuilder("""
                Medians with least and largest, in milliseconds; memory in MB. One decision: an event comes in, the node
                is looked at, found empty and released. "Primed" stands for a start from a snapshot: the first decision
                after it is on new connections, while the init was paid when the version was published.
                """);
        for (Table table : tables) {
            out.append("\nOn ").append(table.share()).append(":\n\n").append("""
                    | variant | init | first decision | both | processor time of init | of first | warm decision | peak memory |
                    |---|---|---|---|---|---|---|---|
                    """);
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

    private static Map<String, Object> figures(List<Table> tables, Map<Integer, Table> sizes, long zip) {
        return Map.of("tables", tables, "sizes", sizes, "packageBytes", zip);
    }

    /// The function's own classes, without the services that a packaged build has added to them: `lib` has these.
    /// Beside them what keeps it from waiting.
    private static void layOut() throws IOException {
        remove(FUNCTION);
        copy(Built.CLASSES, "io/.*");
        copy(Built.PROOFS.resolve("classes"), "io/drainguard/entry/WaitlessFunction.*");
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
