package io.drainguard.entry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.entry.Request.CapacityReclaimed;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.Sweep;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.crac.Core;
import org.jspecify.annotations.Nullable;

/// The Lambda door: an event or the schedule comes in, a sweep is run.
///
/// What is not understood is written to the journal and ends well, so that nothing retries it. A sweep that could not
/// serve everybody ends with [SweepFailed], so that the function's error alarm sees it.
public final class LifecycleHandler implements RequestStreamHandler {
    /// Left to the end of the function's own time for writing the journal.
    private static final Duration RESERVE = Duration.ofSeconds(5);

    private final Wiring wiring;

    /// Kept here, since the runtime's list of hooks refers to it weakly (aws/aws-lambda-java-libs, `ContextImpl`).
    private @Nullable Priming priming;

    /// Built by Lambda. Under SnapStart the runtime then primes it, before the snapshot is taken.
    public LifecycleHandler() {
        this(System.getenv(), SystemTime.CLOCK, System.out::println);
        priming = new Priming(wiring.journal());
        Core.getGlobalContext().register(priming);
    }

    /// Built with another environment, clock or log.
    public LifecycleHandler(Map<String, String> environment, Time time, Consumer<String> lines) {
        this(Wiring.of(environment, time, lines));
    }

    LifecycleHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handle(input, output, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }

    /// Handles one event.
    ///
    /// @param left what is left of the function's own time
    void handle(InputStream input, OutputStream output, Duration left) throws IOException {
        Request call = EventParser.read(input.readNBytes(EventParser.LARGEST + 1));
        Instant until = wiring.time().instant().plus(left).minus(RESERVE);
        switch (call) {
            case Sweep() -> answer(output, wiring.sweep().run(until));
            case LookNow(var hint) -> answer(output, wiring.sweep().run(hint, until));
            case CapacityReclaimed(String instance, String reason) -> {
                wiring.sweep().reclaim().protect(instance, reason, until);
                write(output, "{\"reclaim\":true}");
            }
            case Ignored(String subject, String reason) -> {
                wiring.journal().ignored(subject, reason);
                write(output, "{\"ignored\":true}");
            }
        }
    }

    private static void answer(OutputStream output, Report report) throws IOException {
        if (!report.failures().isEmpty()) {
            throw new SweepFailed(report.failures());
        }
        write(
                output,
                "{\"held\":%d,\"released\":%d,\"retained\":%d,\"terminated\":%d}"
                        .formatted(report.held(), report.released(), report.retained(), report.terminated()));
    }

    private static void write(OutputStream output, String json) throws IOException {
        output.write(json.getBytes(StandardCharsets.UTF_8));
    }
}
