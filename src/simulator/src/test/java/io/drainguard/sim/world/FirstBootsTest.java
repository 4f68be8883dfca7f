package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.FirstBoots.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// First boots: who starts its product, and what EC2 shows meanwhile.
class FirstBootsTest {
    private static final String TAG = "first-boot";

    private final Scene scene = Scene.retaining();
    private boolean started;

    private void boots(@Nullable Duration installs, int tagShown, int targetShown) {
        Plan plan = new Plan(
                TAG, installs, Duration.ofSeconds(30), Duration.ofSeconds(tagShown), Duration.ofSeconds(targetShown));
        scene.world.firstBoots().begin(scene.node().id(), plan, () -> started = true);
    }

    private Map<String, String> shownTags() {
        return scene.world
                .ec2()
                .describeInstances(List.of(scene.node().id()))
                .getFirst()
                .tags();
    }

    @Test
    void nodeThatStays_startsItsProductSomeTimeAfterTheTagIsOff() {
        boots(Duration.ofSeconds(100), 0, 0);
        assertThat(shownTags()).containsEntry(TAG, "true");
        assertThat(scene.node().agentReachable()).isFalse();

        scene.pass(101);
        assertThat(shownTags()).doesNotContainKey(TAG);
        assertThat(scene.node().agentReachable()).isTrue();
        assertThat(started).isFalse();

        scene.pass(29);
        assertThat(started).isTrue();
    }

    @Test
    void tagThatWasTakenOff_isShownForAWhile() {
        boots(Duration.ofSeconds(10), 60, 0);

        scene.pass(60);
        assertThat(scene.node().tags()).doesNotContainKey(TAG);
        assertThat(shownTags()).containsEntry(TAG, "true");

        scene.pass(11);
        assertThat(shownTags()).doesNotContainKey(TAG);
    }

    @Test
    void nodeWithoutNetwork_neverGetsFurther() {
        boots(null, 0, 0);

        scene.pass(7_200);

        assertThat(started).isFalse();
        assertThat(shownTags()).containsEntry(TAG, "true");
        assertThat(scene.world
                        .ssm()
                        .describeInstanceInformation(List.of(scene.node().id()), null, null)
                        .items())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-5, 0, false", "25, 0, false", "25, 10, true", "35, 0, true"})
    void nodeThatHasToGo_startsItsProductOnlyWhereItsMetadataAreBehind(int goesAfter, int targetShown, boolean starts) {
        boots(Duration.ofSeconds(60), 0, targetShown);
        scene.pass(60.0 + goesAfter);
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);

        scene.pass(40);

        assertThat(started).isEqualTo(starts);
    }
}
