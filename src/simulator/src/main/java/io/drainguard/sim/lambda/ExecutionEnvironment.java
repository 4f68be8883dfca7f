package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.time.SimTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One process that runs a function, and the Runtime API it talks to.
///
/// It takes one invocation at a time. A timeout, a crash, a failed start or [#kill()] ends it for good; Lambda would
/// then start another one for the next event, which is [LambdaService]'s task. The function lives on the machine's
/// clock, since that is the one it reads itself: its timeout does too, and begins when the runtime takes the event.
public final class ExecutionEnvironment implements Sandbox {

    /// Longest time for loading the function: 130 s under SnapStart, where initialization is not part of the first
    /// invocation (source: Lambda Developer Guide, snapstart); the simulator grants it to every function.
    private static final Duration INIT_LIMIT = Duration.ofSeconds(130);

    private final FunctionConfig function;
    private final SimTime time;
    private final Consumer<String> log;
    private final InvocationSlot slot = new InvocationSlot();
    private final TaskRoot root;
    private final RuntimeApi api;
    private final Process process;
    private volatile SimTime.Waiting limit;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile boolean ended;

    private ExecutionEnvironment(
            FunctionConfig function,
            Path runtimeJars,
            SimTime time,
            Consumer<String> log,
            UnaryOperator<List<String>> command) {
        this.function = function;
        this.time = time;
        this.log = log;
        root = TaskRoot.of(function);
        api = new RuntimeApi(function.arn(), new FromRuntime());
        limit = time.after(INIT_LIMIT, () -> end(new Outcome.TimedOut(INIT_LIMIT)));
        process = launch(runtimeJars, command);
        // Reading a pipe holds a virtual thread's carrier; a few idle processes would let no other virtual thread run.
        Thread.ofPlatform().daemon().name("function-log").start(this::tend);
    }

    /// Starts the function's process; loading goes on while this returns.
    ///
    /// @param runtimeJars directory with the managed runtime's own jars
    /// @param time the machine's clock
    /// @param log takes each line the process writes, to standard output or error
    public static ExecutionEnvironment start(
            FunctionConfig function, Path runtimeJars, RealTime time, Consumer<String> log) {
        return start(function, runtimeJars, time, log, command -> command);
    }

    /// Starts the function's process with another command line.
    ///
    /// @param command makes it of the one that starts the managed Java runtime: wraps it, or replaces it by another
    ///     runtime's
    public static ExecutionEnvironment start(
            FunctionConfig function,
            Path runtimeJars,
            RealTime time,
            Consumer<String> log,
            UnaryOperator<List<String>> command) {
        return new ExecutionEnvironment(function, runtimeJars, time, log, command);
    }

    /// Sends an event to the function, which gets the very bytes given. Completes when the environment is ready
    /// for the next event or has ended. Throws [IllegalStateException] while another invocation runs.
    @Override
    public CompletableFuture<Outcome> invoke(String requestId, byte[] payload) {
        Invocation invocation = new Invocation(requestId, payload);
        slot.submit(invocation);
        return invocation.outcome;
    }

    @Override
    public boolean alive() {
        return !ended && process.isAlive();
    }

    /// Completes when the function is loaded, and its hooks have run where it has any: it asks for its first event.
    /// Fails when its process ends before.
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /// The process, for anybody who wants to look at it.
    public ProcessHandle process() {
        return process.toHandle();
    }

    /// Kills the process as `kill -9` does; a running invocation ends as [Outcome.Crashed].
    @Override
    public void kill() {
        ended = true;
        process.destroyForcibly();
    }

    /// Kills the process, waits for its end and removes what was made for it.
    @Override
    public void close() {
        kill();
        process.onExit().join();
        limit.cancel();
        api.close();
        root.close();
    }

    private Process launch(Path runtimeJars, UnaryOperator<List<String>> command) {
        ProcessBuilder builder = new ProcessBuilder(command.apply(RuntimeCommand.of(function, runtimeJars, root)))
                .directory(root.task().toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(LambdaVariables.of(function, api.address(), root.task(), runtimeJars.toAbsolutePath()));
        try {
            return builder.start();
        } catch (IOException e) {
            api.close();
            root.close();
            throw new UncheckedIOException("could not start function " + function.name(), e);
        }
    }

    /// Passes on what the process writes, and notices its end: the log is complete before the outcome is known.
    private void tend() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            lines.lines().forEach(log);
        } catch (IOException | UncheckedIOException e) {
            log.accept("simulator: log of " + function.name() + " cut: " + e);
        }
        end(new Outcome.Crashed(process.onExit().join().exitValue()));
    }

    private void end(Outcome cause) {
        slot.end(cause);
        ready.completeExceptionally(new IllegalStateException(function.name() + " did not start: " + cause));
        limit.cancel();
        kill();
    }

    /// Kills the process only if the invocation whose time is up still runs.
    private void timeUp(Invocation invocation) {
        if (slot.runs(invocation)) {
            end(new Outcome.TimedOut(function.timeout()));
        }
    }

    private final class FromRuntime implements RuntimeApi.Calls {

        private volatile Instant deadline = Instant.EPOCH;

        @Override
        public @Nullable Invocation next() throws InterruptedException {
            limit.cancel();
            ready.complete(null);
            Invocation invocation = slot.take();
            if (invocation != null) {
                deadline = time.now().plus(function.timeout());
                limit = time.after(function.timeout(), () -> timeUp(invocation));
            }
            return invocation;
        }

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public boolean answer(String requestId, Outcome outcome) {
            return slot.answer(requestId, outcome);
        }

        @Override
        public void initFailed(Outcome.Failed failure) {
            ended = true;
            slot.end(failure);
        }
    }
}
