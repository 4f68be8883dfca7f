package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.RunCommandSettings.Dispatch;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How every port starts looks; what it makes of commands that are refused is in the contract that this one extends.
abstract class StartedLooksContract extends RefusedLooksContract {
    @Test
    void startedCommand_isTheOneThatAGuardMayDecideOn() {
        Instance node = worker();
        Started started = looks().start(DOCUMENT, List.of(node.id()), Duration.ofSeconds(50));

        assertThat(started.refused()).isEmpty();
        assertThat(started.commands()).singleElement().satisfies(command -> {
            assertThat(command)
                    .isEqualTo(new LookCommand(
                            command.id(),
                            DOCUMENT,
                            "$DEFAULT",
                            Map.of("wait", "50"),
                            LookCommand.COMMENT,
                            account.world.instant(),
                            Set.of(node.id()),
                            0,
                            false));
            assertThat(command.id()).isNotBlank();
            assertThat(command.stay()).isEqualTo(Duration.ofSeconds(50));
            assertThat(command.isOver()).isFalse();
        });
    }

    @Test
    void lookThatMayStay_answersAtTheEndOfItsTimeWhileThereIsData() {
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        Started started = looks().start(DOCUMENT, List.of(node.id()), Duration.ofSeconds(50));
        pass(49);

        assertThat(answers(started)).isEmpty();
        pass(3);
        assertThat(answers(started).get(node.id())).satisfies(answer -> {
            assertThat(answer.look()).isInstanceOf(Pending.class);
            assertThat(answer.took()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(51));
            assertThat(answer.hasStayed()).isTrue();
        });
    }

