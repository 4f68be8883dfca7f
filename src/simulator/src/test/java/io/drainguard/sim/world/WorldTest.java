package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorldTest {
    @Test
    void entries_happenByTimeAndThenByOrderOfEntry() {
        World world = new World(1, Scene.START);
        List<String> order = new ArrayList<>();
        world.after(Duration.ofSeconds(2), () -> order.add("c"));
        world.after(Duration.ofSeconds(1), () -> order.add("a"));
        world.after(Duration.ofSeconds(1), () -> order.add("b"));
        world.advance(Duration.ofSeconds(2));

        assertThat(order).containsExactly("a", "b", "c");
    }

    @Test
    void cancelledEntry_doesNotHappen() {
        World world = new World(1, Scene.START);
        List<String> order = new ArrayList<>();
        world.after(Duration.ofSeconds(1), () -> order.add("a")).cancel();
        world.advance(Duration.ofSeconds(2));

        assertThat(order).isEmpty();
        assertThat(world.nextDue()).isNull();
    }

    @Test
    void entry_seesTheTimeAtWhichItIsDue() {
        World world = new World(1, Scene.START);
        List<Instant> seen = new ArrayList<>();
        world.after(Duration.ofSeconds(1), () -> seen.add(world.instant()));
        world.advance(Duration.ofHours(1));

        assertThat(seen).containsExactly(Scene.START.plusSeconds(1));
    }

    @Test
    void advanceUntil_stopsAsSoonAsTheConditionHolds() {
        Scene scene = Scene.terminating();
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);

        assertThat(scene.world.advanceUntil(() -> scene.node().state().isWait(), Duration.ofMinutes(5)))
                .isTrue();
        assertThat(scene.world.instant()).isEqualTo(Scene.START.plusMillis(500));
    }

    @Test
    void clock_neverGoesBack() {
        VirtualClock clock = new VirtualClock(Scene.START);
        clock.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> clock.advanceTo(Scene.START)).isInstanceOf(IllegalArgumentException.class);
        assertThat(clock.instant()).isEqualTo(Scene.START.plusSeconds(1));
    }

    @Test
    void posted_isDoneAtTheNextCall() {
        World world = new World(1, Scene.START);
        List<String> done = new ArrayList<>();
        world.post(() -> done.add("x"));
        world.ec2().describeInstances(List.of());

        assertThat(done).containsExactly("x");
    }

    @Test
    void sameSeed_givesTheSameTrace() {
        assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
    }

    private static String trace(long seed) {
        Scene scene = new Scene(Scene.group(3).retaining(), seed);
        scene.autoScaling().setDesiredCapacity("g", 1);
        scene.pass(7);
        scene.world.ssm().sendCommand("drainguard-q", List.of(scene.node().id()), null);
        scene.heartbeat();
        scene.pass(200);
        return scene.world.calls().all() + "\n" + scene.events + "\n" + scene.activities() + "\n" + scene.group();
    }
}
