package io.drainguard.sim.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.bus.FunctionHandler;
import io.drainguard.sim.bus.QueueMapping;
import io.drainguard.sim.bus.QueueSettings;
import io.drainguard.sim.time.RealTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A queue that invokes a real process, its waits a hundred times as fast.
@Timeout(60)
class QueueToFunctionTest {
    private static final String ARN = "arn:aws:sqs:us-east-1:123456789012:q";
    private final RealTime time = RealTime.from(Instant.parse("2026-03-01T00:00:00Z"), 100);

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void throttledBatch_comesBack_andEndsAsDeadLetters() throws Exception {
        try (LambdaService service = service(0);
                QueueMapping<String> queue = mapping(service, Duration.ofSeconds(60))) {
            queue.send("a");

            assertThat(eventually(() -> queue.deadLetters().size() == 1)).isTrue();
            assertThat(queue.deadLetters().getFirst().receiveCount()).isEqualTo(2);
        }
    }

    @Test
    void returnOfTheFunction_deletesTheBatch() throws Exception {
        try (LambdaService service = service(1);
                QueueMapping<String> queue = mapping(service, Duration.ofSeconds(3000))) {
            queue.send("a");

            assertThat(eventually(() -> queue.size() == 0)).isTrue();
            assertThat(queue.deadLetters()).isEmpty();
        }
    }

    private QueueMapping<String> mapping(LambdaService service, Duration visibility) {
        QueueSettings settings =
                new QueueSettings(Duration.ofSeconds(2), 1000, 2, visibility, Duration.ofSeconds(6000), 2);
        return new QueueMapping<>(settings, 1, time, Duration.ofSeconds(30), new FunctionHandler(service, ARN));
    }

    private LambdaService service(int concurrency) {
        return new LambdaService(
                Probe.function("queued", Map.of()),
                Probe.RUNTIME,
                concurrency,
                AsyncSettings.defaults(),
                time,
                FunctionListener.NONE);
    }

    private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        return condition.getAsBoolean();
    }
}
