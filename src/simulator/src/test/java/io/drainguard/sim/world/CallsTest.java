package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallsTest {
    private final Scene scene = Scene.retaining();

    @Test
    void call_isLoggedWithTimeParametersAndOutcome() {
        scene.waiting();
        scene.complete("CONTINUE");

        Call call = scene.world.calls().of("CompleteLifecycleAction").getFirst();
        assertThat(call.at()).isEqualTo(Scene.START.plusSeconds(1));
        assertThat(call.parameter("InstanceId")).isEqualTo(scene.node().id());
        assertThat(call.parameter("LifecycleActionResult")).isEqualTo("CONTINUE");
        assertThat(call.ok()).isTrue();
    }

    @Test
    void call_namesTheIamActionItNeeds() {
        scene.world.ssm().describeInstanceInformation(List.of(), null, null);
        scene.world.ec2().describeInstances(List.of());
        scene.group();

        assertThat(scene.world.calls().all())
                .extracting(Call::iamAction)
                .containsExactly(
                        "ssm:DescribeInstanceInformation",
                        "ec2:DescribeInstances",
                        "autoscaling:DescribeAutoScalingGroups");
    }

    @Test
    void refusedCall_isLoggedWithItsCode() {
        assertThatThrownBy(scene::heartbeat).isInstanceOf(AwsError.class);

        assertThat(scene.world
                        .calls()
                        .of("RecordLifecycleActionHeartbeat")
                        .getFirst()
                        .outcome())
                .isEqualTo("ValidationError");
        assertThat(scene.world.calls().countOk("RecordLifecycleActionHeartbeat"))
                .isZero();
        assertThat(scene.world.calls().count("RecordLifecycleActionHeartbeat")).isEqualTo(1);
    }

    @Test
    void lostReply_hasItsEffectAndIsLoggedAsNoReply() {
        scene.waiting();
        scene.world.intercept(new Interceptor() {
            @Override
            public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
                effect.get();
                throw new NoReply(true);
            }
        });

        assertThatThrownBy(() -> scene.complete("CONTINUE")).isInstanceOf(NoReply.class);
        assertThat(scene.node().state()).isEqualTo(LifecycleState.TERMINATING_PROCEED);
        assertThat(scene.world.calls().of("CompleteLifecycleAction").getFirst().outcome())
                .isEqualTo("NoReply");
    }
}
