package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which answers a guard believes: an answer that nobody may believe neither releases a node nor counts as a look.
class BeliefTest extends GuardScene {
    private static final Instant BEGAN = ManualTime.START.plusSeconds(60);
    private static final Instant ASKED = BEGAN.plusSeconds(1);

    static Stream<LookCommand> doubtful() {
        return Stream.of(
                command("drainguard-g", "$DEFAULT", Map.of("queues", "/tmp"), LookCommand.COMMENT, ASKED),
                command("drainguard-g", "$DEFAULT", Map.of("wait", "0", "exclude", "*"), LookCommand.COMMENT, ASKED),
                command("drainguard-g", "1", Map.of("wait", "0"), LookCommand.COMMENT, ASKED),
                command("drainguard-g", "$LATEST", Map.of("wait", "0"), LookCommand.COMMENT, ASKED),
                command("drainguard-g", "", Map.of("wait", "0"), LookCommand.COMMENT, ASKED),
                command("drainguard-g", "$DEFAULT", Map.of("wait", "0"), "by hand", ASKED),
                command("drainguard-g", "$DEFAULT", Map.of("wait", "0"), LookCommand.COMMENT, BEGAN),
                command("drainguard-g", "$DEFAULT", Map.of("wait", "0"), LookCommand.COMMENT, BEGAN.minusSeconds(1)),
                command("drainguard-h", "$DEFAULT", Map.of("wait", "0"), LookCommand.COMMENT, ASKED));
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void emptyThatNobodyMayBelieve_releasesNobodyAndTheGuardLooksItself(LookCommand command) {
        anEmptyNodeThatAnswered(command);

        ended();
        sweep();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.settled).isEmpty();
        seconds(60);
        sweep();
        assertThat(looks.stays()).startsWith(0L);
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void emptyThatAnotherGuardAskedFor_releases() {
        anEmptyNodeThatAnswered(command("drainguard-g", "$DEFAULT", Map.of("wait", "50"), LookCommand.COMMENT, ASKED));

        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void emptyWithoutTheParameter_releases() {
        anEmptyNodeThatAnswered(command("drainguard-g", "$DEFAULT", Map.of(), LookCommand.COMMENT, ASKED));

        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void newestBelievableAnswer_counts() {
        LookCommand data = command("drainguard-g", "$DEFAULT", Map.of("wait", "0"), LookCommand.COMMENT, ASKED);
        looks.looks.put("i-1", DATA);
        waits();
        looks.add(data);
        seconds(21);
        looks.looks.put("i-1", EMPTY);
        looks.add(new LookCommand(
                "newer",
                "drainguard-g",
                "$DEFAULT",
                Map.of("queues", "/tmp"),
                LookCommand.COMMENT,
                time.instant(),
                Set.of("i-1"),
                0,
                false));
        seconds(17);

        sweep();

        assertThat(journal.lines).singleElement().asString().startsWith("i-1: pending -> hold");
    }

    @Test
    void lookUnderWay_isNotForgottenOverAnAnswerThatNobodyMayBelieve() {
        looks.looks.put("i-1", EMPTY);
        looks.takes.put("i-1", Duration.ofSeconds(50));
        waits();
        looks.add(command("drainguard-g", "$DEFAULT", Map.of("wait", "50"), LookCommand.COMMENT, ASKED));
        seconds(5);
        looks.takes.clear();
        looks.add(new LookCommand(
                "newer",
                "drainguard-g",
                "$DEFAULT",
                Map.of("queues", "/tmp"),
                LookCommand.COMMENT,
                time.instant(),
                Set.of("i-1"),
                0,
                false));
        seconds(25);

        sweep();

        assertThat(looks.started).isEmpty();
        seconds(25);
        ended();
        assertThat(groups.calls).contains("release i-1");
    }

    /// A node may go from one wait into the next between two readings, and take in data in between.
    @Test
    void emptyOfAnEarlierWait_isUnmaskedByReadingTheWaitAgain() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        groups.since.put("i-1", time.instant().minusSeconds(1));

        ended();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(groups.count("since g")).isEqualTo(2);
    }

    @Test
    void emptyWhoseWaitCannotBeReadAgain_releasesNobody() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        groups.faults.put("since g", throttled());

        Report report = ended();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g").contains("i-1");
    }

    private void anEmptyNodeThatAnswered(LookCommand command) {
        looks.looks.put("i-1", EMPTY);
        waits();
        looks.add(command);
        seconds(22);
    }

    private void waits() {
        oneNode(HOUR);
        groups.since.put("i-1", BEGAN);
        time.pause(Duration.between(time.instant(), ASKED));
    }

    private static LookCommand command(
            String document, String version, Map<String, String> parameters, String comment, Instant requested) {
        return new LookCommand("somebodys", document, version, parameters, comment, requested, Set.of("i-1"), 0, false);
    }
}
