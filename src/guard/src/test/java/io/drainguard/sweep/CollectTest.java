package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the end of looks hastens, between two sweeps.
class CollectTest extends GuardScene {
    @Test
    void emptyNode_isReleasedByInstanceId() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);

        Report report = ended();

        assertThat(groups.calls).contains("release i-1");
        assertThat(report.released()).isOne();
        assertThat(journal.collected).hasSize(1);
    }

    @Test
    void nodeWithData_isProtectedAndHeld() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(2);

        ended();

        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(journal.lines).singleElement().asString().startsWith("i-1: pending -> hold");
    }

    @Test
    void pendingThatStayedToItsEnd_isFollowedByTheNextLook() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(1);
        sweep();
        seconds(52);

        ended();

        assertThat(looks.stays()).containsExactly(0L, 50L, 50L);
    }

    @Test
    void pendingThatWasShort_isNotFollowed() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(25);

        ended();

        assertThat(looks.started).hasSize(1);
    }

    @Test
    void lookThatFailed_isNotFollowed() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(1);
        looks.looks.put("i-1", new Unknown("exit status 1"));
        sweep();
        seconds(52);

        ended();

        assertThat(looks.stays()).containsExactly(0L, 50L);
    }

    @Test
    void collecting_recordsNoHeartbeat() {
        oneNode(THIRTY_SECONDS);
        looks.looks.put("i-1", DATA);
        sweep();
        long before = groups.count("hold");
        seconds(29);

        ended();

        assertThat(journal.settled).hasSize(1);
        assertThat(groups.count("hold")).isEqualTo(before);
    }

    @Test
    void collecting_settlesNobodyElse() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2")).with("h", true, HOUR, waiting("i-3"));
        names(4).forEach(node -> looks.looks.put(node, DATA));
        sweep();
        seconds(5);
        String first = looks.started.getFirst().id();

        guard.collect(Set.of(new LookEnded(first, "i-1")), until());

        assertThat(journal.lines).singleElement().asString().startsWith("i-1");
        assertThat(groups.calls.stream().filter(call -> call.equals("hook h"))).hasSize(1);
    }

    @Test
    void newsOfAnInstanceThatIsNoNode_readsTheGroupsAndNothingElse() {
        oneNode(HOUR);

        guard.collect(Set.of(new LookEnded("command-9", "i-9")), until());

        assertThat(groups.calls).containsExactly("tagged");
        assertThat(looks.lists).isZero();
        assertThat(journal.collected).isEmpty();
    }

    @Test
    void newsThatCameTwice_settlesOnce() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(5);
        Set<LookEnded> news = looks.news();

        guard.collect(news, until());
        guard.collect(news, until());

        assertThat(journal.settled).hasSize(1);
        assertThat(looks.reads).isOne();
    }

    @Test
    void newsOfAReleasedNode_releasesNoSecondTime() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        Set<LookEnded> news = looks.news();
        guard.collect(news, until());
        groups.with("g", true, HOUR);

        guard.collect(news, until());

        assertThat(groups.count("release")).isOne();
    }

    @Test
    void otherCopyWithoutMemory_releasesAsWell() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);

        new Guard(ports, SETTINGS).collect(looks.news(), until());

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void outputThatIsBehindItsEvent_isReadOnceMoreAfterASecond() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        looks.silent.add("i-1");
        sweep();
        seconds(17);
        time.at(time.passed().plusMillis(500), looks.silent::clear);

        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void outputThatIsBehindTheEventOfTheLastLookOfItsCommand_isReadOnceMoreAfterASecond() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        looks.silent.add("i-1");
        sweep();
        seconds(17);
        time.at(time.passed().plusMillis(500), looks.silent::clear);

        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void outputThatDoesNotFollow_isLeftToTheNextSweepAndNeverUnknown() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        looks.silent.add("i-1");
        sweep();
        seconds(17);
        Duration before = time.passed();

        ended();

        assertThat(journal.settled).isEmpty();
        assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(2));
        seconds(43);
        looks.silent.clear();
        sweep();
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void outputThatIsMissingAfterTenSeconds_isUnknown() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        looks.silent.add("i-1");
        sweep();
        seconds(60);

        sweep();

        assertThat(journal.lines).singleElement().asString().startsWith("i-1: unknown -> hold");
    }

    @Test
    void eventThatIsAheadOfTheListedCount_isBelievedToReadTheAnswer() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        looks.counts = false;
        sweep();
        seconds(17);

        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void guardThatHearsNoEvents_settlesWhoseLookHasEnded() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        looks.looks.put("i-2", DATA);
        sweep();
        seconds(5);
        guard.collect(until());
        assertThat(journal.lines).singleElement().asString().startsWith("i-2");
        seconds(12);

        guard.collect(until());

        assertThat(groups.calls).contains("release i-1");
        assertThat(journal.lines).hasSize(2);
    }

    @Test
    void guardThatHearsNoEvents_readsNothingWhileNobodyWaits() {
        groups.with("g", true, HOUR);
        sweep();
        int calls = groups.calls.size();

        guard.collect(until());

        assertThat(groups.calls).hasSize(calls);
        assertThat(journal.collected).isEmpty();
    }

    @Test
    void collectingWithoutNews_writesNothing() {
        oneNode(HOUR);
        sweep();
        seconds(5);

        guard.collect(until());

        assertThat(journal.collected).isEmpty();
    }

    @Test
    void failureAtOneNode_doesNotStopTheOthersAndIsNamed() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"), waiting("i-3"));
        names(4).forEach(node -> looks.looks.put(node, EMPTY));
        groups.faults.put("release i-2", broken("releasing node g/i-2: no"));
        sweep();
        seconds(17);

        Report report = ended();

        assertThat(groups.calls).contains("release i-1", "release i-2", "release i-3");
        assertThat(report.failures()).singleElement().asString().contains("g/i-2");
    }

    @Test
    void groupsThatCannotBeRead_areAFaultAndTheKnownAreHeld() {
        oneNode(THIRTY_SECONDS);
        sweep();
        long before = groups.count("hold");
        seconds(20);
        groups.faults.put("tagged", broken("no"));

        assertThatThrownBy(() -> guard.collect(Set.of(new LookEnded("command-1", "i-1")), until()))
                .isInstanceOf(Fault.class);
        assertThat(groups.count("hold")).isEqualTo(before + 1);
    }
}
