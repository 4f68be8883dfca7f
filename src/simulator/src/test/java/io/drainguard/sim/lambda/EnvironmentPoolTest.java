package io.drainguard.sim.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EnvironmentPoolTest {

    private static final byte[] EVENT = "{}".getBytes();
    private static final Outcome RETURNED = new Outcome.Returned("{}");

    private final List<FakeSandbox> started = new ArrayList<>();

    @Test
    void invoke_beyondReservedConcurrency_isThrottled() {
        EnvironmentPool pool = pool(1);
        pool.invoke("first", EVENT);
        assertThat(pool.invoke("second", EVENT)).isCompletedWithValue(new Outcome.Throttled());
    }

    @Test
    void invoke_reservedConcurrencyZero_isThrottled() {
        assertThat(pool(0).invoke("first", EVENT)).isCompletedWithValue(new Outcome.Throttled());
        assertThat(started).isEmpty();
    }

    @Test
    void invoke_reservedConcurrencyTwo_runsTwoAtOnce() {
        EnvironmentPool pool = pool(2);
        pool.invoke("first", EVENT);
        assertThat(pool.invoke("second", EVENT)).isNotDone();
        assertThat(started).hasSize(2);
    }

    @Test
    void invoke_afterAnAnswer_usesTheSameEnvironment() {
        EnvironmentPool pool = pool(1);
        pool.invoke("first", EVENT);
        started.getFirst().running.complete(RETURNED);
        pool.invoke("second", EVENT);
        assertThat(started).hasSize(1);
    }

    @Test
    void invoke_afterTheEnvironmentEnded_startsAnother() {
        EnvironmentPool pool = pool(1);
        pool.invoke("first", EVENT);
        pool.kill();
        assertThat(pool.invoke("second", EVENT)).isNotDone();
        assertThat(started).hasSize(2);
        assertThat(started.getFirst().closed).isTrue();
    }

    @Test
    void invoke_idleEnvironmentDied_startsAnother() {
        EnvironmentPool pool = pool(1);
        pool.invoke("first", EVENT);
        started.getFirst().running.complete(RETURNED);
        started.getFirst().alive = false;
        pool.invoke("second", EVENT);
        assertThat(started).hasSize(2);
    }

    @Test
    void close_closesBusyAndIdleOnes() {
        EnvironmentPool pool = pool(2);
        pool.invoke("first", EVENT);
        pool.invoke("second", EVENT);
        started.getFirst().running.complete(RETURNED);
        pool.close();
        assertThat(started).allMatch(sandbox -> sandbox.closed);
    }

    private EnvironmentPool pool(int reservedConcurrency) {
        return new EnvironmentPool(reservedConcurrency, () -> {
            started.add(new FakeSandbox());
            return started.getLast();
        });
    }

    private static final class FakeSandbox implements Sandbox {

        private CompletableFuture<Outcome> running = new CompletableFuture<>();
        private boolean alive = true;
        private boolean closed;

        @Override
        public CompletableFuture<Outcome> invoke(String requestId, byte[] payload) {
            running = new CompletableFuture<>();
            return running;
        }

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public void kill() {
            alive = false;
            running.complete(new Outcome.Crashed(137));
        }

        @Override
        public void close() {
            kill();
            closed = true;
        }
    }
}
