package io.drainguard.sim.demo.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.entry.LifecycleHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/// The product's own handler; only its clock is the simulated account's.
public final class FastFunction implements RequestStreamHandler {
    /// Variables that tell the clock.
    public static final String REAL_START = "DEMO_REAL_START";

    /// What the simulated clock showed at [#REAL_START].
    public static final String SIMULATED_START = "DEMO_SIMULATED_START";

    /// Simulated seconds in one real second.
    public static final String SPEED = "DEMO_SPEED";

    private final LifecycleHandler handler;

    /// Built by the runtime interface client.
    public FastFunction() {
        Map<String, String> environment = System.getenv();
        FastTime time = new FastTime(
                Instant.parse(environment.get(REAL_START)),
                Instant.parse(environment.get(SIMULATED_START)),
                Integer.parseInt(environment.get(SPEED)));
        this.handler = new LifecycleHandler(environment, time, System.out::println);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
