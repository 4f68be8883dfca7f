package io.drainguard.proofs.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.Built;
import io.drainguard.sim.lambda.ExecutionEnvironment;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One start of a function and its first decisions. Times are milliseconds.
///
/// @param init from the process's start until it asks for its first event, priming included
/// @param first from the first event to its answer: one node looked at and released, on new connections
/// @param warm median of the decisions after that
/// @param initCpu processor time of the init
/// @param firstCpu processor time of the first decision
/// @param warmCpu mean processor time of the decisions after that
/// @param peak largest resident memory, in MB
/// @param calls the calls of the last decision, in their order
record Sample(
        double init,
        double first,
        double warm,
        double initCpu,
        double firstCpu,
        double warmCpu,
        double peak,
        List<String> calls) {
    private static final int WARM = BenchAccount.NODES - 1;

    double total() {
        return init + first;
    }

    double totalCpu() {
        return initCpu + firstCpu;
    }

    static Sample take(Variant variant, Share share, ServerCertificate certificate) throws Exception {
        List<String> log = new ArrayList<>();
        try (BenchAccount account = new BenchAccount(certificate);
                RealTime time = RealTime.from(Instant.now(), 1)) {
            long start = System.nanoTime();
            try (ExecutionEnvironment function = ExecutionEnvironment.start(
                    variant.function(account.server.endpoint(), certificate),
                    Built.RUNTIME,
                    time,
                    log::add,
                    share.around(variant::command))) {
                function.ready().get(120, TimeUnit.SECONDS);
                double init = since(start);
                double initCpu = cpu(function);
                double first = decide(variant, function, account, log);
                double firstCpu = cpu(function) - initCpu;
                List<Double> warm = new ArrayList<>();
                for (int i = 0; i < WARM; i++) {
                    warm.add(decide(variant, function, account, log));
                }
                double warmCpu = (cpu(function) - initCpu - firstCpu) / WARM;
                return new Sample(
                        init,
                        first,
                        Spread.of(warm).median(),
                        initCpu,
                        firstCpu,
                        warmCpu,
                        peak(function),
                        account.calls());
            }
        }
    }

    private static double decide(Variant variant, ExecutionEnvironment function, BenchAccount account, List<String> log)
            throws Exception {
        byte[] event = variant.event(account).getBytes(UTF_8);
        account.calls();
        long start = System.nanoTime();
        Outcome outcome = function.invoke("1", event).get(60, TimeUnit.SECONDS);
        double took = since(start);
        if (!(outcome instanceof Outcome.Returned) || !account.settled()) {
            throw new IllegalStateException("no decision but " + outcome + "; " + String.join("\n", log));
        }
        return took;
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static double cpu(ExecutionEnvironment function) {
        return function.process()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static double peak(ExecutionEnvironment function) throws IOException {
        return Files.readString(
                        Path.of("/proc", String.valueOf(function.process().pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }
}
