package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.time.SimTime;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// The Lambda service for one function: synchronous and asynchronous invocation, reserved concurrency, retries
/// and the on-failure destination.
///
/// Two times meet here. Waits between attempts pass in the simulator's time, which may be sped up; the function
/// itself runs in a real process on the machine's clock.
public final class LambdaService implements AutoCloseable {

    private final List<FailedEvent> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong requests = new AtomicLong();
    private final RealTime machine = RealTime.asItIs();
    private final EnvironmentPool pool;
    private final EventQueue queue;

    /// Deploys a function; the first event starts its process.
    ///
    /// @param runtimeJars directory with the managed runtime's own jars, apart from the function's
    /// @param reservedConcurrency how many processes may work at once; 0 throttles everything, as in Lambda
    /// @param time in which asynchronous events wait
    public LambdaService(
            FunctionConfig function,
            Path runtimeJars,
            int reservedConcurrency,
            AsyncSettings settings,
            SimTime time,
            FunctionListener listener) {
        pool = new EnvironmentPool(
                reservedConcurrency,
                () -> ExecutionEnvironment.start(function, runtimeJars, machine, listener::logged));
        queue = new EventQueue(time, settings, pool::invoke, remembering(listener));
    }

    /// Invokes the function and completes with its outcome (InvocationType `RequestResponse`). Throws
    /// [IllegalArgumentException] when the payload is not JSON or above 6 MB.
    public CompletableFuture<Outcome> invoke(byte[] payload) {
        String event = Payloads.accepted(payload, Payloads.SYNCHRONOUS_BYTES);
        return pool.invoke(nextRequestId(), event.getBytes(UTF_8));
    }

    /// Puts an event into the function's queue and returns its request id (InvocationType `Event`). Throws
    /// [IllegalArgumentException] when the payload is not JSON or above 1 MB.
    public String invokeAsync(byte[] payload) {
        String event = Payloads.accepted(payload, Payloads.ASYNCHRONOUS_BYTES);
        String requestId = nextRequestId();
        queue.add(requestId, event);
        return requestId;
    }

    /// How many asynchronous events are neither handled nor given up.
    public int openEvents() {
        return queue.open();
    }

    /// What the on-failure destination received so far, oldest first.
    public List<FailedEvent> failures() {
        return List.copyOf(failures);
    }

    /// Kills the function's processes in the midst of their work and returns how many there were; the next
    /// event starts a new one.
    public int kill() {
        return pool.kill();
    }

    /// Ends every process; whatever still waits in the queue is throttled from now on.
    @Override
    public void close() {
        pool.close();
        machine.close();
    }

    private String nextRequestId() {
        return new UUID(0, requests.incrementAndGet()).toString();
    }

    private FunctionListener remembering(FunctionListener listener) {
        return new FunctionListener() {
            @Override
            public void ended(String requestId, Outcome outcome) {
                listener.ended(requestId, outcome);
            }

            @Override
            public void gaveUp(FailedEvent event) {
                failures.add(event);
                listener.gaveUp(event);
            }
        };
    }
}
