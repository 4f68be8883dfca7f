package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What comes first where not everything can be done at once.
class ManyNodesTest {
    static final Duration HOUR = Duration.ofHours(1);
    static final Pending DATA = new Pending(2, 100, ManualTime.START);
    static final InstanceDetails PROTECTED = new InstanceDetails(
            Operator.SILENT,
            "g",
            true,
            Disks.VOLUMES,
            List.of(new Attached("/dev/xvda", "vol-1", false)),
            Set.of("vol-1"));

    final ManualTime time = new ManualTime();
    final FakeGroups groups = new FakeGroups(time);
    final FakeLooks looks = new FakeLooks(time);
    final FakeVolumes volumes = new FakeVolumes();
    final ListJournal journal = new ListJournal();
    final Sweep sweep =
            new Sweep(groups, looks, volumes, journal, time, new Settings("hook", Duration.ofHours(48), true));

    @Test
    void protectionThatDoesNotFitIntoTheMinute_isLeftToTheNextSweepAndDoneThere() {
        nodesWithData(300);
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(200));

        run();
        int first = volumes.calls.size();

        assertThat(time.passed()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(first).isBetween(150, 250);
        volumes.calls.forEach(call -> volumes.machines.put(call.substring("protect ".length()), PROTECTED));
        run();

        assertThat(volumes.calls).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void protectionRefusedAsTooOften_isLeftToTheNextSweep() {
        nodesWithData(50);
        names(50)
                .forEach(node -> volumes.faults.put(
                        "protect " + node,
                        new Fault(Fault.Kind.THROTTLED, "Request limit exceeded", new IllegalStateException())));

        run();

        assertThat(volumes.calls).hasSize(1);
    }

    @Test
    void protection_doesNotKeepHeartbeatsWaiting() {
        nodesWithData(300);
        groups.with("h", true, Duration.ofSeconds(30), waiting("i-short"));
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(200));

        run();

        assertThat(groups.longestGap("i-short")).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void emptyNode_isReleasedBeforeOthersAreProtected() {
        nodesWithData(60);
        groups.with("h", true, HOUR, waiting("i-empty"));
        looks.looks.put("i-empty", new Empty());
        volumes.meanwhile = () -> time.pause(Duration.ofSeconds(2));

        run();

        assertThat(groups.calls).contains("release i-empty");
    }

    @Test
    void nodeThatIsGivenUp_isProtectedEvenWhenTheTimeIsUp() {
        nodesWithData(300);
        groups.since.put("i-299", ManualTime.START.minus(Duration.ofHours(48)));
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        run();

        assertThat(groups.calls).contains("give up i-299");
        assertThat(volumes.calls).contains("protect i-299");
    }

    @Test
    void nodesThatAreReleasedTogether_areReadAgainTogether() {
        groups.with("g", true, HOUR, members(50));
        names(50).forEach(node -> looks.looks.put(node, new Empty()));

        run();

        assertThat(groups.count("release")).isEqualTo(50);
        assertThat(volumes.reads).isEqualTo(2);
    }

    @Test
    void whatWasReadAgain_isReadOnceMoreWhenItGrowsOld() {
        groups.with("g", true, HOUR, members(10));
        names(10).forEach(node -> looks.looks.put(node, new Empty()));
        names(10).forEach(node -> groups.since.put(node, ManualTime.START));
        groups.slow = Duration.ofSeconds(2);

        run();

        assertThat(groups.count("release")).isEqualTo(10);
        assertThat(volumes.reads).isBetween(4, 6);
    }

    @Test
    void allMachines_areReadTogetherWhateverTheirGroups() {
        for (int i = 0; i < 30; i++) {
            groups.with("g-" + i, true, HOUR, waiting("i-" + i));
            looks.looks.put("i-" + i, DATA);
        }

        run();

        assertThat(volumes.reads).isOne();
    }

    @Test
    void heartbeatRefusedAsTooOften_stopsTheOthersForAWhile() {
        groups.with("g", true, HOUR, members(50));
        names(50)
                .forEach(node -> groups.faults.put(
                        "hold " + node, new Fault(Fault.Kind.THROTTLED, "Rate exceeded", new IllegalStateException())));
        Holds holds = new Holds(groups, time);
        names(50).forEach(node -> holds.keep(new NodeId("g", node), new Hook("hook", HOUR, HOUR), null));

        for (int i = 0; i < 100; i++) {
            holds.tend();
        }
        assertThat(groups.count("hold")).isLessThanOrEqualTo(2);

        time.pause(Duration.ofSeconds(2));
        groups.faults.clear();
        holds.tend();
        assertThat(groups.calls.stream().skip(2).distinct()).hasSize(50);
    }

    @Test
    void heartbeats_areRecordedInTheOrderInWhichPeriodsEnd() {
        Holds holds = new Holds(groups, time);
        holds.keep(new NodeId("g", "i-late"), new Hook("hook", HOUR, HOUR), ManualTime.START);
        holds.keep(new NodeId("g", "i-soon"), new Hook("hook", Duration.ofMinutes(50), HOUR), ManualTime.START);
        time.pause(Duration.ofMinutes(28));

        holds.tend();

        assertThat(groups.calls).containsExactly("hold i-soon", "hold i-late");
    }

    @Test
    void heartbeatsThatAreNotUrgent_doNotKeepTheSweepFromLooking() {
        groups.slow = Duration.ofMillis(100);
        Holds holds = new Holds(groups, time);
        names(500).forEach(node -> holds.keep(new NodeId("g", node), new Hook("hook", HOUR, HOUR), ManualTime.START));
        time.pause(Duration.ofMinutes(28));
        Instant before = time.instant();

        holds.tend();

        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofSeconds(3));
        assertThat(groups.calls).isNotEmpty();
    }

