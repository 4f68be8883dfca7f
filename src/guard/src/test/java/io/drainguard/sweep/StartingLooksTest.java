package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who is looked at, when, and for how long.
class StartingLooksTest extends GuardScene {
    @Test
    void firstLookOfAWait_isShortAndLaterOnesStay() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(4);

        assertThat(looks.stays()).containsExactly(0L, 50L, 50L, 50L);
    }

    @Test
    void firstLookOfTheNextWait_isShortAgain() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(2);
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        sweepEveryMinute(1);
        groups.since.put("i-1", time.instant());
        oneNode(HOUR);

        sweepEveryMinute(1);

        assertThat(looks.stays()).containsExactly(0L, 50L, 50L, 0L);
    }

    @Test
    void lookOfAnEarlierWait_doesNotMakeTheFirstLookStay() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        looks.add(command("of-before", "drainguard-g", ManualTime.START, "i-1"));
        seconds(120);
        groups.since.put("i-1", time.instant().minusSeconds(10));

        sweep();

        assertThat(looks.stays()).containsExactly(0L);
    }

    @Test
    void lookThatAnotherGuardStarted_makesTheNextOneStay() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        seconds(1);
        looks.add(command("of-another", "drainguard-g", time.instant(), "i-1"));
        seconds(30);

        sweep();

        assertThat(looks.stays()).containsExactly(50L);
    }

    @Test
    void nodeWhoseLookIsUnderWay_isNotLookedAtASecondTime() {
        oneNode(HOUR);

        sweep();
        seconds(60);
        sweep();
        seconds(60);
        sweep();

        assertThat(looks.started).hasSize(1);
    }

    @Test
    void lookUnderWayThatAnotherSentWithOtherParameters_isWaitedFor() {
        oneNode(HOUR);
        looks.add(new LookCommand(
                "foreign",
                "drainguard-g",
                "7",
                Map.of("queues", "/tmp"),
                "a person tries something",
                ManualTime.START,
                Set.of("i-1"),
                0,
                false));
        seconds(60);

        sweep();

        assertThat(looks.started).isEmpty();
    }

    @Test
    void personsLookThatShouldHaveEndedLongAgo_doesNotKeepTheGuardFromItsOwn() {
        oneNode(HOUR);
        looks.add(new LookCommand(
                "foreign",
                "drainguard-g",
                "$DEFAULT",
                Map.of("queues", "/tmp"),
                LookCommand.COMMENT,
                ManualTime.START,
                Set.of("i-1"),
                0,
                false));
        seconds(61);

        sweep();

        assertThat(looks.started).hasSize(1);
        assertThat(journal.settled)
                .as("a person's look that is late says nothing")
                .isEmpty();
    }

    @Test
    void commandThatSystemsManagerRefused_isNoLookUnderWay() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.add(new LookCommand(
                "refused",
                "drainguard-g",
                "$DEFAULT",
                Map.of("wait", "50"),
                LookCommand.COMMENT,
                ManualTime.START.plusSeconds(1),
                Set.of("i-1"),
                0,
                true));
        seconds(22);

        sweep();

        assertThat(looks.stays()).containsExactly(0L);
    }

    @Test
    void commandOfAnotherDocument_isNobodysLook() {
        oneNode(HOUR);
        looks.add(command("foreign", "drainguard-other", ManualTime.START, "i-1"));
        seconds(1);

        sweep();

        assertThat(looks.started).hasSize(1);
    }

    @Test
    void nodeAskedLessThanTwentySecondsAgo_isNotAskedAgain() {
        oneNode(HOUR);
        looks.looks.put("i-1", new Unknown("agent too old"));

        sweep();
        seconds(19);
        ended();
        announcedTo(guard);
        assertThat(looks.started).hasSize(1);
        seconds(2);
        sweep();

        assertThat(looks.started).hasSize(2);
    }

    private void announcedTo(Guard one) {
        one.announced(notice("g", "i-1", time.instant()), until());
    }

    @Test
    void manyNodes_areAskedInBatchesOfFifty() {
        groups.with("g", true, HOUR, crowd(120));

        sweep();

        assertThat(looks.batches()).extracting(Set::size).containsExactly(50, 50, 20);
    }

    @Test
    void groupsWithOneDocument_areAskedTogether() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        groups.groups.replaceAll(group -> new Group(group.name(), "drainguard-one", group.traits(), group.members()));

        sweep();

        assertThat(looks.batches()).containsExactly(Set.of("i-1", "i-2"));
    }

    @Test
    void nodesInTheirFirstLookAndOthers_areNotAskedTogether() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(1);
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));

        sweep();

        assertThat(looks.batches()).containsExactlyInAnyOrder(Set.of("i-1"), Set.of("i-1"), Set.of("i-2"));
        assertThat(looks.stays()).containsExactlyInAnyOrder(0L, 50L, 0L);
    }

    /// Where Systems Manager takes only some commands, nobody is forgotten.
    @Test
    void nodesAskedLongestAgo_areAskedFirst() {
        groups.with("g", true, HOUR, crowd(60));
        names(60).forEach(node -> looks.looks.put(node, DATA));
        sweep();
        Set<String> late = looks.started.getLast().instances();
        assertThat(late).hasSize(10);
        seconds(30);
        looks.add(command(
                "another",
                "drainguard-g",
                time.instant(),
                names(60).stream().filter(node -> !late.contains(node)).toArray(String[]::new)));
        seconds(30);
        ended();
        seconds(60);

        sweep();

        assertThat(looks.batches().get(2)).containsAll(late);
    }

    @Test
    void nodeThatSystemsManagerRefuses_isUnknownAndTheOthersAreAsked() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.refused.put("i-1", "its Systems Manager agent is ConnectionLost");

        Report report = sweep();

        assertThat(looks.batches()).containsExactly(Set.of("i-2"));
        assertThat(report.of(Measure.LOOKS_UNKNOWN)).isOne();
        assertThat(journal.lines)
                .singleElement()
                .asString()
                .startsWith("i-1: unknown -> hold")
                .contains("agent is ConnectionLost");
    }

    @Test
    void lookThatCannotBeStarted_holdsItsBatchAndFails() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        looks.faults.put("drainguard-g", broken("denied"));

        Report report = sweep();

        assertThat(groups.calls).contains("hold i-1", "hold i-2");
        assertThat(journal.lines).singleElement().asString().startsWith("i-1: unknown -> hold");
        assertThat(looks.batches()).containsExactly(Set.of("i-2"));
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("denied");
    }

    @Test
    void documentOfAForeignName_isNeverRunAndTheNodeIsHeld() {
        groups.groups.add(new Group("g", "AWS-RunShellScript", new Group.Traits(true, false), List.of(waiting("i-1"))));
        groups.hooks.put("g", new Hook("hook", HOUR, TWO_DAYS));

        Report report = sweep();

        assertThat(looks.started).isEmpty();
        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures()).singleElement().asString().contains("AWS-RunShellScript");
    }

    @Test
    void documentWithoutTheWait_isLookedAtByShortLooks() {
        oneNode(HOUR);
        looks.plain.add("drainguard-g");
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(3);

        assertThat(looks.started)
                .hasSize(3)
                .allMatch(command -> command.parameters().isEmpty());
        assertThat(journal.settled).hasSize(2);
    }

    @Test
    void commandThatSystemsManagerRefusedForTooManyOthers_makesLooksShort() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(1);
        looks.add(new LookCommand(
                "refused",
                "drainguard-other",
                "$DEFAULT",
                Map.of("wait", "50"),
                LookCommand.COMMENT,
                time.instant(),
                Set.of("i-8", "i-9"),
                0,
                true));

        sweep();

        assertThat(looks.stays()).containsExactly(0L, 0L);
    }

    @Test
    void commandThatIsHandedOutNodeByNode_makesLooksShort() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(1);
        looks.add(new LookCommand(
                "slow",
                "drainguard-other",
                "$DEFAULT",
                Map.of("wait", "50"),
                LookCommand.COMMENT,
                time.instant().minus(Duration.ofSeconds(120)),
                Set.copyOf(names(10)),
                3,
                false));

        sweep();

        assertThat(looks.stays()).containsExactly(0L, 0L);
    }

    private static LookCommand command(String id, String document, Instant requested, String... instances) {
        return new LookCommand(
                id,
                document,
                LookCommand.DEFAULT_VERSION,
                Map.of("wait", "0"),
                LookCommand.COMMENT,
                requested,
                Set.of(instances),
                0,
                false);
    }
}
