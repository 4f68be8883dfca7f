package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each row of the rule table, and the promise over all of its cells.
class DeciderTest {
    static final Duration CEILING = Duration.ofHours(10);
    static final Policy RETAINS = new Policy(CEILING, true);
    static final Policy DOES_NOT_RETAIN = new Policy(CEILING, false);
    static final Look EMPTY = new Empty();
    static final Look PENDING = new Pending(3, 4096, Instant.parse("2026-01-01T00:00:00Z"));
    static final Look UNKNOWN = new Unknown("agent offline");
    static final List<Look> LOOKS = List.of(EMPTY, PENDING, UNKNOWN);
    static final List<Look> NOT_EMPTY = List.of(PENDING, UNKNOWN);
    static final Duration BELOW = CEILING.minusMillis(1);

    static Stream<Look> looks() {
        return LOOKS.stream();
    }

    static Stream<Look> notEmpty() {
        return NOT_EMPTY.stream();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void waitingWithOperatorRelease_isReleasedWhateverTheLook(Look look) {
        for (Duration held : List.of(Duration.ZERO, BELOW, CEILING)) {
            assertThat(Decider.decide(waiting(Operator.RELEASE, held), look, RETAINS))
                    .isEqualTo(new Release(Protection.KEEP, "operator"));
        }
    }

    @Test
    void waitingWithOperatorHold_belowCeilingIsHeldEvenWhenEmpty() {
        Decision decision = Decider.decide(waiting(Operator.HOLD, BELOW), EMPTY, RETAINS);

        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(decision.protection()).isEqualTo(Protection.KEEP);
        assertThat(decision.reason()).startsWith("operator");
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void waitingWithOperatorHold_belowCeilingIsProtectedUnlessEmpty(Look look) {
        Decision decision = Decider.decide(waiting(Operator.HOLD, BELOW), look, RETAINS);

        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void waitingWithOperatorHold_atCeilingIsGivenUpToARetainingGroup(Look look) {
        Decision decision = Decider.decide(waiting(Operator.HOLD, CEILING), look, RETAINS);

        assertThat(decision).isInstanceOf(GiveUp.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void waitingWithOperatorHold_atCeilingIsNotGivenUpToAGroupThatWouldKillIt(Look look) {
        Decision decision = Decider.decide(waiting(Operator.HOLD, CEILING), look, DOES_NOT_RETAIN);

        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
        assertThat(decision.alarms()).isTrue();
    }

    @Test
    void waitingAndEmpty_isReleasedAtAnyTime() {
        for (Duration held : List.of(Duration.ZERO, BELOW, CEILING, CEILING.multipliedBy(9))) {
            assertThat(Decider.decide(waiting(Operator.SILENT, held), EMPTY, RETAINS))
                    .isEqualTo(new Release(Protection.UNPROTECT, "queues are empty"));
        }
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void waitingAndNotEmpty_belowCeilingIsProtectedAndHeld(Look look) {
        Decision decision = Decider.decide(waiting(Operator.SILENT, BELOW), look, RETAINS);

        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
        assertThat(decision.alarms()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void waitingAndNotEmpty_atCeilingIsGivenUpToARetainingGroup(Look look) {
        Decision decision = Decider.decide(waiting(Operator.SILENT, CEILING), look, RETAINS);

        assertThat(decision).isInstanceOf(GiveUp.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
        assertThat(decision.alarms()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void waitingAndNotEmpty_atCeilingIsHeldOnWhereGivingUpWouldKillIt(Look look) {
        Decision decision = Decider.decide(waiting(Operator.SILENT, CEILING), look, DOES_NOT_RETAIN);

        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
        assertThat(decision.alarms()).isTrue();
        assertThat(decision.reason()).contains("would not keep the node");
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void waitingForARootVolume_isNeverGivenUp(Look look) {
        Node node = node("ReplacingRootVolume:Wait", Operator.SILENT, CEILING);

        assertThat(Decider.decide(node, look, RETAINS)).isInstanceOf(Hold.class);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void retainedWithOperatorRelease_isTerminatedWhateverTheLook(Look look) {
        assertThat(Decider.decide(retained(Operator.RELEASE), look, RETAINS)).isEqualTo(new Terminate("operator"));
    }

    @Test
    void retainedAndEmpty_isTerminatedThroughTheGroup() {
        assertThat(Decider.decide(retained(Operator.SILENT), EMPTY, RETAINS))
                .isEqualTo(new Terminate("queues are empty"));
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void retainedAndNotEmpty_isLeftAndAlarms(Look look) {
        Decision decision = Decider.decide(retained(Operator.SILENT), look, RETAINS);

        assertThat(decision).isInstanceOf(Leave.class);
        assertThat(decision.alarms()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void retainedWithOperatorHold_isLeftAndAlarms(Look look) {
        Decision decision = Decider.decide(retained(Operator.HOLD), look, RETAINS);

        assertThat(decision).isInstanceOf(Leave.class);
        assertThat(decision.alarms()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void waitingWithATagThatCouldNotBeRead_isHeldLikeOneAnOperatorHolds(Look look) {
        assertThat(Decider.decide(waiting(Operator.UNREAD, BELOW), look, RETAINS))
                .isInstanceOf(Hold.class);
        assertThat(Decider.decide(waiting(Operator.UNREAD, CEILING), look, RETAINS))
                .isInstanceOf(GiveUp.class);
        assertThat(Decider.decide(waiting(Operator.UNREAD, CEILING), look, DOES_NOT_RETAIN))
                .isInstanceOf(Hold.class);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void retainedWithATagThatCouldNotBeRead_isLeft(Look look) {
        assertThat(Decider.decide(retained(Operator.UNREAD), look, RETAINS)).isInstanceOf(Leave.class);
    }

    @ParameterizedTest
    @MethodSource("notEmpty")
    void retainedAndNotEmpty_isProtected(Look look) {
        assertThat(Decider.decide(retained(Operator.SILENT), look, RETAINS).protection())
                .isEqualTo(Protection.PROTECT);
    }

    @Test
    void instanceStoreDisks_areNamedAsWhatCannotBeProtected() {
        Node node = new Node(
                new NodeId("workers", "i-0a"), "Terminating:Wait", Operator.SILENT, Disks.INSTANCE_STORE, BELOW);

        assertThat(Decider.decide(node, PENDING, RETAINS).reason()).contains("instance-store");
        assertThat(Decider.decide(node, EMPTY, RETAINS).reason()).doesNotContain("instance-store");
    }

    @Test
    void rootVolumeThatIsReplaced_isNamedAsWhatCannotBeProtected() {
        assertThat(Decider.decide(node("ReplacingRootVolume:Wait", Operator.SILENT, BELOW), PENDING, RETAINS)
                        .reason())
                .contains("root volume");
    }

    @Test
    void everyCell_neverLetsANodeGoThatIsNotKnownToBeEmpty() {
        for (Node node : nodes()) {
            for (Policy policy : List.of(RETAINS, DOES_NOT_RETAIN)) {
                for (Look look : NOT_EMPTY) {
                    Decision decision = Decider.decide(node, look, policy);
                    if (node.operator() != Operator.RELEASE) {
                        assertThat(decision)
                                .as("%s %s %s", node, look, policy)
                                .isNotInstanceOfAny(Release.class, Terminate.class);
                    }
                    if (!policy.retains()) {
                        assertThat(decision).as("%s %s %s", node, look, policy).isNotInstanceOf(GiveUp.class);
                    }
                }
            }
        }
    }

    @Test
    void everyCell_saysWhy() {
        for (Node node : nodes()) {
            for (Look look : LOOKS) {
                assertThat(Decider.decide(node, look, RETAINS).reason()).isNotBlank();
            }
        }
    }

    private static List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            for (Duration held : List.of(Duration.ZERO, BELOW, CEILING, CEILING.plusNanos(1))) {
                for (String state : List.of(
                        "Terminating:Wait",
                        "Warmed:Pending:Wait",
                        "Warmed:Terminating:Wait",
                        "ReplacingRootVolume:Wait",
                        "Terminating:Retained",
                        "Warmed:Pending:Retained")) {
                    nodes.add(node(state, operator, held));
                }
            }
        }
        return nodes;
    }

    private static Node waiting(Operator operator, Duration heldFor) {
        return node("Terminating:Wait", operator, heldFor);
    }

    private static Node retained(Operator operator) {
        return node("Terminating:Retained", operator, Duration.ZERO);
    }

    private static Node node(String state, Operator operator, Duration heldFor) {
        return new Node(new NodeId("workers", "i-0a"), state, operator, Disks.VOLUMES, heldFor);
    }
}
