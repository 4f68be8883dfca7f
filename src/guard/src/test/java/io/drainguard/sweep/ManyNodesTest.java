package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What comes first where not everything can be done at once.
class ManyNodesTest extends GuardScene {
    static final InstanceDetails PROTECTED =
            FakeVolumes.details(Operator.SILENT, Set.of("vol-1"), new Attached("/dev/xvda", "vol-1", false));

    @Test
    void protectionThatTakesTooLong_isLeftToTheNextSweepsAndDoneThere() {
        nodesWithData(300, true);
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(200));
        Duration before = time.passed();

        Report report = sweep();

        assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(20));
        assertThat(report.of(Measure.NODES_WAITING)).isEqualTo(300);
        assertThat(volumes.calls).hasSizeBetween(50, 70);
        sweepEveryMinute(8);
        assertThat(volumes.calls).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void protectionRefusedAsTooOften_isLeftToTheNextSweep() {
        nodesWithData(50, true);
        names(50).forEach(node -> volumes.faults.put("protect " + node, throttled()));

        sweep();

        assertThat(volumes.calls).hasSize(1);
        assertThat(journal.settled).extracting(Settled::volumes).contains(new VolumeOutcome.Deferred());
    }

    @Test
    void protection_doesNotKeepHeartbeatsWaiting() {
        nodesWithData(300, true);
        groups.with("h", true, THIRTY_SECONDS, waiting("i-short"));
        waitsSince("i-short", time.instant());
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(200));
        long began = time.passed().toSeconds();

        sweepEveryMinute(3);

        assertThat(groups.beats("i-short").getFirst()).isLessThan(began + 30);
        assertThat(longestGapOfTheRest("i-short")).isLessThan(30);
    }

    private long longestGapOfTheRest(String instance) {
        List<Long> beats = groups.beats(instance);
        long longest = 0;
        for (int i = 1; i < beats.size(); i++) {
            longest = Math.max(longest, beats.get(i) - beats.get(i - 1));
        }
        return longest;
    }

    @Test
    void emptyNode_isReleasedBeforeOthersAreProtected() {
        groups.with("h", true, HOUR, waiting("i-empty"));
        looks.looks.put("i-empty", EMPTY);
        looks.takes.put("i-empty", Duration.ofSeconds(45));
        nodesWithData(60, true);
        volumes.meanwhile = () -> assertThat(groups.calls).contains("release i-empty");

        sweep();

        assertThat(volumes.calls).hasSize(60);
    }

    @Test
    void nodeThatIsGivenUp_isProtectedEvenWhenTheTimeIsUp() {
        waitsSince(
                "i-299",
                ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5).plusSeconds(30)));
        nodesWithData(300, true);
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        sweep();

        assertThat(groups.calls).contains("give up i-299");
        assertThat(volumes.calls).contains("protect i-299");
    }

    @Test
    void nodeAtTheCeilingOfAGroupThatDoesNotRetain_isProtectedEvenWhenTheTimeIsUp() {
        groups.with("h", false, HOUR, waiting("i-last"));
        waitsSince(
                "i-last",
                ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5).plusSeconds(30)));
        looks.looks.put("i-last", DATA);
        nodesWithData(300, true);
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        sweep();

        assertThat(volumes.calls).contains("protect i-last");
    }

    @Test
    void protectionInAGroupThatDoesNotRetain_isNotLeftToTheNextSweepWhileThereIsTime() {
        nodesWithData(300, false);
        volumes.meanwhile = () -> time.pause(Duration.ofMillis(400));

        sweep();

        assertThat(volumes.calls).hasSize(300);
    }

    @Test
    void protectionInAGroupThatDoesNotRetain_endsWithTheCallersTime() {
        nodesWithData(300, false);
        volumes.meanwhile = () -> time.pause(Duration.ofSeconds(4));
        Duration before = time.passed();

        sweep();

        assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(310));
    }

    @Test
    void nodesThatAreReleasedTogether_areReadTogether() {
        groups.with("g", true, HOUR, crowd(50));
        names(50).forEach(node -> looks.looks.put(node, EMPTY));
        sweep();
        seconds(17);
        int before = volumes.reads;

        ended();

        assertThat(groups.count("release")).isEqualTo(50);
        assertThat(volumes.reads).isEqualTo(before + 1);
    }

    @Test
    void whatWasReadOfMachines_isReadOnceMoreWhenItGrowsOld() {
        groups.with("g", true, HOUR, crowd(400));
        names(400).forEach(node -> looks.looks.put(node, EMPTY));
        sweep();
        seconds(17);
        int before = volumes.reads;

        ended();

        assertThat(groups.count("release")).isEqualTo(400);
        assertThat(volumes.reads).isEqualTo(before + 2);
    }

    @Test
    void allMachines_areReadTogetherWhateverTheirGroups() {
        for (int i = 0; i < 30; i++) {
            groups.with("g-" + i, true, HOUR, waiting("i-" + i));
            looks.looks.put("i-" + i, DATA);
        }
        sweep();
        assertThat(volumes.reads).isOne();
        seconds(60);

        sweep();

        assertThat(volumes.reads).isEqualTo(2);
    }

    @Test
    void answersOfACommand_areReadOnceWhateverItsNodes() {
        nodesWithData(50, true);

        sweep();
        sweep();

        assertThat(looks.reads).isOne();
        assertThat(looks.lists).isEqualTo(3);
    }

    @Test
    void commandOfWhichSomeHaveNotAnswered_isReadAgainOnlyWhenMoreHave() {
        groups.with("g", true, HOUR, crowd(50));
        names(25).forEach(node -> looks.looks.put(node, DATA));
        sweep();
        seconds(25);
        guard.collect(until());
        guard.collect(until());
        assertThat(looks.reads).isOne();
        assertThat(journal.settled).hasSize(25);
    }

    /// A group of many nodes whose first looks have found data.
    private void nodesWithData(int number, boolean retains) {
        groups.with("g", retains, HOUR, crowd(number));
        names(number).forEach(node -> {
            looks.looks.put(node, DATA);
            groups.since.putIfAbsent(node, ManualTime.START);
        });
        sweep();
        volumes.calls.clear();
        seconds(60);
    }
}
