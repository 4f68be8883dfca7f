package io.drainguard.sim.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    private final World world = new World(1, START);
    private final List<Event> events = new ArrayList<>();
    private final Faults faults = Faults.install(world, 5);
    private final Instance node = world.createGroup(
                    GroupSpec.of("g", 0, 1, 1).hook(Hook.terminating("h", Duration.ofSeconds(60))))
            .getFirst();

    FaultsTest() {
        world.onEvent(events::add);
    }

    @Test
    void faults_areOffByDefault() {
        for (int i = 0; i < 100; i++) {
            world.ssm().describeInstanceInformation(List.of(), null, null);
        }

        assertThat(world.calls().matching(call -> !call.ok())).isEmpty();
    }

    @Test
    void throttling_speaksEachServicesWords() {
        faults.calls(CallRates.throttling(1));

        assertThatThrownBy(() -> world.autoScaling().setDesiredCapacity("g", 0))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code() + e.status()).isEqualTo("Throttling400"))
                .hasMessage("Rate exceeded");
        assertThatThrownBy(() -> world.ssm().sendCommand("d", List.of(), null))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("ThrottlingException"));
        assertThatThrownBy(() -> world.ec2().describeInstances(List.of()))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code() + e.status()).isEqualTo("RequestLimitExceeded503"));
    }

    @Test
    void lostReply_hasItsEffect() {
        waiting();
        faults.calls(CallRates.losingReplies(1));

        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(
                        NoReply.class, e -> assertThat(e.afterEffect()).isTrue());
        assertThat(node.openTokens()).isEmpty();
    }

    @Test
    void lostRequest_hasNone() {
        waiting();
        faults.calls(new CallRates(0, 0, 1, 0, 0, Duration.ZERO));

        assertThatThrownBy(this::complete)
                .isInstanceOfSatisfying(
                        NoReply.class, e -> assertThat(e.afterEffect()).isFalse());
        assertThat(node.openTokens()).hasSize(1);
    }

    @Test
    void slowCall_takesVirtualTime() {
        faults.calls(new CallRates(0, 0, 0, 0, 1, Duration.ofSeconds(20)));
        for (int i = 0; i < 20; i++) {
            world.ec2().describeInstances(List.of());
        }

        assertThat(Duration.between(START, world.instant())).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(400));
    }

    @Test
    void rates_areMetOnTheWhole() {
        faults.calls(new CallRates(0.2, 0.1, 0.1, 0.1, 0, Duration.ZERO));
        for (int i = 0; i < 2000; i++) {
            tryToDescribe();
        }

        assertThat(world.calls().matching(Call::ok)).hasSizeBetween(900, 1100);
        assertThat(world.calls().matching(call -> call.outcome().equals("RequestLimitExceeded")))
                .hasSizeBetween(300, 500);
    }

    @Test
    void impossibleRates_areRefused() {
        assertThatThrownBy(() -> new CallRates(0.6, 0.6, 0, 0, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CallRates.throttling(-0.1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void events_getLostOrComeTwice() {
        faults.events(new EventRates(1, 0, 0, Duration.ZERO));
        waiting();
        assertThat(events).isEmpty();

        faults.events(new EventRates(0, 1, 1, Duration.ofSeconds(100)));
        complete();
        world.advance(Duration.ofSeconds(300));
        assertThat(events).hasSize(2).allMatch(Event.TerminateResult.class::isInstance);
    }

    @Test
    void healed_nothingGoesWrong() {
        faults.calls(CallRates.throttling(1));
        faults.heal();
        world.ec2().describeInstances(List.of());

        assertThat(world.calls().all().getLast().ok()).isTrue();
    }

    @Test
    void sameSeed_givesTheSameFaults() {
        assertThat(outcomes(3)).isEqualTo(outcomes(3)).isNotEqualTo(outcomes(4));
    }

    private static List<String> outcomes(long seed) {
        World other = new World(1, START);
        Faults.install(other, seed).calls(new CallRates(0.3, 0.3, 0, 0, 0, Duration.ZERO));
        for (int i = 0; i < 50; i++) {
            try {
                other.ec2().describeInstances(List.of());
            } catch (AwsError expected) {
                assertThat(expected.code()).isNotBlank();
            }
        }
        return other.calls().all().stream().map(Call::outcome).toList();
    }

    private void tryToDescribe() {
        try {
            world.ec2().describeInstances(List.of());
        } catch (AwsError | NoReply expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    private void waiting() {
        world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true);
        world.advance(Duration.ofSeconds(5));
    }

    private void complete() {
        world.autoScaling().completeLifecycleAction("g", "h", ActionRef.instance(node.id()), "CONTINUE");
    }
}
