package io.drainguard.proofs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a measured process gets of the machine: one core of its own, whole or a part of it.
///
/// The simulator keeps to the other cores. A part of a core is a control group's quota, in periods of 20 ms; the
/// function gets it from its first instruction on.
final class Share implements AutoCloseable {
    private static final int PERIOD_MICROS = 20_000;
    private static final Path V1 = Path.of("/sys/fs/cgroup/cpu");
    private static final Path V2 = Path.of("/sys/fs/cgroup");

    /// Read before this process restricts itself.
    private static final int LAST_CORE = cores() - 1;

    private final String title;
    private final List<String> prefix;
    private final @Nullable Path group;

    private Share(String title, List<String> prefix, @Nullable Path group) {
        this.title = title;
        this.prefix = prefix;
        this.group = group;
    }

    /// One whole core.
    static Share core() {
        return new Share("one core", pinned(), null);
    }

    /// A part of a core; `null` where this machine lets nobody limit a process.
    static @Nullable Share of(double part) {
        long quota = Math.round(part * PERIOD_MICROS);
        String name = "drainguard-bench-%d-%d".formatted(ProcessHandle.current().pid(), quota);
        boolean first = Files.exists(V1.resolve("cpu.cfs_quota_us"));
        Path group = (first ? V1 : V2).resolve(name);
        try {
            Files.createDirectory(group);
            if (first) {
                Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_MICROS));
                Files.writeString(group.resolve("cpu.cfs_quota_us"), String.valueOf(quota));
            } else {
                Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
            }
            List<String> prefix =
                    new ArrayList<>(List.of("sh", "-c", "echo $$ >" + group + "/cgroup.procs; exec \"$@\"", "sh"));
            prefix.addAll(pinned());
            return new Share("%.2f of a core (control group)".formatted(part), prefix, group);
        } catch (IOException refused) {
            return null;
        }
    }

    /// Keeps this process off the core that is measured on.
    static void stayAway() throws IOException, InterruptedException {
        if (cores() > 1) {
            long self = ProcessHandle.current().pid();
            new ProcessBuilder("taskset", "-apc", "0-" + (cores() - 2), String.valueOf(self))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    private static List<String> pinned() {
        return List.of("taskset", "-c", String.valueOf(LAST_CORE));
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    String title() {
        return title;
    }

    /// Puts a command line on this share.
    UnaryOperator<List<String>> around(UnaryOperator<List<String>> command) {
        return java -> {
            List<String> whole = new ArrayList<>(prefix);
            whole.addAll(command.apply(java));
            return whole;
        };
    }

    @Override
    public void close() throws IOException {
        if (group != null) {
            Files.deleteIfExists(group);
        }
    }
}
