package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import io.drainguard.sim.metrics.AlarmState;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stories of the guard itself, and of what AWS tells of it.
class AlarmsOfTheGuardTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String QUEUE = "FailedEvents.QueueName";

    private final Replay replay = new Replay();

    // --- silence ---

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void guardThatStops_isHeardOfWithinSixMinutes(String edition) {
        Replay stopping = new Replay(Replay.deployed().with("RunOn", edition), Settings.DEFAULTS.maxHold());
        stopping.minutes(30);
        Instant last = stopping.world.instant().minus(Duration.ofMinutes(1));
        stopping.sweeps = false;

        stopping.minutes(120);
        stopping.alarms.assertRings("NoSweep", last, 6);
        assertThat(stopping.alarms.rang()).containsExactly("NoSweep");
        assertThat(stopping.alarms.states("NoSweep")).containsExactly(AlarmState.ALARM);

        stopping.sweeps = true;
        stopping.minutes(10);
        assertThat(stopping.alarms.states("NoSweep")).containsExactly(AlarmState.OK);
    }

    @Test
    void stackThatIsBeingMade_isQuiet() {
        replay.sweeps = false;
        replay.minutes(30);
        assertThat(replay.alarms.states("NoSweep")).containsExactly(AlarmState.INSUFFICIENT_DATA);

        replay.sweeps = true;
        replay.minutes(30);

        assertThat(replay.alarms.rang()).isEmpty();
        assertThat(replay.alarms.states("NoSweep")).containsExactly(AlarmState.OK);
    }

    @Test
    void sweepsThatAreMissedNowAndThen_ringNothing() {
        for (int round = 0; round < 20; round++) {
            replay.minutes(2);
            replay.sweeps = false;
            replay.minutes(1);
            replay.sweeps = true;
        }

        assertThat(replay.alarms.rang()).isEmpty();
    }

    // --- retained nodes ---

    private Instance retained() {
        List<Instance> nodes = replay.world.createGroup(replay.group(3, Duration.ofMinutes(30)));
        replay.minutes(10);
        Instance node = nodes.getFirst();
        replay.shell.disk(node.id(), Disk.holding(20, 1_000_000, Replay.START));
        replay.shell.manner(node.id(), Manner.HONEST);
        replay.scaleIn(node);
        return node;
    }

    /// With the guard dead nobody writes how many nodes are retained, but AWS does.
    @Test
    void nodeThatIsRetainedWhileTheGuardIsSilent_ringsByAwsOwnCount() {
        retained();
        replay.minutes(2);
        Instant last = replay.world.instant();
        replay.sweeps = false;

        replay.minutes(60);

        replay.alarms.assertRings("NoSweep", last, 6);
        replay.alarms.assertRings("NodesRetained", last.plus(Duration.ofMinutes(25)), 15);
        assertThat(replay.alarms.rang()).containsExactly("NoSweep", "NodesRetained");
    }

    /// AWS's count knows of no acknowledgement: it stands in only where the guard is silent, not for a minute's gap.
    @Test
    void retainedNodeThatIsAcknowledged_staysQuietThoughASweepIsMissed() {
        Instance node = retained();
        replay.world
                .ec2()
                .createTags(
                        List.of(node.id()),
                        Map.of(
                                Tags.OVERRIDE,
                                "hold",
                                Tags.QUIET_UNTIL,
                                replay.world
                                        .instant()
                                        .plus(HOUR.multipliedBy(10))
                                        .toString()));
        replay.sweeps = false;
        replay.minutes(3);
        replay.sweeps = true;
        replay.world
                .autoScaling()
                .completeLifecycleAction(
                        node.groupName(), "Cribl-Scaledown-Hook", ActionRef.instance(node.id()), "ABANDON");
        for (int round = 0; round < 10; round++) {
            replay.minutes(7);
            replay.sweeps = false;
            replay.minutes(1);
            replay.sweeps = true;
        }

        assertThat(node.state().text()).isEqualTo("Terminating:Retained");
        assertThat(replay.alarms.rang()).isEmpty();
    }

    /// An outage of the guard makes no alarm forget what it knew, nor tell it twice.
    @Test
    void alarmThatRang_keepsItsStateWhileTheGuardIsSilent() {
        retained();
        replay.minutes(40);
        replay.sweeps = false;
        replay.minutes(20);
        replay.sweeps = true;
        replay.minutes(20);

        assertThat(replay.alarms.times("Stalled")).isOne();
    }

    // --- failures ---

    @Test
    void singleFailure_isMendedByTheNextSweepAndRingsNothing() {
        replay.minutes(10);
        for (int round = 0; round < 6; round++) {
            replay.refuse("DescribeAutoScalingGroups");
            replay.minutes(1);
            replay.allow();
            replay.minutes(4);
        }

        assertThat(replay.alarms.rang()).isEmpty();
    }

    /// Nothing could be read at all, so no sweep ends: it is the silence that is told. Where only one node's heartbeat
    /// fails, sweeps end, with a failure.
    @Test
    void failureThatLasts_ringsOnce() {
        List<Instance> nodes = replay.world.createGroup(replay.group(3, Duration.ofMinutes(5)));
        replay.minutes(10);
        replay.shell.disk(
                nodes.getFirst().id(), Disk.holding(20, 1_000_000, Replay.START).drain(replay.world.instant(), HOUR));
        replay.scaleIn(nodes.getFirst());
        replay.minutes(3);
        replay.refuse("SendCommand");
        Instant since = replay.world.instant();

        replay.minutes(12);

        replay.alarms.assertRings("GuardFails", since, 7);
        assertThat(replay.alarms.rang()).containsExactly("GuardFails");
    }

    @Test
    void refusedCallsOfTheFunction_ringWhileOthersGetThrough() {
        replay.minutes(20);
        replay.numbers = () -> replay.alarms.put("AWS/Lambda", "Throttles", "FunctionName", "Guard", 4);
        Instant since = replay.world.instant();

        replay.minutes(30);

        replay.alarms.assertRings("GuardThrottled", since, 6);
        assertThat(replay.alarms.rang()).containsExactly("GuardThrottled");
    }

    @Test
    void oneBurstOfRefusedCalls_ringsNothing() {
        replay.minutes(20);
        replay.alarms.put("AWS/Lambda", "Throttles", "FunctionName", "Guard", 40);
        replay.minutes(30);

        assertThat(replay.alarms.rang()).isEmpty();
    }

    /// A run of 280 s is known when it has ended, for the minute in which it began.
    @Test
    void runsNearTheTimeout_ringThoughTheirNumbersComeLate() {
        replay.minutes(20);
        replay.numbers = () -> replay.alarms.putLate(
                "AWS/Lambda", "Duration", "FunctionName", "Guard", 280_000, Duration.ofSeconds(280));
        Instant since = replay.world.instant();

        replay.minutes(30);

        replay.alarms.assertRings("GuardThrottled", since, 12);
    }

    // --- events ---

    @Test
    void secondFailedEvent_isHeardThoughNobodyHasEmptiedTheQueue() {
        int[] messages = {0};
        replay.numbers = () ->
                replay.alarms.put("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", QUEUE, messages[0]);
        replay.minutes(20);

        Instant first = replay.world.instant();
        messages[0] = 1;
        replay.alarms.put("AWS/SQS", "NumberOfMessagesSent", "QueueName", QUEUE, 1);
        replay.minutes(30);
        replay.alarms.assertRings("EventsFailed", first, 4);

        // SQS moves this one from the queue of ended looks, which counts as no message sent.
        messages[0] = 2;
        replay.minutes(30);
        assertThat(replay.alarms.times("EventsFailed")).isEqualTo(2);
        assertThat(replay.alarms.rang()).containsExactly("EventsFailed");

        messages[0] = 0;
        replay.minutes(30);
        assertThat(replay.alarms.times("EventsFailed")).isEqualTo(2);
    }

    // --- workers ---

    @Test
    void instanceRefreshBelowAHundredPercent_ringsNothing() {
        // Each batch takes two of ten workers out; three minutes later two new ones serve, and warm up for two.
        int[] minute = {0};
        replay.numbers = () -> workers(10, minute[0]++ % 5 < 3 ? 8 : 10);

        replay.minutes(90);

        assertThat(replay.alarms.rang()).isEmpty();
    }

    @Test
    void workersThatCannotBeLaunched_ring() {
        replay.numbers = () -> workers(10, 10);
        replay.minutes(30);
        Instant since = replay.world.instant();
        replay.numbers = () -> workers(10, 9);

        replay.minutes(40);

        replay.alarms.assertRings("WorkersMissing", since, 24);
    }

    private void workers(int desired, int serving) {
        String group = replay.groupName();
        replay.alarms.put("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", group, desired);
        replay.alarms.put("AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", group, serving);
    }

    /// Nothing of the stack's own group is known where there is none.
    @Test
    void stackWithoutAGroup_hasTheSameAlarmsOnTheGuard() {
        Template alone = Replay.deployed().with("WorkerGroup", "None");
        Replay others = new Replay(alone, HOUR);
        List<Instance> nodes = others.world.createGroup(others.group(3, HOUR));
        others.minutes(10);
        others.shell.disk(nodes.getFirst().id(), Disk.holding(20, 1_000_000, Replay.START));
        others.scaleIn(nodes.getFirst());
        Instant since = others.world.instant();

        others.minutes(120);

        others.alarms.assertRings("NodesRetained", since.plus(HOUR), 6);
    }
}
