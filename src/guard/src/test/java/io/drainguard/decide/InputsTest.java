package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes into the rule: phases, overrides, ceilings.
class InputsTest {
    @ParameterizedTest
    @CsvSource({
        "Terminating:Wait, WAITING",
        "Warmed:Pending:Wait, WAITING",
        "Warmed:Terminating:Wait, WAITING",
        "ReplacingRootVolume:Wait, WAITING_FOR_ROOT_VOLUME",
        "Terminating:Retained, RETAINED",
        "Warmed:Pending:Retained, RETAINED",
        "Warmed:Terminating:Retained, RETAINED",
        "SomethingNew:Retained, RETAINED"
    })
    void phase_ofAStateThatIsOurs(String state, Phase phase) {
        assertThat(Phase.of(state)).isEqualTo(phase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"InService", "Pending:Wait", "Terminating", "Terminating:Proceed", "Warmed:Stopped", "", "Wait"})
    void phase_ofAnyOtherStateIsNone(String state) {
        assertThat(Phase.of(state)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "release, RELEASE",
        "hold, HOLD",
        "Release, UNCLEAR",
        "'release ', UNCLEAR",
        "'', UNCLEAR",
        "HOLD, UNCLEAR",
        "keep, UNCLEAR"
    })
    void operator_ofAnythingButTheTwoWordsIsUnclear(String tag, Operator operator) {
        assertThat(Operator.of(tag)).isEqualTo(operator);
    }

    @ParameterizedTest
    @CsvSource({
        "SILENT, SILENT, SILENT",
        "SILENT, RELEASE, RELEASE",
        "RELEASE, SILENT, RELEASE",
        "RELEASE, RELEASE, RELEASE",
        "RELEASE, HOLD, HOLD",
        "HOLD, RELEASE, HOLD",
        "HOLD, SILENT, HOLD",
        "SILENT, HOLD, HOLD",
        "RELEASE, UNREAD, UNREAD",
        "UNREAD, RELEASE, UNREAD",
        "UNREAD, SILENT, UNREAD",
        "UNCLEAR, RELEASE, UNCLEAR",
        "RELEASE, UNCLEAR, UNCLEAR"
    })
    void whateverKeepsTheNode_winsWhereNodeAndGroupBothAsk(Operator node, Operator group, Operator both) {
        assertThat(node.and(group)).isEqualTo(both);
    }

    @Test
    void operator_ofNoTagIsSilent() {
        assertThat(Operator.of(null)).isEqualTo(Operator.SILENT);
    }

    @Test
    void ceiling_isTheOperatorsOwn() {
        assertThat(new Policy(Duration.ofHours(3), true)
                        .within(Duration.ofHours(48))
                        .ceiling())
                .isEqualTo(Duration.ofHours(3));
    }

    @Test
    void ceiling_staysBelowTheLimitOfAws() {
        assertThat(new Policy(Duration.ofHours(48), true)
                        .within(Duration.ofHours(48))
                        .ceiling())
                .isEqualTo(Duration.ofHours(48).minusMinutes(5));
    }

    @Test
    void ceiling_ofTheShortestHookLeavesRoomToGiveUp() {
        assertThat(new Policy(Duration.ofHours(48), true)
                        .within(Duration.ofSeconds(3000))
                        .ceiling())
                .isEqualTo(Duration.ofMinutes(45));
    }

    @ParameterizedTest
    @CsvSource({"PT4M, PT8H, PT48H, PT4M", "PT9H, PT8H, PT48H, PT8H", "PT9H, PT10H, PT50M, PT45M"})
    void ceilingOfAGroupThatYields_isTheSmallestOfThree(
            Duration yieldsAfter, Duration maxHold, Duration limit, Duration ceiling) {
        Policy policy = Policy.of(maxHold, true, yieldsAfter).within(limit);

        assertThat(policy).isEqualTo(new Policy(ceiling, true, true));
    }

    @Test
    void groupWithoutTheTag_doesNotYield() {
        assertThat(Policy.of(Duration.ofHours(8), false, null))
                .isEqualTo(new Policy(Duration.ofHours(8), false, false));
    }

    @Test
    void node_refusesANegativeHold() {
        assertThatThrownBy(() -> new Node(
                        new NodeId("g", "i-1"),
                        "Terminating:Wait",
                        Operator.SILENT,
                        Disks.VOLUMES,
                        Duration.ofSeconds(-1)))
                .hasMessageContaining("g/i-1");
    }

    @Test
    void node_refusesAForeignState() {
        assertThatThrownBy(() ->
                        new Node(new NodeId("g", "i-1"), "InService", Operator.SILENT, Disks.VOLUMES, Duration.ZERO))
                .hasMessageContaining("g/i-1")
                .hasMessageContaining("InService");
    }

    @Test
    void nodeId_refusesABlankName() {
        assertThatThrownBy(() -> new NodeId("g", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodeId(" ", "i-1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pending_refusesToBeNothing() {
        assertThatThrownBy(() -> new Look.Pending(0, 1, Instant.EPOCH)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Look.Pending(1, 0, Instant.EPOCH)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pending_takesOneFileOfOneByte() {
        Look.Pending least = new Look.Pending(1, 1, Instant.EPOCH);

        assertThat(least.files()).isEqualTo(1);
        assertThat(least.bytes()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Warmed:Pending:Wait, true",
        "ReplacingRootVolume:Wait, true",
        "Terminating:Wait, false",
        "Warmed:Terminating:Wait, false"
    })
    void release_isUsedUpWhereTheNodeMayComeBack(String state, boolean usedUp) {
        assertThat(new Node(new NodeId("g", "i-1"), state, Operator.RELEASE, Disks.VOLUMES, Duration.ZERO)
                        .usesUpTheRelease())
                .isEqualTo(usedUp);
        assertThat(new Node(new NodeId("g", "i-1"), state, Operator.SILENT, Disks.VOLUMES, Duration.ZERO)
                        .usesUpTheRelease())
                .isFalse();
    }
}
