package io.drainguard.sim.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.lambda.LambdaService;
import io.drainguard.sim.lambda.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Invokes a function with each batch, as a mapping does: synchronously, so that only a return counts as handled
/// (Lambda Developer Guide, services-sqs-errorhandling).
public record FunctionHandler(LambdaService function, String queueArn) implements QueueMapping.Handler<String> {
    @Override
    public void handle(Batch<String> batch, Consumer<Boolean> ended) {
        byte[] event = SqsEvent.render(batch, queueArn).getBytes(UTF_8);
        CompletableFuture<Void> _ =
                function.invoke(event).thenAccept(outcome -> ended.accept(outcome instanceof Outcome.Returned));
    }
}
