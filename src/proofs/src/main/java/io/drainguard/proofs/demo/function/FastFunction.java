package io.drainguard.proofs.demo.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.entry.LifecycleHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// The product's own handler; only its clock is the simulated account's.
public final class FastFunction implements RequestStreamHandler {
    private final LifecycleHandler handler;

    /// Built by the runtime interface client.
    public FastFunction() {
        Map<String, String> environment = System.getenv();
        this.handler = new LifecycleHandler(environment, FastTime.of(environment), System.out::println);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handler.handleRequest(input, output, context);
    }
}
