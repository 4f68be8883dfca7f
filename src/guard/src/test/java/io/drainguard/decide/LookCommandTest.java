package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whose answers may decide about a node, and what a command says of the pace of Systems Manager.
class LookCommandTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant ASKED = BEGAN.plusMillis(1);
    private static final Map<String, String> WAIT = Map.of("wait", "50");
    private static final String OURS = "drainguard-g";

    /// A command of a guard, and each single thing by which another differs from it.
    static Stream<Arguments> commands() {
        String comment = LookCommand.COMMENT;
        return Stream.of(
                Arguments.of("a guard's", command(OURS, "$DEFAULT", WAIT, comment, ASKED), true),
                Arguments.of("without the wait", command(OURS, "$DEFAULT", Map.of(), comment, ASKED), true),
                Arguments.of("another document", command("drainguard-h", "$DEFAULT", WAIT, comment, ASKED), false),
                Arguments.of("a longer name", command("drainguard-g2", "$DEFAULT", WAIT, comment, ASKED), false),
                Arguments.of("a numbered version", command(OURS, "1", WAIT, comment, ASKED), false),
                Arguments.of("the latest version", command(OURS, "$LATEST", WAIT, comment, ASKED), false),
                Arguments.of("no version", command(OURS, "", WAIT, comment, ASKED), false),
                Arguments.of("other paths", command(OURS, "$DEFAULT", Map.of("queues", "/tmp"), comment, ASKED), false),
                Arguments.of(
                        "a further parameter",
                        command(OURS, "$DEFAULT", Map.of("wait", "50", "exclude", "*"), comment, ASKED),
                        false),
                Arguments.of("a person's comment", command(OURS, "$DEFAULT", WAIT, "a try", ASKED), false),
                Arguments.of("no comment", command(OURS, "$DEFAULT", WAIT, "", ASKED), false),
                Arguments.of("as the wait began", command(OURS, "$DEFAULT", WAIT, comment, BEGAN), false),
                Arguments.of("before the wait", command(OURS, "$DEFAULT", WAIT, comment, BEGAN.minusMillis(1)), false));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("commands")
    void command_mayDecideOnlyIfAGuardSentItDuringTheWait(String what, LookCommand command, boolean mayDecide) {
        assertThat(command.mayDecide(OURS, BEGAN)).isEqualTo(mayDecide);
    }

    /// What a retained node's wait is taken for.
    @Test
    void command_mayDecideAboutANodeThatDoesNotWait() {
        assertThat(command(OURS, "$DEFAULT", WAIT, LookCommand.COMMENT, Instant.EPOCH)
                        .mayDecide(OURS, Instant.MIN))
                .isTrue();
    }

    @Test
    void comment_isOneThatSystemsManagerTakes() {
        assertThat(LookCommand.COMMENT).isNotBlank().hasSizeLessThanOrEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "50, 50",
        "230, 230",
        "999, 999",
        "1000, 0",
        "'', 0",
        "-1, 0",
        "' 5', 0",
        "5s, 0",
        "٥, 0",
        "99999999999999999999, 0"
    })
    void stay_isAWholeNumberOfSecondsOfThreeDigitsAtMost(String text, long seconds) {
        assertThat(command(OURS, "$DEFAULT", Map.of("wait", text), "", ASKED).stay())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void stayOfACommandWithoutTheWait_isNone() {
        assertThat(command(OURS, "$DEFAULT", Map.of("queues", "7"), "", ASKED).stay())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 60000, false", "0, 60001, true", "50, 110000, false", "50, 110001, true", "50, 0, false"})
    void look_isOverdueAMinuteAfterTheEndOfItsStay(long stay, long millis, boolean overdue) {
        LookCommand command = command(OURS, "$DEFAULT", Map.of("wait", String.valueOf(stay)), "", ASKED);

        assertThat(command.isOverdue(ASKED.plusMillis(millis))).isEqualTo(overdue);
    }

    /// Nodes, ended ones among them, seconds since the request, refused.
    @ParameterizedTest
    @CsvSource({
        "50, 24, 61, false, true",
        "50, 25, 61, false, false",
        "50, 50, 61, false, false",
        "50, 1, 61, false, true",
        "50, 0, 61, false, false",
        "50, 24, 60, false, false",
        "50, 24, 5, false, false",
        "4, 1, 61, false, true",
        "4, 2, 61, false, false",
        "3, 1, 61, false, false",
        "5, 1, 61, false, true",
        "5, 2, 61, false, false",
        "1, 0, 61, false, false",
        "1, 0, 0, true, true",
        "50, 50, 61, true, true"
    })
    void dispatch_isSlowIfMostHaveNotAnsweredWhenAllShouldHave(
            int nodes, int ended, long seconds, boolean refused, boolean slow) {
        Set<String> instances = new HashSet<>();
        IntStream.range(0, nodes).forEach(node -> instances.add("i-" + node));
        LookCommand command =
                new LookCommand("command", OURS, "$DEFAULT", Map.of(), "", ASKED, instances, ended, refused);

        assertThat(command.isSlow(ASKED.plusSeconds(seconds))).isEqualTo(slow);
    }

    @ParameterizedTest
    @CsvSource({"50, 0, false, false", "50, 49, false, false", "50, 50, false, true", "50, 0, true, true"})
    void command_isOverOnceAllHaveEndedOrItWasRefused(int nodes, int ended, boolean refused, boolean over) {
        Set<String> instances = new HashSet<>();
        IntStream.range(0, nodes).forEach(node -> instances.add("i-" + node));

        assertThat(new LookCommand("command", OURS, "$DEFAULT", Map.of(), "", ASKED, instances, ended, refused)
                        .isOver())
                .isEqualTo(over);
    }

    @Test
    void parametersAndInstances_areCopied() {
        Map<String, String> parameters = new HashMap<>();
        Set<String> instances = new HashSet<>();
        LookCommand command = new LookCommand("command", OURS, "$DEFAULT", parameters, "", ASKED, instances, 0, false);
        parameters.put("queues", "/tmp");
        instances.add("i-1");

        assertThat(command.parameters()).isEmpty();
        assertThat(command.instances()).isEmpty();
        assertThatThrownBy(() -> command.instances().add("i-1")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static LookCommand command(
            String document, String version, Map<String, String> parameters, String comment, Instant requested) {
        return new LookCommand("command", document, version, parameters, comment, requested, Set.of("i-1"), 0, false);
    }
}
