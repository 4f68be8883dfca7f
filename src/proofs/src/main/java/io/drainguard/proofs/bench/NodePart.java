package io.drainguard.proofs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What a look costs the node that waits: the real drain script over a hundred thousand files, for fifty seconds.
final class NodePart implements Part {
    private static final int FILES = 100_000;
    private static final int WAIT = 50;

    /// Runs the script, then lets the shell tell the processor time of its children (POSIX, times).
    private static final String TIMED = "sh nodes/cribl/drain.sh; times";

    @Override
    public Result run(int runs) throws Exception {
        Path memory = Path.of("/dev/shm");
        Path home = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "drainguard-bench")
                : Files.createTempDirectory("drainguard-bench");
        try {
            Path queue = Files.createDirectories(home.resolve("queues"));
            for (int i = 0; i < FILES; i++) {
                Files.writeString(queue.resolve("f" + i), "x");
            }
            List<String> told = timed(queue, WAIT);
            double processor = children(told.getLast());
            boolean pending = told.getFirst().contains("\"look\":\"pending\"");
            Figure row = new Figure(
                    "processor of a node with 100,000 files that waits",
                    "<= 2 % of a core",
                    "%.1f %%".formatted(100 * processor / WAIT),
                    pending && processor / WAIT <= 0.02,
                    "%.2f s in a look of %d s, one count of all files with it; %s"
                            .formatted(processor, WAIT, told.getFirst()));
            return new Result(
                    "The node", "The drain script waits beside %,d files.%n".formatted(FILES), row, List.of(row));
        } finally {
            remove(home);
        }
    }

    private static List<String> timed(Path queue, int wait) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", TIMED);
        builder.environment().put("SSM_queues", queue.toString());
        builder.environment().put("SSM_exclude", "");
        builder.environment().put("SSM_wait", String.valueOf(wait));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("the drain script does not end");
        }
        return said.lines().toList();
    }

    /// User and system time in the form `0m1.234s 0m0.567s`.
    private static double children(String times) {
        return Stream.of(times.trim().split("\\s+"))
                .mapToDouble(time -> {
                    int minutes = time.indexOf('m');
                    return 60 * Double.parseDouble(time.substring(0, minutes))
                            + Double.parseDouble(time.substring(minutes + 1, time.length() - 1));
                })
                .sum();
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
