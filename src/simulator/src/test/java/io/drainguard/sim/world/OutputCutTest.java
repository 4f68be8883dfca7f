package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputCutTest {
    @Test
    void bothStreams_areJoinedAsRecorded() {
        assertThat(OutputCut.plugin("out\n", "err\n")).isEqualTo("out\n\n----------ERROR-------\nerr\n");
    }

    @Test
    void longStdout_isCutWithTheAgentsMark() {
        assertThat(OutputCut.plugin("x".repeat(3000), "")).hasSize(2500).endsWith("x\n---Output truncated---");
    }

    @Test
    void bytesCount_andACharacterThatIsCutIsUnreadable() {
        assertThat(OutputCut.plugin("\u00e4".repeat(1300), ""))
                .startsWith("\u00e4".repeat(1238))
                .endsWith("\u00e4\ufffd\n---Output truncated---")
                .hasSize(1238 + 1 + 23);
    }

    @Test
    void streamOfExactlyTheLimit_isCutWithoutANewline() {
        assertThat(OutputCut.stream("x".repeat(23_999))).hasSize(23_999);
        assertThat(OutputCut.stream("x".repeat(24_000))).hasSize(24_000).endsWith("xx--output truncated--");
    }

    @Test
    void exactlyHalf_leavesThatStreamWhole() {
        int half = (2500 - 24) / 2;

        assertThat(OutputCut.plugin("o".repeat(half), "e".repeat(3000))).startsWith("o".repeat(half) + "\n-----");
    }

    @Test
    void twoLongStreams_getHalfEach() {
        String cut = OutputCut.plugin("o".repeat(3000), "e".repeat(3000));

        assertThat(cut).hasSizeLessThanOrEqualTo(2500).endsWith("e\n---Error truncated----");
        assertThat(cut.chars().filter(c -> c == 'o').count()).isGreaterThan(1200);
    }

    @Test
    void longStderr_leavesShortStdoutWhole() {
        assertThat(OutputCut.plugin("line", "e".repeat(3000)))
                .hasSize(2500)
                .startsWith("line\n----------ERROR-------\ne");
    }
}
