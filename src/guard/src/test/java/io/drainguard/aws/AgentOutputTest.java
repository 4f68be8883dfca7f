package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person is told of a look that did not end well.
class AgentOutputTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SCRIPT = "/var/lib/amazon/ssm/i-0123456789abcdef0/document/orchestration/"
            + "2b196342-d7d4-436e-8f09-3812af1c4ce0/drain/_script.sh";

    /// As the real agent says it where /var is mounted noexec.
    @Test
    void agentsTitleAndPath_leaveRoomForTheCause() {
        String said = "\n----------ERROR-------\nsh: 1: " + SCRIPT
                + ": Permission denied\nfailed to run commands: exit status 126";

        assertThat(AgentOutput.failure("Failed", 126, said, SHORT))
                .isEqualTo("the look ended as Failed with code 126: sh: 1: .../_script.sh: Permission denied"
                        + " failed to run commands: exit status 126");
    }

    @Test
    void longOutput_keepsItsBeginningAndItsEnd() {
        String told = AgentOutput.failure("Failed", 1, "first" + "x".repeat(2_400) + "no space left on device", SHORT);

        assertThat(told)
                .startsWith("the look ended as Failed with code 1: first")
                .endsWith("no space left on device");
        assertThat(told.length()).isLessThan(300);
    }

    @Test
    void outputThatJustFits_isWhole() {
        String said = "y".repeat(200);

        assertThat(AgentOutput.failure("Failed", 1, said, SHORT)).endsWith(": " + said);
        assertThat(AgentOutput.failure("Failed", 1, said + "z", SHORT)).contains(" ... ");
    }

    @Test
    void whatIsNotPrintable_isReplaced() {
        assertThat(AgentOutput.failure("Failed", 1, "a\u001b[31m\u0000é\uFFFD", SHORT))
                .endsWith(": a?[31m???");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\n----------ERROR-------\n"})
    void failureWithoutAWord_namesAFullDisk(String said) {
        assertThat(AgentOutput.failure("Failed", 1, said, SHORT))
                .isEqualTo("the look ended as Failed with code 1 and without a word: is the disk below"
                        + " /var/lib/amazon/ssm full or read-only?");
    }

    /// There a full disk is not the likeliest reason.
    @ParameterizedTest
    @CsvSource({"DeliveryTimedOut, -1, 0", "ExecutionTimedOut, 137, 110", "Undeliverable, -1, 0", "Cancelled, -1, 0"})
    void otherEndWithoutAWord_namesNoDisk(String status, int code, long seconds) {
        assertThat(AgentOutput.failure(status, code, "", Duration.ofSeconds(seconds)))
                .isEqualTo("the look ended as " + status + " with code " + code);
    }

    /// The agent reports both as a time-out with code 137; documents give looks 60 s or 110 s.
    @ParameterizedTest
    @CsvSource({
        "ExecutionTimedOut, 1, true",
        "Execution Timed Out, 29, true",
        "ExecutionTimedOut, 30, false",
        "ExecutionTimedOut, 110, false",
        "Failed, 1, false",
        "DeliveryTimedOut, 1, false"
    })
    void timeOutBeforeItsTime_isAKill(String status, long seconds, boolean killed) {
        Duration took = Duration.ofSeconds(seconds);
        String told = AgentOutput.failure(status, 137, "half a line", took);

        assertThat(told.contains("killed after " + seconds + " s, with code 137"))
                .isEqualTo(killed);
        assertThat(told).contains("half a line");
        assertThat(AgentOutput.hasTimedOut(status, took)).isEqualTo(status.startsWith("Exec") && !killed);
    }

    @Test
    void timeOutOfANodeThatToldNoTime_isATimeOut() {
        assertThat(AgentOutput.failure("ExecutionTimedOut", 137, "", Duration.ZERO))
                .doesNotContain("killed");
        assertThat(AgentOutput.hasTimedOut("ExecutionTimedOut", Duration.ZERO)).isTrue();
    }
}
