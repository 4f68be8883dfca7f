package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.demo.report.DecisionMade;
import io.drainguard.proofs.demo.report.Happening;
import io.drainguard.proofs.demo.report.Happening.Kind;
import io.drainguard.proofs.demo.report.Held;
import io.drainguard.proofs.demo.report.LookSeen;
import io.drainguard.proofs.demo.report.LookSeen.Answer;
import io.drainguard.proofs.demo.report.NodeStory;
import io.drainguard.proofs.demo.report.Recording;
import io.drainguard.proofs.demo.report.Stay;
import io.drainguard.sim.world.LifecycleState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromisesTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private final List<DecisionMade> decisions = new ArrayList<>();
    private final List<Happening> happenings = new ArrayList<>();
    private final List<LookSeen> looks = new ArrayList<>();
    private int events;
    private int files = 90;

    /// The runs of the other systems judge their stories by what was delivered.
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DLC_FAILOVER", "DLC_HANDOVER", "DSIEM_SCALE_IN", "DSIEM_GAP"})
    void storyInWhichNothingHappened_isBroken(Story story) {
        files = 0;
        assertThat(broken(story))
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence).contains("the story promises"));
    }

    @Test
    void drain_isKept_whenANodeHadDataAsItsWaitBegan() {
        assertThat(broken(Story.DRAIN)).isEmpty();
    }

    @Test
    void guardKilledOnce_failsTheStoryThatPromisesTwoKills() {
        decide("schedule", "pending", "hold");
        happen(Kind.GUARD_KILLED);

        assertThat(broken(Story.GUARD_KILLED))
                .singleElement()
                .asString()
                .startsWith("the guard was killed once, and the story promises 2 kills");
        happen(Kind.GUARD_KILLED);
        assertThat(broken(Story.GUARD_KILLED)).isEmpty();
    }

    @Test
    void oneEvent_failsTheStoryThatPromisesNone() {
        decide("schedule", "pending", "hold");
        assertThat(broken(Story.EVENTS_LOST)).isEmpty();
        events = 1;
        assertThat(broken(Story.EVENTS_LOST)).hasSize(1);
        events = 0;
        decide("ended look", "pending", "hold");
        assertThat(broken(Story.EVENTS_LOST)).hasSize(1);
    }

    @Test
    void agentThatOnlyGoes_failsItsStory() {
        decide("schedule", "unknown", "hold");
        happen(Kind.AGENT_GONE);
        assertThat(broken(Story.AGENT_OFFLINE)).hasSize(1);
        happen(Kind.AGENT_BACK);
        assertThat(broken(Story.AGENT_OFFLINE)).isEmpty();
    }

    @Test
    void emptyLook_failsTheStoryOfTheMistypedPath() {
        decide("schedule", "unknown", "hold");
        look(Answer.UNKNOWN);
        assertThat(broken(Story.MISTYPED_PATH)).isEmpty();
        look(Answer.EMPTY);
        assertThat(broken(Story.MISTYPED_PATH)).hasSize(1);
    }

    @Test
    void holdForever_isKept_onlyWhenTheGuardGaveUp() {
        decide("schedule", "pending", "hold");
        assertThat(broken(Story.HOLD_FOREVER)).hasSize(1);
        decide("schedule", "pending", "give up");
        assertThat(broken(Story.HOLD_FOREVER)).isEmpty();
    }

    @Test
    void brokenPromise_failsTheShow_andIsItsLastWord() {
        Summary summary =
                new Summary(List.of(), Map.of(), Duration.ZERO, Duration.ZERO, "nothing was lost", List.of("no kill"));

        assertThat(summary.good()).isFalse();
        assertThat(summary.verdict()).isEqualTo("FAILED: no kill.");
    }

    private List<String> broken(Story story) {
        NodeStory node = new NodeStory(
                "i-1",
                List.of(new Stay(LifecycleState.TERMINATING_WAIT, START, START.plusSeconds(60))),
                List.of(new Held(START, files, files * 17_600L)),
                looks,
                List.of(),
                null,
                null,
                "still waits",
                true);
        return Promises.broken(
                story,
                new Recording(
                        new Recording.Scene("s", "s", "e", 10, "g", Duration.ofHours(48), "c"),
                        START,
                        START.plusSeconds(60),
                        List.of(node),
                        decisions,
                        happenings,
                        List.of(),
                        events,
                        List.of()));
    }

    private void decide(String caller, String look, String decision) {
        decisions.add(new DecisionMade(START, "i-1", caller, look, "", decision, "", "done"));
    }

    private void happen(Kind kind) {
        happenings.add(new Happening(START, kind, ""));
    }

    private void look(Answer answer) {
        looks.add(new LookSeen(START, START, answer, ""));
    }
}