    @Test
    void lookThatMayNotStay_answersAtOnceWhileThereIsData() {
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));

        assertThat(look(node, 2)).isInstanceOf(Pending.class);
        assertThat(account.world.calls().of("SendCommand").getFirst().parameter("wait"))
                .isEqualTo("0");
    }

    @Test
    void documentThatTakesNoWait_isRunWithoutIt() {
        account.world.putDocument(Account.oldDocument());
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        Started started = looks().start(DOCUMENT, List.of(node.id()), Duration.ofSeconds(50));
        pass(2);

        assertThat(look(started, node)).isInstanceOf(Pending.class);
        assertThat(started.commands().getFirst().parameters()).isEmpty();
        assertThat(started.commands().getFirst().stay()).isZero();
        assertThat(answers(started).get(node.id()).hasStayed()).isFalse();
    }

    @Test
    void document_isReadOnce() {
        List<Instance> nodes = account.workers(2);
        start(nodes.get(0).id());
        start(nodes.get(1).id());

        assertThat(account.world.calls().count("DescribeDocument")).isOne();
        assertThat(account.world.calls().countOk("SendCommand")).isEqualTo(2);
    }

    @Test
    void documentThatWasChanged_isReadAgainAfterTheCommandThatFailed() {
        Instance node = worker();
        start(node.id());
        account.world.putDocument(Account.oldDocument());

        assertThat(GroupsContract.fault(() -> start(node.id())).kind()).isEqualTo(Fault.Kind.BROKEN);
        assertThat(start(node.id()).commands())
                .singleElement()
                .satisfies(command -> assertThat(command.parameters()).isEmpty());
        assertThat(account.world.calls().count("DescribeDocument")).isEqualTo(2);
    }

    @Test
    void documentThatCannotBeRead_isRunWithoutAWaitAndReadNextTime() {
        Instance node = worker();
        account.trouble.refuse("DescribeDocument", 1, new AwsError("AccessDeniedException", 400, "no"));

        assertThat(start(node.id()).commands().getFirst().parameters()).isEmpty();
        assertThat(start(node.id()).commands().getFirst().parameters()).containsOnlyKeys("wait");
    }

    @Test
    void nodesThatAreThere_areAskedByOneCall() {
        start(account.workers(50));

        assertThat(account.world.calls().count("SendCommand")).isOne();
        assertThat(account.world.calls().count("DescribeInstanceInformation")).isZero();
    }

    /// The service's default stops after the first failure.
    @ParameterizedTest
    @CsvSource({"AT_ONCE", "ACKNOWLEDGED", "COMPLETED"})
    void nodesWhoseLookFails_keepNobodyFromBeingLookedAt(Dispatch dispatch) {
        account.world.runCommand().dispatch(dispatch);
        List<Instance> nodes = account.workers(9);
        nodes.subList(0, 4).forEach(node -> account.shell.manner(node.id(), Manner.FAILS));
        Started started = start(nodes);
        pass(90);

        assertThat(answers(started).values())
                .extracting(Answer::look)
                .filteredOn(Empty.class::isInstance)
                .hasSize(5);
    }

    @Test
    void nodeThatIsNotRegistered_isRefusedAndSpoilsNobodysLook() {
        Instance node = worker();
        Started started = start(BAD, node.id());
        pass(20);

        assertThat(started.refused()).containsOnlyKeys(BAD);
        assertThat(look(started, node)).isEqualTo(empty(node));
        assertThat(account.world.calls().count("SendCommand")).isEqualTo(2);
        assertThat(account.world.calls().count("DescribeInstanceInformation")).isOne();
    }

    @Test
    void nobodyRegistered_isAskedForNoFurther() {
        Started started = start(BAD);

        assertThat(started.commands()).isEmpty();
        assertThat(started.refused()).containsOnlyKeys(BAD);
        assertThat(account.world.calls().count("SendCommand")).isOne();
    }

    @Test
    void commandRefusedThoughAllSeemToBeThere_isSentByHalves() {
        List<Instance> nodes = account.workers(2);
        account.trouble.refuse("SendCommand", 2, new AwsError("InvalidInstanceId", 400, "not in a valid state"));
        Started started = start(nodes);
        pass(20);

        assertThat(started.refused()).containsOnlyKeys(nodes.get(0).id());
        assertThat(look(started, nodes.get(1))).isEqualTo(empty(nodes.get(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nodeThatVanishesRightBeforeTheCommand_spoilsNobodysLook(int which) {
        List<Instance> nodes = account.workers(5);
        String lost = nodes.get(which).id();
        account.trouble.before("SendCommand", () -> account.world.mishaps().failHost(lost));
        Started started = start(nodes);
        pass(20);

        assertThat(started.refused()).containsOnlyKeys(lost);
        assertThat(answers(started).values())
                .extracting(Answer::look)
                .hasSize(4)
                .allMatch(Empty.class::isInstance);
    }

    /// Alone it is asked, and the command finds out; no call is spent on every node's agent.
    @Test
    void agentThatIsKnownToBeLost_isRefusedOnlyWhereTheGuardHadToAsk() {
        List<Instance> nodes = account.workers(2);
        account.world.mishaps().stopAgent(nodes.get(0).id());
        pass(600);

        assertThat(start(nodes).refused()).isEmpty();
        assertThat(start(nodes.get(0).id(), nodes.get(1).id(), BAD).refused())
                .containsOnlyKeys(nodes.get(0).id(), BAD);
    }

    @ParameterizedTest
    @CsvSource({
        "SendCommand, ThrottlingException, THROTTLED",
        "SendCommand, InternalServerError, BROKEN",
        "DescribeInstanceInformation, AccessDeniedException, DENIED"
    })
    void lookThatCannotBeStarted_isAFault(String action, String code, Fault.Kind kind) {
        Instance node = worker();
        account.trouble.refuse(action, 1, new AwsError(code, 400, "no"));

        assertThat(GroupsContract.fault(() -> start(node.id(), BAD)).kind()).isEqualTo(kind);
    }

    @Test
    void unknownDocument_isAFault() {
        Instance node = worker();

        assertThat(GroupsContract.fault(() -> looks().start("drainguard-other", List.of(node.id()), Duration.ZERO))
                        .kind())
                .isEqualTo(Fault.Kind.BROKEN);
    }

    @Test
    void agentThatStaysAway_isUnknownAsDeliveryTimedOut() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());

        assertThat(look(node, 180))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("DeliveryTimedOut"));
    }
}
