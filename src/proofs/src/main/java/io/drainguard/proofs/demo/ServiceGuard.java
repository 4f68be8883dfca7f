package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.demo.function.FastService;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.SimTime;
import io.drainguard.sim.world.Site;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The guard as the instance of the EC2 edition runs it: one process, started again whenever it ends.
final class ServiceGuard implements GuardProcess {
    /// The unit's RestartSec.
    private static final Duration RESTART = Duration.ofSeconds(10);

    /// The unit's, with the heap that its MaxRAMPercentage gives on the template's instance type: 45 % of 60 % of
    /// 512 MiB.
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Xmx138m");

    private final List<String> command;
    private final Map<String, String> environment;
    private final SimTime time;
    private final FunctionListener listener;
    private final CompletableFuture<Outcome> firstSweep = new CompletableFuture<>();
    private @Nullable Process process;
    private boolean closed;

    private ServiceGuard(
            FunctionPackage.Layout layout, Map<String, String> environment, SimTime time, FunctionListener listener) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.command = Stream.of(
                        List.of(java.toString()),
                        FLAGS,
                        List.of(
                                "-cp",
                                layout.classes() + File.pathSeparator + layout.lib() + "/*",
                                FastService.class.getName()))
                .flatMap(List::stream)
                .toList();
        Map<String, String> variables = new HashMap<>(environment);
        // The function's own; the unit gives its flags on the command line.
        variables.remove("JAVA_TOOL_OPTIONS");
        variables.put("AWS_REGION", Site.EXAMPLE.region());
        variables.put("AWS_ACCESS_KEY_ID", "guard");
        variables.put("AWS_SECRET_ACCESS_KEY", "demo");
        this.environment = Map.copyOf(variables);
        this.time = time;
        this.listener = listener;
    }

    /// Starts the service.
    ///
    /// @param listener hears its journal
    static ServiceGuard start(
            FunctionPackage.Layout layout, Map<String, String> environment, SimTime time, FunctionListener listener) {
        ServiceGuard guard = new ServiceGuard(layout, environment, time, listener);
        guard.launch();
        return guard;
    }

    @Override
    public CompletableFuture<Outcome> firstSweep() {
        return firstSweep;
    }

    @Override
    public synchronized int kill() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return 0;
        }
        running.destroyForcibly();
        return 1;
    }

    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            kill();
            last = process;
        }
        if (last != null) {
            last.onExit().join();
        }
    }

    private synchronized void launch() {
        if (closed) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process started = builder.start();
            process = started;
            // Reading a pipe would hold a virtual thread's carrier.
            Thread.ofPlatform().daemon().name("service-log").start(() -> tend(started));
        } catch (IOException e) {
            throw new UncheckedIOException("the service could not be started", e);
        }
    }

    private void tend(Process running) {
        try (BufferedReader lines = running.inputReader(UTF_8)) {
            lines.lines().forEach(this::heard);
        } catch (IOException | UncheckedIOException cut) {
            listener.logged("demo: the service's output was cut: " + cut.getMessage());
        }
        firstSweep.complete(new Outcome.Crashed(running.onExit().join().exitValue()));
        SimTime.Waiting _ = time.after(RESTART, this::launch);
    }

    private void heard(String line) {
        listener.logged(line);
        if (line.contains("\"event\":\"sweep\"")) {
            firstSweep.complete(new Outcome.Returned(""));
        }
    }
}
