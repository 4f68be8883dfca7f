package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Scene scene = Scene.retaining();

    @Test
    void event_arrivesAfterItsTime() {
        scene.waiting();
        assertThat(scene.hookEvents()).isEmpty();
        scene.pass(1);

        assertThat(scene.hookEvents()).hasSize(1);
        assertThat(scene.hookEvents().getFirst().token())
                .isEqualTo(scene.token())
                .hasSize(36);
    }

    @Test
    void lateEvent_mayArriveWhenItsActionIsLongOver() {
        scene.world.deliverEvents(EventDelivery.after(Duration.ofSeconds(126)));
        scene.waiting();
        scene.complete("CONTINUE");
        scene.pass(60);
        assertThat(scene.events).isEmpty();

        assertThat(scene.pass(100).hookEvents()).hasSize(1);
    }

    @Test
    void lostEvent_neverArrives() {
        scene.world.deliverEvents(EventDelivery.never());
        scene.waiting();

        assertThat(scene.pass(1000).events).isEmpty();
    }

    @Test
    void doubledEvent_arrivesTwice() {
        scene.world.deliverEvents(event -> List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        scene.waiting().pass(5);

        assertThat(scene.hookEvents()).hasSize(2);
    }
}
