package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import io.drainguard.sim.metrics.AlarmState;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Stories of held nodes: each alarm rings in the story made for it, in time and once, and no other rings.
class AlarmStoriesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long GIB = 1L << 30;

    /// From data that nobody sees or that stands still to the first alarm.
    private static final int PROMISE = 35;

    private static Disk holding(long gib) {
        return Disk.holding(200, gib * GIB, Replay.START);
    }

    /// Three nodes go that hold so much, and answer in this manner; the time at which they go.
    private static Instant threeGo(Replay replay, Duration heartbeat, long gib, Manner manner) {
        List<Instance> nodes = replay.world.createGroup(replay.group(3, heartbeat));
        replay.minutes(10);
        Instant since = replay.world.instant();
        nodes.forEach(node -> {
            replay.shell.disk(node.id(), holding(gib));
            replay.shell.manner(node.id(), manner);
            replay.scaleIn(node);
        });
        return since;
    }

    // --- the six stories of the operator's review ---

    @Test
    void threeNodesThatDrain_ringNothing() {
        Replay replay = new Replay();
        List<Instance> nodes = replay.world.createGroup(replay.group(3, HOUR));
        replay.minutes(10);
        int minutes = 10;
        for (Instance node : nodes) {
            replay.shell.disk(node.id(), holding(1).drain(replay.world.instant(), Duration.ofMinutes(minutes)));
            replay.scaleIn(node);
            minutes += 10;
        }

        replay.minutes(60);

        assertThat(replay.alarms.rang()).isEmpty();
        assertThat(nodes).allMatch(node -> node.state() == LifecycleState.TERMINATED);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "MISSING_PATH", "SILENT"})
    void threeNodesThatNobodyCanLookInto_ringWithinHalfAnHour(Manner manner) {
        Replay replay = new Replay();
        Instant since = threeGo(replay, HOUR, 20, manner);

        replay.minutes(360);

        replay.alarms.assertRings("CannotLook", since, PROMISE);
        assertThat(replay.alarms.rang()).containsExactly("CannotLook");
    }

    @Test
    void threeNodesThatStandStill_ringWithinHalfAnHour() {
        Replay replay = new Replay();
        Instant since = threeGo(replay, HOUR, 20, Manner.HONEST);

        replay.minutes(360);

        replay.alarms.assertRings("Stalled", since, PROMISE);
        assertThat(replay.alarms.rang()).containsExactly("Stalled");
    }

    /// Each page is a fact of its own: it stands still, its time is short, it was given up.
    @Test
    void nodesThatStandStillUnderAShortCeiling_ringBeforeTheyAreGivenUp() {
        Replay replay = new Replay(Replay.deployed(), HOUR);
        Instant since = threeGo(replay, HOUR, 20, Manner.HONEST);

        replay.minutes(360);

        replay.alarms.assertRings("Stalled", since, PROMISE);
        replay.alarms.assertRings("CeilingNear", since, 50);
        replay.alarms.assertRings("NodesRetained", since.plus(HOUR), 6);
        assertThat(replay.alarms.rang()).containsExactly("CeilingNear", "NodesRetained", "Stalled");
        assertThat(replay.alarms.states("NodesRetained")).containsExactly(AlarmState.ALARM);
    }

    /// AWS ends the wait after 100 periods of 300 s, eight hours and twenty minutes; a quarter of that is 125 min.
    @Test
    void nodesThatStandStillUnderAShortPeriod_ringHoursBeforeTheyAreGivenUp() {
        Replay replay = new Replay();
        Instant since = threeGo(replay, Duration.ofSeconds(300), 20, Manner.HONEST);

        replay.minutes(540);

        replay.alarms.assertRings("Stalled", since, PROMISE);
        replay.alarms.assertRings("CeilingNear", since, 380);
        replay.alarms.assertRings("NodesRetained", since.plus(Duration.ofMinutes(480)), 30);
        assertThat(replay.alarms.rang()).containsExactly("CeilingNear", "NodesRetained", "Stalled");
    }

    @Test
    void nodesUnseenToTheCeiling_ringHoursBeforeIt() {
        Replay replay = new Replay(Replay.deployed(), Duration.ofHours(8));
        Instant since = threeGo(replay, HOUR, 20, Manner.DENIED);

        replay.minutes(500);

        replay.alarms.assertRings("CannotLook", since, PROMISE);
        replay.alarms.assertRings("CeilingNear", since, 370);
        replay.alarms.assertRings("NodesRetained", since.plus(Duration.ofHours(8)), 6);
    }

    // --- sound stories ---

    @ParameterizedTest
    @ValueSource(ints = {2_880, 60})
    void aDayOfHourlyScaleIns_ringsNothing(int maxHoldMinutes) {
        Replay replay = new Replay(Replay.deployed(), Duration.ofMinutes(maxHoldMinutes));

        List<Instance> gone = aDay(replay, 10, 30);

        assertThat(replay.alarms.rang()).isEmpty();
        assertThat(gone).hasSize(24).allMatch(node -> node.state() == LifecycleState.TERMINATED);
    }

    /// Nodes of three hours overlap for two.
    @Test
    void aDayOfDrainsThatOverlap_ringsNothing() {
        Replay replay = new Replay();

        aDay(replay, 180, 1);

        assertThat(replay.alarms.rang()).isEmpty();
    }

    /// A group that yields: nodes that are empty within their four minutes.
    @Test
    void aDayOfHandOvers_ringsNothing() {
        Replay replay = new Replay();
        replay.world.createGroup(replay.group(2, HOUR).tag(Tags.YIELDS_AFTER, "240"));
        replay.minutes(30);
        for (int hour = 0; hour < 24; hour++) {
            Instance node = inService(replay);
            replay.shell.disk(node.id(), holding(1).drain(replay.world.instant(), Duration.ofSeconds(60 + hour * 3)));
            replay.scaleIn(node);
            replay.minutes(60);
        }

        assertThat(replay.alarms.rang()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "MISSING_PATH", "SILENT", "HONEST"})
    void nodeThatYields_ringsWithinSixMinutesOfItsCeiling(Manner manner) {
        Replay replay = new Replay();
        replay.world.createGroup(replay.group(2, HOUR).tag(Tags.YIELDS_AFTER, "240"));
        replay.minutes(10);
        Instance node = inService(replay);
        replay.shell.disk(node.id(), holding(20));
        replay.shell.manner(node.id(), manner);
        Instant since = replay.world.instant();
        replay.scaleIn(node);

        replay.minutes(60);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        replay.alarms.assertRings("NodesYielded", since.plus(Duration.ofMinutes(4)), 6);
        assertThat(replay.alarms.rang()).containsExactly("NodesYielded");
    }

    private static Instance inService(Replay replay) {
        return replay.world.members(replay.groupName()).stream()
                .filter(one -> one.state() == LifecycleState.IN_SERVICE)
                .findFirst()
                .orElseThrow();
    }

    private static List<Instance> aDay(Replay replay, int least, int spread) {
        replay.world.createGroup(replay.group(3, HOUR));
        replay.minutes(30);
        List<Instance> gone = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            Instance node = inService(replay);
            gone.add(node);
            Duration drain = Duration.ofMinutes(least + hour * 7 % spread);
            replay.shell.disk(node.id(), holding(3).drain(replay.world.instant(), drain));
            replay.scaleIn(node);
            replay.minutes(60);
        }
        return gone;
    }

    // --- a person's word ---

    @Test
    void nodeThatIsKeptOnPurpose_isQuietUntilItsTime() {
        Replay replay = new Replay();
        List<Instance> nodes = replay.world.createGroup(replay.group(3, HOUR));
        replay.minutes(10);
        Instance node = nodes.getFirst();
        replay.shell.disk(node.id(), holding(20));
        Instant until = replay.world.instant().plus(Duration.ofHours(3));
        replay.world
                .ec2()
                .createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, "hold", Tags.QUIET_UNTIL, until.toString()));
        replay.scaleIn(node);

        replay.minutes(175);
        assertThat(replay.alarms.rang()).isEmpty();

        replay.minutes(30);
        replay.alarms.assertRings("Stalled", until, 10);
    }

    // --- pile-up, protection ---

    @Test
    void moreHeldNodesThanTheGroupMayHave_ring() {
        Replay replay = new Replay();
        replay.world.createGroup(replay.group(3, HOUR));
        replay.minutes(5);
        Instant since = replay.world.instant();
        for (int round = 0; round < 4; round++) {
            for (Instance node : replay.world.members(replay.groupName())) {
                if (node.state() == LifecycleState.IN_SERVICE) {
                    replay.shell.disk(node.id(), holding(2).drain(replay.world.instant(), HOUR.multipliedBy(3)));
                    replay.scaleIn(node);
                }
            }
            since = replay.world.instant();
            replay.minutes(5);
        }
        replay.minutes(30);

        replay.alarms.assertRings("PileUp", since, 5);
        assertThat(replay.alarms.rang()).containsExactly("PileUp");
    }

    @Test
    void volumesThatCannotBeProtected_ringOnceAndNotAsAFailureBesides() {
        Replay replay = new Replay();
        replay.refuse("ModifyInstanceAttribute");
        List<Instance> nodes = replay.world.createGroup(replay.group(3, HOUR));
        replay.minutes(10);
        Instant since = replay.world.instant();
        replay.shell.disk(nodes.getFirst().id(), holding(2).drain(since, HOUR.multipliedBy(2)));
        replay.scaleIn(nodes.getFirst());

        replay.minutes(60);

        replay.alarms.assertRings("ProtectionFailed", since, 5);
        assertThat(replay.alarms.rang()).containsExactly("ProtectionFailed");
    }

    // --- both editions ---

    @Test
    void guardOnEc2_ringsByItsOwnMetrics() {
        Template template = Replay.deployed().with("RunOn", "Ec2");
        Replay replay = new Replay(template, Settings.DEFAULTS.maxHold());
        Instant since = threeGo(replay, HOUR, 20, Manner.HONEST);

        replay.minutes(60);

        replay.alarms.assertRings("Stalled", since, PROMISE);
        assertThat(replay.alarms.rang()).containsExactly("Stalled");
    }

    /// One of them sweeps and sees everything; the other never came up.
    @Test
    void oneOfTwoGuards_isEnough() {
        Template template = Replay.deployed().with("RunOn", "Both");
        Replay replay = new Replay(template, Settings.DEFAULTS.maxHold());
        Instant since = threeGo(replay, HOUR, 20, Manner.HONEST);

        replay.minutes(60);

        replay.alarms.assertRings("Stalled", since, PROMISE);
        assertThat(replay.alarms.rang()).containsExactly("Stalled");
    }
}
