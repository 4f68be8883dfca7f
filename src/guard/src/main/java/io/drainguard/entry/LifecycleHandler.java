package io.drainguard.entry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.entry.Request.CapacityReclaimed;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.LooksEnded;
import io.drainguard.entry.Request.Sweep;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.crac.Core;
import org.jspecify.annotations.Nullable;

/// Handles the calls of Lambda: an event or the schedule starts a sweep.
///
/// The guard writes an event that it does not understand to the journal and ends the call well, so that Lambda does not
/// retry it. A sweep that could not serve every group and node ends with [SweepFailed], so that the function's error
/// alarm sees it.
public final class LifecycleHandler implements RequestStreamHandler {
    /// The part of the function's time that the guard keeps for writing the journal.
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final Wiring wiring;

    /// This field keeps the object alive, because the runtime's list of hooks refers to it weakly
    /// (aws/aws-lambda-java-libs, `ContextImpl`).
    private @Nullable Priming priming;

    /// Lambda calls this constructor. With SnapStart, the runtime then primes the handler before it takes the
    /// snapshot.
    public LifecycleHandler() {
        this(System.getenv(), SystemTime.CLOCK, System.out::println);
        priming = new Priming(wiring.journal());
        Core.getGlobalContext().register(priming);
    }

    /// Builds a handler with another environment, clock or log.
    public LifecycleHandler(Map<String, String> environment, Time time, Consumer<String> lines) {
        this(Wiring.of(environment, time, lines));
    }

    LifecycleHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        wiring.journal().during(context.getAwsRequestId());
        handle(input, output, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }

    /// Handles one event.
    ///
    /// @param left the time that Lambda still gives to the function
    void handle(InputStream input, OutputStream output, Duration left) throws IOException {
        Request request = EventParser.read(input.readNBytes(EventParser.LARGEST + 1), wiring.hook());
        Instant until = wiring.time().instant().plus(left).minus(RESERVE);
        switch (request) {
            case Sweep() -> answer(output, stayingUp(until, guard -> guard.sweep(until)));
            case LookNow(var notice) -> answer(output, stayingUp(until, guard -> guard.announced(notice, until)));
            case CapacityReclaimed(String instance, String reason) -> {
                wiring.guard().reclaim().protect(instance, reason, until);
                write(output, "{\"reclaim\":true}");
            }
            case LooksEnded(var looks, int others) -> {
                if (others > 0) {
                    wiring.journal()
                            .ignored(
                                    others + " messages in a batch of ended looks",
                                    "they say nothing of an ended look; if a rule sends them, narrow the rule");
                }
                ended(looks, until);
                write(output, "{\"ended\":%d}".formatted(looks.size()));
            }
            case Ignored(String subject, String reason) -> {
                wiring.journal().ignored(subject, reason);
                write(output, "{\"ignored\":true}");
            }
        }
    }

    /// Does the work, and stays up for nodes whose period is too short for the schedule, even if the work failed.
    private Report stayingUp(Instant until, Function<Guard, Report> work) {
        Guard guard = wiring.guard();
        try {
            return work.apply(guard);
        } finally {
            Instant end = guard.upUntil(until);
            while (wiring.time().instant().isBefore(end)) {
                wiring.time().pause(Guard.PAUSE);
                guard.renew();
            }
        }
    }

    /// Settles nodes whose looks have ended. What fails is in the journal and its metric, and the schedule tries again:
    /// a call that failed would send the whole batch back to its queue, for one node's sake.
    private void ended(Set<LookEnded> looks, Instant until) {
        try {
            wiring.guard().collect(looks, until);
        } catch (Fault fault) {
            wiring.journal().failed("ended looks, which the next sweep collects: " + fault.getMessage());
        }
    }

    private static void answer(OutputStream output, Report report) throws IOException {
        if (!report.failures().isEmpty()) {
            throw new SweepFailed(report.failures());
        }
        write(
                output,
                "{\"held\":%d,\"released\":%d,\"retained\":%d,\"terminated\":%d}"
                        .formatted(
                                report.of(Measure.NODES_WAITING),
                                report.released(),
                                report.of(Measure.NODES_RETAINED),
                                report.of(Measure.RETAINED_TERMINATED)));
    }

    private static void write(OutputStream output, String json) throws IOException {
        output.write(json.getBytes(StandardCharsets.UTF_8));
    }
}
