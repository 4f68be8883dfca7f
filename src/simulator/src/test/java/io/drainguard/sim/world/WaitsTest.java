package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitsTest {
    private final Scene scene = Scene.retaining();

    @Test
    void heartbeat_restartsThePeriodInsteadOfAddingToIt() {
        scene.waiting().pass(40);
        scene.heartbeat();

        assertThat(scene.node().deadline()).isEqualTo(scene.world.instant().plusSeconds(60));
    }

    @Test
    void heartbeat_byTokenHoldsToo() {
        scene.waiting().pass(50);
        scene.autoScaling().recordLifecycleActionHeartbeat("g", "terminate", ActionRef.token(scene.token()));

        assertThat(scene.pass(50).shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void silence_appliesTheDefaultResultAfterOnePeriod() {
        scene.waiting();

        assertThat(scene.pass(59).node().state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.pass(2).node().state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    @Test
    void silence_withDefaultContinue_releasesEvenUnderRetain() {
        Hook hook = Hook.terminating("terminate", Duration.ofSeconds(60)).withDefaultResult("CONTINUE");
        Scene lax = new Scene(GroupSpec.of("g", 0, 1, 1).hook(hook).retaining());

        assertThat(lax.waiting().pass(61).node().state()).isEqualTo(LifecycleState.TERMINATING_PROCEED);
    }

    @ParameterizedTest
    @CsvSource({"30, 3000", "300, 30000", "900, 90000", "1728, 172800", "7200, 172800"})
    void globalTimeout_isAHundredPeriodsAndAtMost48Hours(int heartbeat, int global) {
        assertThat(Hook.terminating("h", Duration.ofSeconds(heartbeat)).globalTimeout())
                .isEqualTo(Duration.ofSeconds(global));
    }

    @Test
    void heartbeats_cannotPassTheGlobalLimit() {
        scene.waiting();
        for (int i = 0; i < 119; i++) {
            scene.pass(50);
            scene.heartbeat();
        }

        assertThat(scene.node().state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.pass(52).node().state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    @Test
    void completion_ofSomethingThatIsOver_namesTheInstance() {
        scene.waiting();
        scene.complete("CONTINUE");

        assertThatThrownBy(() -> scene.complete("CONTINUE"))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("ValidationError"))
                .hasMessage("No active Lifecycle Action found with instance ID "
                        + scene.node().id());
    }

    @Test
    void heartbeat_withAForeignToken_namesTheToken() {
        scene.waiting();
        String token = "00000000-0000-4000-8000-000000000000";

        assertThatThrownBy(() ->
                        scene.autoScaling().recordLifecycleActionHeartbeat("g", "terminate", ActionRef.token(token)))
                .hasMessage("No active Lifecycle Action found with token " + token);
    }

    @Test
    void heartbeat_beforeTheWait_findsNoAction() {
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);

        assertThatThrownBy(scene::heartbeat).hasMessageStartingWith("No active Lifecycle Action found");
    }

    @Test
    void heartbeat_inAnUnknownGroup_hasTheKnownPrefix() {
        assertThatThrownBy(() ->
                        scene.autoScaling().recordLifecycleActionHeartbeat("x", "terminate", ActionRef.instance("i-1")))
                .hasMessageStartingWith("AutoScalingGroup name not found - ");
    }

    @Test
    void oldToken_doesNotReachTheFreshActionOfAReleasedNode() {
        scene.waiting();
        String old = scene.token();
        scene.complete("ABANDON");
        scene.pass(10);
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);
        scene.pass(1);

        assertThatThrownBy(() ->
                        scene.autoScaling().completeLifecycleAction("g", "terminate", ActionRef.token(old), "CONTINUE"))
                .hasMessage("No active Lifecycle Action found with token " + old);
        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void severalHooks_continueLetsTheOthersFinish() {
        Scene two = new Scene(Scene.group(1).hook(Hook.terminating("second", Duration.ofSeconds(90))));
        two.waiting();
        two.complete("CONTINUE");

        assertThat(two.pass(5).shown()).isEqualTo("Terminating:Wait");
        two.autoScaling()
                .completeLifecycleAction(
                        "g", "second", ActionRef.instance(two.node().id()), "CONTINUE");
        assertThat(two.pass(1).shown()).isEqualTo("Terminating:Proceed");
    }

    @Test
    void severalHooks_abandonStopsTheOthers() {
        Scene two = new Scene(Scene.group(1).hook(Hook.terminating("second", Duration.ofSeconds(90))));
        two.waiting();
        two.complete("ABANDON");

        assertThat(two.pass(1).shown()).isEqualTo("Terminating:Proceed");
        assertThat(two.node().openTokens()).isEmpty();
    }

    @Test
    void deletedHook_letsGoWithContinueEvenUnderRetain() {
        scene.waiting();
        scene.autoScaling().deleteLifecycleHook("g", "terminate");

        assertThat(scene.pass(1).shown()).isEqualTo("Terminating:Proceed");
    }

    @Test
    void deletedHook_unknown_isRefusedByName() {
        assertThatThrownBy(() -> scene.autoScaling().deleteLifecycleHook("g", "H"))
                .hasMessage("No Lifecycle Hook found with name 'H' for group 'g'");
    }

    @Test
    void changedTimeout_countsFromTheNextHeartbeat() {
        scene.waiting();
        scene.autoScaling().putLifecycleHook("g", Hook.terminating("terminate", Duration.ofSeconds(300)));
        scene.heartbeat();

        assertThat(scene.pass(200).shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void hook_outsideTheServiceBounds_isRefused() {
        assertThatThrownBy(() -> Hook.terminating("h", Duration.ofSeconds(29))).isInstanceOf(AwsError.class);
        assertThatThrownBy(() -> Hook.terminating("h", Duration.ofSeconds(7201)))
                .isInstanceOf(AwsError.class);
    }

    @Test
    void desiredCapacity_aboveTheMaximum_isRefused() {
        assertThatThrownBy(() -> scene.autoScaling().setDesiredCapacity("g", 4))
                .hasMessage("New SetDesiredCapacity value 4 is above max value 1 for the AutoScalingGroup.");
    }
}
