package io.drainguard.proofs.demo.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.drainguard.entry.LifecycleHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// The product's own handler. Only its clock is the simulated account's, and each line of its log says what had called
/// it.
public final class FastFunction implements RequestStreamHandler {
    private final LifecycleHandler handler;
    private volatile String caller = "";

    /// Built by the runtime interface client.
    public FastFunction() {
        Map<String, String> environment = System.getenv();
        this.handler = new LifecycleHandler(
                environment, FastTime.of(environment), line -> System.out.println(new CalledBy(caller, line).text()));
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        byte[] event = input.readAllBytes();
        caller = CalledBy.sender(event);
        handler.handleRequest(new ByteArrayInputStream(event), output, context);
    }
}