    @Test
    void heartbeatsThatAreNotUrgent_takeHalfOfTheTimeAtMost() {
        groups.slow = Duration.ofMillis(100);
        Holds holds = new Holds(groups, time);
        names(5000).forEach(node -> holds.keep(new NodeId("g", node), new Hook("hook", HOUR, HOUR), ManualTime.START));
        time.pause(Duration.ofMinutes(28));
        Instant before = time.instant();

        for (int other = 0; other < 100; other++) {
            holds.tend();
            time.pause(Duration.ofMillis(500));
        }

        assertThat(Duration.between(before, time.instant())).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(115));
    }

    @Test
    void heartbeatsThatAreUrgent_areAllRecorded() {
        groups.slow = Duration.ofMillis(100);
        Holds holds = new Holds(groups, time);
        names(500).forEach(node -> holds.keep(new NodeId("g", node), new Hook("hook", HOUR, HOUR), ManualTime.START));
        time.pause(Duration.ofMinutes(51));

        holds.save();

        assertThat(groups.calls).hasSize(500);
    }

    @Test
    void nodesGivenUpAfterTheMinute_doNotKeepUrgentHeartbeatsWaiting() {
        nodesWithData(400);
        names(400).forEach(node -> volumes.machines.put(node, PROTECTED));
        Settings brief = new Settings("hook", Duration.ofMinutes(1), true);
        Sweep impatient = new Sweep(groups, looks, volumes, journal, time, brief);
        impatient.run(time.instant().plus(Duration.ofMinutes(5)));
        time.pause(Duration.ofMinutes(1));
        groups.with("h", true, Duration.ofSeconds(30), waiting("i-short"));
        looks.looks.put("i-short", DATA);
        groups.since.put("i-short", time.instant());
        groups.slow = Duration.ofMillis(200);

        impatient.run(time.instant().plus(Duration.ofMinutes(5)));

        assertThat(groups.count("give up")).isEqualTo(400);
        List<Instant> beats = new ArrayList<>(groups.holds.get("i-short"));
        beats.add(time.instant());
        assertThat(IntStream.range(1, beats.size()).mapToObj(i -> Duration.between(beats.get(i - 1), beats.get(i))))
                .isNotEmpty()
                .allMatch(gap -> gap.compareTo(Duration.ofSeconds(30)) < 0);
    }

    @Test
    void nodeAtTheCeilingOfAGroupThatDoesNotRetain_isProtectedEvenWhenTheTimeIsUp() {
        nodesWithData(300);
        groups.with("h", false, HOUR, waiting("i-last"));
        looks.looks.put("i-last", DATA);
        groups.since.put("i-last", ManualTime.START.minus(Duration.ofHours(48)));
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        run();

        assertThat(volumes.calls).contains("protect i-last");
    }

    @Test
    void protectionInAGroupThatDoesNotRetain_isNotLeftToTheNextSweepWhileThereIsTime() {
        nodesWithData(300);
        groups.with("g", false, HOUR, members(300));
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        run();

        assertThat(volumes.calls).hasSize(300);
    }

    @Test
    void protectionInAGroupThatDoesNotRetain_endsWithTheCallersTime() {
        nodesWithData(300);
        groups.with("g", false, HOUR, members(300));
        volumes.meanwhile = () -> time.pause(Duration.ofSeconds(4));

        run();

        assertThat(time.passed()).isLessThan(Duration.ofSeconds(310));
    }

    @Test
    void readingsThatTheSweepWasLateFor_areNotMadeUpFor() {
        groups.with("g", true, HOUR, members(51));
        names(51).forEach(node -> groups.since.put(node, ManualTime.START));
        groups.with("e", true, HOUR, waiting("i-empty"));
        looks.looks.put("i-empty", new Empty());
        groups.faults.put("release i-empty", new Fault(Fault.Kind.BROKEN, "slow", new IllegalStateException()));
        volumes.meanwhile = () -> time.pause(Duration.ofSeconds(30));
        volumes.machines.put("i-empty", PROTECTED);
        run();

        assertThat(looks.reads).isLessThan(12);
    }

    @Test
    void protection_hasItsTurnThoughAnswersCanHardlyBeRead() {
        for (int i = 0; i < 30; i++) {
            groups.with("g-" + i, true, HOUR, waiting("i-" + i));
            groups.since.put("i-" + i, ManualTime.START);
        }
        looks.readFault = new Fault(Fault.Kind.THROTTLED, "Rate exceeded", new IllegalStateException());
        looks.slowRead = Duration.ofSeconds(10);

        for (int times = 0; times < 5; times++) {
            run();
        }

        assertThat(volumes.calls).hasSizeGreaterThan(20);
    }

    private void nodesWithData(int number) {
        groups.with("g", true, HOUR, members(number));
        names(number).forEach(node -> {
            looks.looks.put(node, DATA);
            groups.since.put(node, ManualTime.START);
        });
    }

    private void run() {
        sweep.run(time.instant().plus(Duration.ofMinutes(5)));
    }

    private static List<String> names(int number) {
        return IntStream.range(0, number).mapToObj(i -> "i-" + i).toList();
    }

    private static Group.Member[] members(int number) {
        return names(number).stream().map(ManyNodesTest::waiting).toArray(Group.Member[]::new);
    }

    private static Group.Member waiting(String instance) {
        return new Group.Member(instance, "Terminating:Wait");
    }
}
