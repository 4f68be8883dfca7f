package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.rescue.Progress.State;
import io.drainguard.rescue.RescueRequest.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private final Progress progress =
            new Progress(new RescueRequest("vol-1", null, new Place(null, null, null), false, false, false, List.of()));

    @ParameterizedTest
    @CsvSource({
        "UNTOUCHED, the volume was not deleted",
        "ATTACHED, the volume stays attached",
        "DRAINED, the volume is drained and was not deleted",
        "DELETED, EC2 was asked to delete it",
    })
    void interruption_saysWhereTheVolumeIs(State state, String text) {
        progress.worker("i-1");
        progress.begin("something");
        progress.found(state);

        assertThat(progress.interrupted().text())
                .startsWith("interrupted while something; ")
                .contains(text);
        assertThat(progress.interrupted().next()).contains("run: drainguard rescue --volume vol-1 --worker i-1");
        assertThat(progress.interrupted().exitCode()).isEqualTo(130);
    }

    /// A message that is written while a call is under way could say what is no longer so.
    @Test
    void interruption_waitsForTheCallUnderWay() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread caller = Thread.ofPlatform()
                .start(() -> progress.act(State.ATTACHED, () -> {
                    called.countDown();
                    for (int i = 0; i < 100; i++) {
                        Thread.yield();
                    }
                    order.add("attached");
                }));
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

        progress.interrupt(last -> order.add(last.text()));

        caller.join();
        assertThat(order).hasSize(2).first().isEqualTo("attached");
        assertThat(order.getLast()).contains("stays attached");
    }

    @Test
    void runThatIsOver_isNotInterrupted() {
        progress.end();

        List<String> told = new ArrayList<>();
        progress.interrupt(last -> told.add(last.text()));

        assertThat(told).isEmpty();
    }
}
