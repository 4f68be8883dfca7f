package io.drainguard.decide;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.DecisionTable.Input;
import io.drainguard.decide.DecisionTable.Row;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests each row of the rule's table with every combination of inputs, and the text of each decision.
class DeciderTest {
    static final Duration CEILING = Duration.ofHours(10);
    static final Policy RETAINS = new Policy(CEILING, true);
    static final Policy DOES_NOT_RETAIN = new Policy(CEILING, false);
    static final Policy YIELDS = new Policy(CEILING, false, true);
    static final Policy RETAINS_AND_YIELDS = new Policy(CEILING, true, true);
    static final Look EMPTY = new Empty();
    static final Look PENDING = new Pending(3, 4096, Instant.parse("2026-01-01T00:00:00Z"));
    static final Look UNKNOWN = new Unknown("agent offline");
    static final Duration BELOW = CEILING.minusMillis(1);
    static final List<Duration> HELD =
            List.of(Duration.ZERO, BELOW, CEILING, CEILING.plusNanos(1), CEILING.multipliedBy(9));
    static final List<String> STATES = List.of(
            "Terminating:Wait",
            "Warmed:Pending:Wait",
            "Warmed:Terminating:Wait",
            "ReplacingRootVolume:Wait",
            "Terminating:Retained",
            "Warmed:Pending:Retained",
            "Warmed:Terminating:Retained",
            "SomethingNew:Retained");
    static final List<String> COME_BACK = List.of("Warmed:Pending:Wait", "ReplacingRootVolume:Wait");
    static final List<Input> INPUTS = inputs();

    static List<Row> rows() {
        return DecisionTable.rows();
    }

