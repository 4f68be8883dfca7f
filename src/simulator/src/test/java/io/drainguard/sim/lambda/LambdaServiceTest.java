package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.time.RealTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The whole service with real processes, its waits a thousand times as fast.
@Timeout(60)
class LambdaServiceTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final RealTime time = RealTime.from(Instant.parse("2026-03-01T00:00:00Z"), 1000);
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<FailedEvent> failures = new LinkedBlockingQueue<>();
    private final LambdaService service = new LambdaService(
            Probe.function("service", Map.of(), TIMEOUT),
            Probe.RUNTIME,
            1,
            AsyncSettings.defaults().retries(1),
            time,
            new Listener());

    @AfterEach
    void stop() {
        service.close();
        time.close();
    }

    @Test
    void invokeAsync_timeoutTwice_isRetriedInANewProcessThenGivenUp() throws Exception {
        String requestId = service.invokeAsync(event("hang"));
        FailedEvent failure = failures.poll(30, TimeUnit.SECONDS);
        assertThat(failure)
                .isEqualTo(new FailedEvent(
                        requestId,
                        "\"hang\"",
                        FailedEvent.Condition.RETRIES_EXHAUSTED,
                        2,
                        new Outcome.TimedOut(TIMEOUT)));
        assertThat(service.failures()).containsExactly(failure);
    }

    @Test
    void invokeAsync_twoAtOnce_secondIsThrottledAndRunsLater() throws Exception {
        CompletableFuture<Outcome> first = service.invoke(event("hang"));
        service.invokeAsync(event("later"));
        assertThat(outcomes.poll(30, TimeUnit.SECONDS)).isEqualTo(new Outcome.Throttled());
        first.get(30, TimeUnit.SECONDS);
        assertThat(nextUnthrottled()).isEqualTo(new Outcome.Returned("\"later\""));
    }

    @Test
    void kill_midway_endsTheInvocationAndTheNextOneRunsInANewProcess() throws Exception {
        CompletableFuture<Outcome> midway = service.invoke(event("hang"));
        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo("hanging");
        assertThat(service.kill()).isOne();
        assertThat(midway.get(30, TimeUnit.SECONDS)).isEqualTo(new Outcome.Crashed(137));
        assertThat(service.invoke(event("hello")).get(30, TimeUnit.SECONDS))
                .isEqualTo(new Outcome.Returned("\"hello\""));
    }

    /// A pipe that is read holds a virtual thread's carrier. After half a minute of silence the spare carriers had
    /// gone, and no later call ran.
    @Test
    void silentProcess_isReadByAThreadOfThePlatform() throws Exception {
        service.invoke(event("hello")).get(30, TimeUnit.SECONDS);

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("function-log"))
                .isNotEmpty()
                .noneMatch(Thread::isVirtual);
    }

    @Test
    void invoke_notJson_isRefused() {
        assertThatThrownBy(() -> service.invokeAsync("{".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InvalidRequestContentException");
    }

    private Outcome nextUnthrottled() throws InterruptedException {
        Outcome next = outcomes.poll(30, TimeUnit.SECONDS);
        return next instanceof Outcome.Throttled ? nextUnthrottled() : next;
    }

    private static byte[] event(String order) {
        return ("\"" + order + "\"").getBytes(UTF_8);
    }

    private final class Listener implements FunctionListener {

        @Override
        public void logged(String line) {
            lines.add(line);
        }

        @Override
        public void ended(String requestId, Outcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void gaveUp(FailedEvent event) {
            failures.add(event);
        }
    }
}
