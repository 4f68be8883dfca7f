package io.drainguard.proofs.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.Built;
import io.drainguard.sim.lambda.ExecutionEnvironment;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// What a kept connection costs that broke while the function was frozen: the function is stopped between two
/// decisions as Lambda freezes it, its connections break, and it goes on.
final class FrozenPart implements Part {
    private static final Variant VARIANT = Variant.java("Java, primed", true, Variant.FIRST_COMPILER);

    /// The JDK drops a kept connection after 5 s, but a frozen process drops nothing.
    private static final List<Duration> FROZEN = List.of(Duration.ofSeconds(1), Duration.ofSeconds(8));

    /// One broken decision.
    private record Thawed(
            Cable.Break how, Duration frozen, double before, double after, int connections, String outcome) {}

    @Override
    public Result run(int runs) throws Exception {
        StartPart.layOut();
        Path directory = Files.createTempDirectory("drainguard-bench-");
        ServerCertificate certificate = ServerCertificate.in(directory);
        StringBuilder text = new StringBuilder(
                "| connections | frozen for | decision before | after | new connections | answer |\n|---|---|---|---|---|---|\n");
        List<Figure> rows = new ArrayList<>();
        for (Cable.Break how : Cable.Break.values()) {
            for (Duration frozen : FROZEN) {
                String figure =
                        "decision after connections broke while frozen for %d s: %s".formatted(frozen.toSeconds(), how);
                try {
                    Thawed one = thawed(how, frozen, certificate);
                    text.append(Rows.line(
                            how,
                            frozen.toSeconds() + " s",
                            "%.0f ms".formatted(one.before),
                            "%.0f ms".formatted(one.after),
                            one.connections,
                            one.outcome));
                    rows.add(Figure.told(
                            figure,
                            "%.0f ms".formatted(one.after),
                            "%.0f ms before; %d new connections; %s"
                                    .formatted(one.before, one.connections, one.outcome)));
                } catch (Exception broken) {
                    rows.add(Figure.notMeasured(figure, broken));
                }
            }
        }
        return new Result("Kept connections that broke", text.toString(), rows, rows);
    }

    private static Thawed thawed(Cable.Break how, Duration frozen, ServerCertificate certificate) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        try (BenchAccount account = new BenchAccount(certificate);
                Cable cable = new Cable(account.server.endpoint());
                RealTime time = RealTime.from(Instant.now(), 1);
                ExecutionEnvironment function = ExecutionEnvironment.start(
                        VARIANT.function(cable.endpoint(), certificate),
                        Built.RUNTIME,
                        time,
                        log::add,
                        VARIANT::command)) {
            function.ready().get(120, TimeUnit.SECONDS);
            decide(function, account);
            double before = decide(function, account);
            signal(function, "STOP");
            cable.breaks(how);
            Thread.sleep(frozen);
            int connections = cable.connections();
            signal(function, "CONT");
            long start = System.nanoTime();
            Outcome outcome =
                    function.invoke("1", account.lookEnded().getBytes(UTF_8)).get(60, TimeUnit.SECONDS);
            double after = (System.nanoTime() - start) / 1e6;
            String said =
                    outcome instanceof Outcome.Returned && account.settled() ? "released" : "not released: " + outcome;
            return new Thawed(how, frozen, before, after, cable.connections() - connections, said);
        }
    }

    private static double decide(ExecutionEnvironment function, BenchAccount account) throws Exception {
        long start = System.nanoTime();
        function.invoke("1", account.lookEnded().getBytes(UTF_8)).get(60, TimeUnit.SECONDS);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void signal(ExecutionEnvironment function, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, String.valueOf(function.process().pid()))
                .start()
                .waitFor();
    }
}
