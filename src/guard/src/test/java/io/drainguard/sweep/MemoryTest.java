package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a guard remembers of one wait never reaches into the next, and a heartbeat that failed is none.
class MemoryTest {
    static final NodeId NODE = new NodeId("g", "i-1");
    static final Duration HOUR = Duration.ofHours(1);

    final ManualTime time = new ManualTime();
    final FakeGroups groups = new FakeGroups(time);
    final FakeLooks looks = new FakeLooks(time);
    final Memory memory = new Memory();
    final Holds holds = new Holds(groups, time);
    final Sweep sweep = new Sweep(
            groups, looks, new FakeVolumes(), new ListJournal(), time, Settings.of(Map.of(Settings.HOOK_NAME, "hook")));

    @Test
    void waitThatEnded_isForgotten() {
        memory.waitBegins(NODE, ManualTime.START);
        memory.keepOnly(Set.of("g"), Set.of(), ManualTime.START);

        assertThat(memory.knowsWait(NODE)).isFalse();
    }

    @Test
    void runningWait_isRemembered() {
        memory.waitBegins(NODE, ManualTime.START);
        memory.keepOnly(Set.of("g"), Set.of(NODE), ManualTime.START);

        assertThat(memory.waitBegan(NODE, time.instant().plusSeconds(9))).isEqualTo(ManualTime.START);
    }

    @Test
    void waitOfWhichAwsTellsNothing_beganWhenItWasFirstSeen() {
        memory.waitBegan(NODE, ManualTime.START);
        memory.keepOnly(Set.of("g"), Set.of(NODE), ManualTime.START);

        assertThat(memory.waitBegan(NODE, ManualTime.START.plusSeconds(90))).isEqualTo(ManualTime.START);
    }

    @Test
    void hookOfAGroupThatIsGone_isForgotten() {
        memory.hooked("g", new Hook("h", HOUR, HOUR));
        memory.keepOnly(Set.of(), Set.of(), ManualTime.START);

        assertThat(memory.hook("g", Hook.assumed("assumed")).name()).isEqualTo("assumed");
    }

    @Test
    void heartbeatOfAWaitThatEnded_doesNotDelayThatOfTheNext() {
        holds.keep(NODE, new Hook("h", HOUR, HOUR), null);
        holds.hold(NODE);
        holds.keepOnly(Set.of(), Set.of());
        holds.keep(NODE, new Hook("h", HOUR, HOUR), null);

        assertThat(holds.hold(NODE)).isEqualTo(new ActionOutcome.Done());
    }

    @Test
    void periodThatGrewMeanwhile_isNotReliedUpon() {
        holds.keep(NODE, new Hook("h", Duration.ofMinutes(1), HOUR), ManualTime.START);
        holds.keep(NODE, new Hook("h", Duration.ofHours(2), HOUR), ManualTime.START);
        time.pause(Duration.ofSeconds(27));

        assertThat(holds.hold(NODE)).isEqualTo(new ActionOutcome.Done());
    }

    @Test
    void heartbeatOfAShortPeriod_isUrgentAsSoonAsItIsDue() {
        holds.keep(NODE, new Hook("h", Duration.ofSeconds(30), HOUR), ManualTime.START);
        time.pause(Duration.ofMillis(13_400));

        holds.save();

        assertThat(groups.count("hold")).isOne();
    }

    @Test
    void heartbeatOfALongPeriodThatFailed_isTriedAgainWithinHalfAMinute() {
        holds.keep(NODE, new Hook("h", Duration.ofHours(2), Duration.ofHours(48)), null);
        groups.faults.put("hold i-1", new Fault(Fault.Kind.BROKEN, "broken", new IllegalStateException()));
        holds.tend();
        groups.faults.clear();
        time.pause(Duration.ofSeconds(31));

        holds.tend();

        assertThat(groups.count("hold")).isEqualTo(2);
    }

    @Test
    void periodThatWasOnlyAssumed_givesWayToTheOneThatWasRead() {
        holds.keep(NODE, Hook.assumed("h"), ManualTime.START);
        holds.keep(NODE, new Hook("h", HOUR, HOUR), ManualTime.START);
        time.pause(Duration.ofSeconds(20));

        assertThat(holds.hold(NODE)).isEqualTo(new ActionOutcome.HeartbeatNotDue());
    }

    @Test
    void nodeThatWaitsAgainRightAfterItWasGivenUp_isHeldForItsFullTimeAgain() {
        waiting(Duration.ofHours(48));
        run();
        waiting(Duration.ZERO);
        groups.faults.put("since g", new Fault(Fault.Kind.THROTTLED, "throttled", new IllegalStateException()));
        run();

        assertThat(groups.count("give up")).isOne();
    }

    @Test
    void nodeThatWaitsAgainAfterOthersEndedItsWait_isHeldForItsFullTimeAgain() {
        waiting(Duration.ofHours(47));
        run();
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        time.pause(HOUR);
        run();
        waiting(Duration.ZERO);
        run();

        assertThat(groups.count("give up")).isZero();
    }

    @Test
    void heartbeatThatFailed_isTriedAgainAtTheNextPoll() {
        waiting(HOUR);
        groups.faults.put("hold i-1", new Fault(Fault.Kind.THROTTLED, "throttled", new IllegalStateException()));
        time.at(Duration.ofSeconds(2), groups.faults::clear);

        run();

        assertThat(groups.holds.get("i-1"))
                .anyMatch(at ->
                        at.isAfter(ManualTime.START.plusSeconds(2)) && at.isBefore(ManualTime.START.plusSeconds(8)));
    }

    private void waiting(Duration since) {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Wait"));
        groups.since.put("i-1", time.instant().minus(since));
        looks.looks.put("i-1", new Pending(2, 100, ManualTime.START));
    }

    private void run() {
        sweep.run(time.instant().plus(Duration.ofMinutes(5)));
        time.pause(Sweep.INTERVAL);
    }

    @Test
    void secondWaitThatAwsTellsNothingOf_isNotAsOldAsTheFirst() {
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", new Pending(1, 1, ManualTime.START));
        groups.with("g", true, HOUR, new Group.Member("i-1", "ReplacingRootVolume:Wait"));
        sweep.run(time.instant().plusSeconds(60));
        time.pause(Duration.ofHours(50));
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Wait"));
        groups.faults.put("since g", new Fault(Fault.Kind.THROTTLED, "rate exceeded", new RuntimeException()));

        Report report = sweep.run(time.instant().plusSeconds(60));

        assertThat(groups.calls).doesNotContain("give up i-1");
        assertThat(report.held()).isEqualTo(1);
    }
}
