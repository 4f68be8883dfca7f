package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Looks.Started;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an operator is told of a look that failed on the node, by way of the agent's own output (reviews/ssm-agent.md,
/// defects 3, 4 and 8).
class FailedLooksTest extends LooksScene {
    /// Where the agent keeps a command's script: 115 characters.
    private static final String PATH = "/var/lib/amazon/ssm/i-0123456789abcdef0/document/orchestration/"
            + "2b196342-d7d4-436e-8f09-3812af1c4ce0/drain/_script.sh";

    private static final String NO_ROOM = "/var/lib/amazon/ssm full or read-only";

    @Override
    Looks open() {
        return account.looks();
    }

    @Test
    void pathOfTheAgent_leavesRoomForTheCause() {
        assertThat(PATH.length()).isGreaterThanOrEqualTo(115);

        assertThat(failing(126, "sh: 1: " + PATH + ": Permission denied"))
                .contains("Failed", "126", "_script.sh: Permission denied", "exit status 126")
                .doesNotContain("ERROR", "orchestration");
    }

    @Test
    void causeAtTheEndOfALongOutput_isKept() {
        assertThat(failing(1, "x".repeat(1_500) + " no space left on device")).contains("no space left on device");
    }

    @Test
    void controlCharactersOfTheNode_reachNoLog() {
        assertThat(failing(1, "a\u001b[31mred\u0000")).doesNotContain("\u001b", "\u0000");
    }

    /// No room for the script: Failed without a word. Room for the script and not for its output: Success without one.
    @ParameterizedTest
    @CsvSource({"FULL_DISK, Failed", "FULL_DISK_OUTPUT, printed nothing"})
    void fullDiskOnTheNode_isNamedAsTheLikelyReason(Manner manner, String also) {
        Instance node = worker();
        account.shell.manner(node.id(), manner);

        assertThat(reason(node, 20)).contains(NO_ROOM, also);
    }

    @Test
    void scriptThatTheKernelKilled_isNotToldAsATimeThatRanOut() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.KILLED);

        assertThat(reason(node, 20)).contains("killed", "137", "out of memory").doesNotContain("TimedOut");
        assertThat(answer(node).timedOut()).isFalse();
    }

    @Test
    void lookThatHangs_isToldAsATimeThatRanOut() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.HANG);

        assertThat(reason(node, 115)).contains("ExecutionTimedOut", "137").doesNotContain("killed", NO_ROOM);
        assertThat(answer(node).timedOut()).isTrue();
    }

    private Answer answer(Instance node) {
        Started started = start(node.id());
        pass(115);
        return answers(started).get(node.id());
    }

    private String failing(int code, String stderr) {
        account.world.shell((command, sink) -> {
            sink.finish(code, "", stderr);
            return () -> {};
        });
        return reason(worker(), 2);
    }

    private String reason(Instance node, int seconds) {
        return ((Unknown) look(node, seconds)).reason();
    }
}