    @Test
    void everyInput_matchesExactlyOneRow() {
        List<Row> rows = rows();

        assertThat(INPUTS.stream()
                        .filter(input ->
                                rows.stream().filter(row -> row.matches(input)).count() != 1))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void row_isWhatIsDecidedOnEachInputThatMatchesIt(Row row) {
        List<Input> matching = INPUTS.stream().filter(row::matches).toList();

        assertThat(matching).isNotEmpty();
        assertThat(matching).filteredOn(input -> !row.asksFor(input)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void operatorsTag_isTakenOffWhereTheRowSaysSo(Row row) {
        assertThat(INPUTS)
                .filteredOn(row::matches)
                .filteredOn(input -> input.node().phase() != Phase.RETAINED)
                .filteredOn(input -> !input.node().condition().ended())
                .filteredOn(input -> input.node().usesUpTheRelease()
                        != (row.takesTheTagOff()
                                && COME_BACK.contains(input.node().state())))
                .isEmpty();
    }

    @Test
    void everyInput_neverLetsANodeGoThatIsNotKnownToBeEmpty() {
        assertThat(INPUTS)
                .filteredOn(input -> !(input.look() instanceof Empty))
                .filteredOn(input -> input.node().operator() != Operator.RELEASE)
                .filteredOn(input -> !input.node().condition().ended())
                .filteredOn(input -> !input.isOnlyUnstarted())
                .filteredOn(input -> !input.policy().yields() || input.isBelowCeiling())
                .filteredOn(input -> input.decide() instanceof Release || input.decide() instanceof Terminate)
                .isEmpty();
    }

    @Test
    void productThatNeverStarted_isNoReasonWhereALookSeesData() {
        for (String state : List.of("Terminating:Wait", "Terminating:Retained")) {
            Decision decision = Decider.decide(unstarted(state), PENDING, RETAINS);

            assertThat(decision).isNotInstanceOfAny(Release.class, Terminate.class);
            assertThat(decision.protection()).isEqualTo(Protection.PROTECT);
            assertThat(decision.reason()).contains("its tag says that its product never started, and it holds data");
        }
    }

    @Test
    void productThatNeverStarted_isNamedAsTheReason() {
        assertThat(Decider.decide(unstarted("Terminating:Wait"), UNKNOWN, RETAINS)
                        .reason())
                .isEqualTo("its product has never started, as the tag of its launch template says, so it never held"
                        + " data; cannot know: agent offline");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Warmed:Pending:Wait",
                "Warmed:Terminating:Wait",
                "ReplacingRootVolume:Wait",
                "Warmed:Terminating:Retained",
                "SomethingNew:Retained"
            })
    void productThatNeverStarted_isNoReasonForANodeThatMayHaveAPast(String state) {
        assertThat(Decider.decide(unstarted(state), UNKNOWN, RETAINS))
                .isNotInstanceOfAny(Release.class, Terminate.class);
    }

    private static Node unstarted(String state) {
        Condition condition = new Condition(Operator.SILENT, Disks.VOLUMES, false, true, Retainer.GUARD);
        return new Node(new NodeId("workers", "i-0a"), state, condition, Duration.ofMinutes(2));
    }

    @Test
    void everyInput_isNotGivenUpWhereNothingKeepsTheNode() {
        assertThat(INPUTS)
                .filteredOn(input -> !input.isKept())
                .filteredOn(input -> input.decide() instanceof GiveUp)
                .isEmpty();
    }

    @Test
    void nodeThatIsLetGo_goesInTheNameOfTheOperatorOrOfItsLook() {
        Map<Decision, List<Operator>> asked = INPUTS.stream()
                .collect(groupingBy(Input::decide, mapping(input -> input.node().operator(), toList())));

        assertThat(asked).allSatisfy((decision, operators) -> {
            Cause cause = cause(decision);
            if (cause != null && cause != Cause.ENDED) {
                assertThat(operators).containsOnly(cause == Cause.OPERATOR ? Operator.RELEASE : Operator.SILENT);
            }
        });
    }

    private static @Nullable Cause cause(Decision decision) {
        return switch (decision) {
            case Release release -> release.cause();
            case Terminate terminate -> terminate.cause();
            case Hold _, GiveUp _, Leave _ -> null;
        };
    }

    @Test
    void groupThatYields_isHeldWithoutProtectionAndThenLetGoWithAnAlarm() {
        for (Policy policy : List.of(YIELDS, RETAINS_AND_YIELDS)) {
            for (Look look : List.of(PENDING, UNKNOWN)) {
                assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), look, policy))
                        .isInstanceOfSatisfying(
                                Hold.class,
                                hold -> assertThat(hold.protection()).isEqualTo(Protection.KEEP));
                assertThat(Decider.decide(waiting(Operator.SILENT, CEILING), look, policy))
                        .isInstanceOfSatisfying(Release.class, release -> {
                            assertThat(release.cause()).isEqualTo(Cause.YIELDS);
                            assertThat(release.alarms()).isTrue();
                            assertThat(release.reason())
                                    .endsWith("; at the ceiling of 10 h, the group yields: its data outlives the node");
                        });
            }
        }
    }

    @Test
    void groupThatYields_keepsWhatAnOperatorHoldsAndWhatItRetained() {
        for (Operator operator : List.of(Operator.HOLD, Operator.UNREAD, Operator.UNCLEAR)) {
            assertThat(Decider.decide(waiting(operator, CEILING), UNKNOWN, YIELDS))
                    .isInstanceOfSatisfying(
                            Hold.class, hold -> assertThat(hold.protection()).isEqualTo(Protection.PROTECT));
            assertThat(Decider.decide(waiting(operator, CEILING), UNKNOWN, RETAINS_AND_YIELDS))
                    .isInstanceOf(GiveUp.class);
        }
        assertThat(Decider.decide(retained(Operator.SILENT), PENDING, YIELDS)).isInstanceOf(Leave.class);
    }

    @Test
    void everyInput_hasAReason() {
        assertThat(INPUTS)
                .filteredOn(input -> input.decide().reason().isBlank())
                .isEmpty();
    }

    @Test
    void operator_isNamedAsTheReason() {
        assertThat(Decider.decide(waiting(Operator.RELEASE, BELOW), PENDING, RETAINS)
                        .reason())
                .isEqualTo("operator");
        assertThat(Decider.decide(waiting(Operator.HOLD, BELOW), EMPTY, RETAINS).reason())
                .isEqualTo("operator; queues are empty");
        assertThat(Decider.decide(retained(Operator.RELEASE), PENDING, RETAINS).reason())
                .isEqualTo("operator");
        assertThat(Decider.decide(retained(Operator.HOLD), EMPTY, RETAINS).reason())
                .isEqualTo("operator; queues are empty");
    }

    @Test
    void look_isNamedAsTheReason() {
        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), EMPTY, RETAINS)
                        .reason())
                .isEqualTo("queues are empty");
        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), PENDING, RETAINS)
                        .reason())
                .isEqualTo("3 files, 4096 bytes queued, oldest of 2026-01-01T00:00:00Z");
        assertThat(Decider.decide(retained(Operator.SILENT), UNKNOWN, RETAINS).reason())
                .isEqualTo("cannot know: agent offline");
        assertThat(Decider.decide(retained(Operator.SILENT), EMPTY, RETAINS).reason())
                .isEqualTo("queues are empty");
    }

    @Test
    void countsThatAreAFloor_areToldAsSuch() {
        Look floor = new Pending(3, 4096, Instant.parse("2026-01-01T00:00:00Z"), "search did not end", List.of());

        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), floor, RETAINS)
                        .reason())
                .isEqualTo("at least 3 files, 4096 bytes queued, oldest of 2026-01-01T00:00:00Z;"
                        + " not whole: search did not end");
    }

    @Test
    void connections_areToldAsConnectionsAndNotAsBytes() {
        Instant oldest = Instant.parse("2026-01-01T00:00:00Z");
        Look three = new Pending(Look.What.CONNECTIONS, 3, 3, oldest, "", List.of());
        Look one = new Pending(Look.What.CONNECTIONS, 1, 1, oldest, "", List.of());

        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), three, RETAINS)
                        .reason())
                .isEqualTo("3 connections, oldest of 2026-01-01T00:00:00Z");
        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), one, RETAINS).reason())
                .startsWith("1 connection, oldest");
        assertThat(Decider.decide(waiting(Operator.SILENT, BELOW), new Pending(1, 5, oldest), RETAINS)
                        .reason())
                .startsWith("1 file, 5 bytes queued");
    }

    @Test
    void tagThatCouldNotBeRead_isNamedAsTheReason() {
        assertThat(Decider.decide(waiting(Operator.UNREAD, BELOW), EMPTY, RETAINS)
                        .reason())
                .isEqualTo("the operator's tag could not be read; queues are empty");
        assertThat(Decider.decide(retained(Operator.UNREAD), EMPTY, RETAINS).reason())
                .isEqualTo("the operator's tag could not be read; queues are empty");
    }

    @Test
    void tagThatSaysNeitherWord_isNamedAsTheReason() {
        assertThat(Decider.decide(waiting(Operator.UNCLEAR, BELOW), EMPTY, RETAINS)
                        .reason())
                .isEqualTo("the operator's tag says neither 'hold' nor 'release', so it counts as hold;"
                        + " queues are empty");
        assertThat(Decider.decide(retained(Operator.UNCLEAR), EMPTY, RETAINS).reason())
                .contains("neither 'hold' nor 'release'");
    }

    @Test
    void instanceThatHasEnded_isNamedAsTheReason() {
        Condition ended = new Condition(Operator.HOLD, Disks.VOLUMES, true, Retainer.OTHERS);

        for (String state : List.of("Terminating:Wait", "Terminating:Retained")) {
            Node node = new Node(new NodeId("workers", "i-0a"), state, ended, CEILING);

            assertThat(Decider.decide(node, UNKNOWN, RETAINS).reason()).isEqualTo("the instance has ended");
        }
    }

    @Test
    void nodesThatOthersRetain_areNamedAsSuch() {
        assertThat(Decider.decide(kept(Retainer.OTHERS), EMPTY, RETAINS).reason())
                .isEqualTo("retained by others, so only the operator ends it; queues are empty");
        assertThat(Decider.decide(kept(Retainer.RETURNED), EMPTY, RETAINS).reason())
                .isEqualTo("ended 3 times and retained each time, by another hook; queues are empty");
    }

    private static Node kept(Retainer retainer) {
        Condition condition = new Condition(Operator.SILENT, Disks.VOLUMES, false, retainer);
        return new Node(new NodeId("workers", "i-0a"), "Terminating:Retained", condition, Duration.ZERO);
    }

    @Test
    void ceiling_isNamedWithWhatGivingUpWouldDo() {
        assertThat(Decider.decide(waiting(Operator.SILENT, CEILING), PENDING, RETAINS)
                        .reason())
                .endsWith("; at the ceiling of 10 h, the group retains the node");
        assertThat(Decider.decide(waiting(Operator.SILENT, CEILING), PENDING, DOES_NOT_RETAIN)
                        .reason())
                .endsWith("; at the ceiling of 10 h, giving up would not keep the node: held until AWS ends the wait");
    }

    @Test
    void instanceStoreDisks_areNamedAsWhatCannotBeProtected() {
        for (Duration held : List.of(BELOW, CEILING)) {
            Node node = new Node(
                    new NodeId("workers", "i-0a"), "Terminating:Wait", Operator.SILENT, Disks.INSTANCE_STORE, held);

            assertThat(Decider.decide(node, PENDING, DOES_NOT_RETAIN).reason())
                    .endsWith("; its instance-store disks cannot be protected");
            assertThat(Decider.decide(node, EMPTY, DOES_NOT_RETAIN).reason()).isEqualTo("queues are empty");
        }
    }

    @Test
    void instanceStoreDisksOfARetainedNode_areNamedAsWhatCannotBeProtected() {
        Node node = new Node(
                new NodeId("workers", "i-0a"), "Terminating:Retained", Operator.SILENT, Disks.INSTANCE_STORE, BELOW);

        assertThat(Decider.decide(node, PENDING, RETAINS).reason()).contains("instance-store");
    }

    @Test
    void rootVolumeThatIsReplaced_isNamedAsWhatCannotBeProtected() {
        Node node = node("ReplacingRootVolume:Wait", Operator.SILENT, BELOW);

        assertThat(Decider.decide(node, PENDING, RETAINS).reason())
                .endsWith("; its root volume is replaced whatever its flag says");
    }

    @Test
    void rootVolumeThatIsReplacedAtTheCeiling_isHeldInAGroupThatRetains() {
        Node node = node("ReplacingRootVolume:Wait", Operator.SILENT, CEILING);

        assertThat(Decider.decide(node, PENDING, RETAINS)).isInstanceOf(Hold.class);
    }

    private static List<Input> inputs() {
        List<Input> inputs = new ArrayList<>();
        for (Node node : nodes()) {
            for (Policy policy : List.of(RETAINS, DOES_NOT_RETAIN, YIELDS, RETAINS_AND_YIELDS)) {
                for (Look look : List.of(EMPTY, PENDING, UNKNOWN)) {
                    inputs.add(new Input(node, look, policy));
                }
            }
        }
        return inputs;
    }

    private static List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            for (Duration held : HELD) {
                for (Disks disks : Disks.values()) {
                    for (String state : STATES) {
                        conditions(operator, disks)
                                .forEach(condition ->
                                        nodes.add(new Node(new NodeId("workers", "i-0a"), state, condition, held)));
                    }
                }
            }
        }
        return nodes;
    }

    private static List<Condition> conditions(Operator operator, Disks disks) {
        List<Condition> conditions = new ArrayList<>();
        for (Retainer retainer : Retainer.values()) {
            for (boolean unstarted : List.of(false, true)) {
                conditions.add(new Condition(operator, disks, false, unstarted, retainer));
                conditions.add(new Condition(operator, disks, true, unstarted, retainer));
            }
        }
        return conditions;
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
