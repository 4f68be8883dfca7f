package io.drainguard.entry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.journal.JsonJournal;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import org.crac.Core;

/// The product's own function on a clock that does not wait: a pause moves it on, so that a measured decision is the
/// function's work and not its patience with a node.
public final class WaitlessFunction implements RequestStreamHandler {
    private final LifecycleHandler handler;
    private final Priming priming;

    /// Built by the runtime interface client.
    public WaitlessFunction() {
        Time time = new Waitless();
        handler = new LifecycleHandler(System.getenv(), time, System.out::println);
        priming = new Priming(new JsonJournal("bench", time, System.out::println));
        Core.getGlobalContext().register(priming);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }

    private static final class Waitless implements Time {
        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return SystemTime.CLOCK.instant().plus(ahead);
        }

        @Override
        public void pause(Duration length) {
            ahead = ahead.plus(length);
        }
    }
}
