package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.Timings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every port to the looks does, be it the real one over the wire or the simulated guard's own.
abstract class LooksContract {
    static final String EMPTY_LINE = "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,"
            + "\"oldest\":0,\"reason\":\"\",\"end\":\"drainguard\"}\n";

    Account account = new Account();

    abstract Looks looks();

    @Test
    void emptyNode_isEmptyOnceItHasLookedLongEnough() {
        Instance node = worker();
        Looks.Asked asked = start(node.id());

        pass(10);
        assertThat(asked.answers()).isEmpty();
        pass(10);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Empty());
    }

    @Test
    void nodeWithData_isPendingWithItsNumbers() {
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(7, 7_000, Account.START));

        assertThat(look(node.id(), 2)).isEqualTo(new Pending(7, 7_000, Account.START));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HONEST")
    void nodeThatDoesNotAnswerAsItShould_isUnknown(Manner manner) {
        Instance node = worker();
        account.shell.manner(node.id(), manner);

        assertThat(look(node.id(), 120)).isInstanceOf(Unknown.class);
    }

    @Test
    void reasonOfTheNode_isKept() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.MISSING_PATH);

        assertThat(look(node.id(), 2)).isEqualTo(new Unknown("path and parent missing: /opt/cribl/state/queues"));
    }

    @Test
    void nodeThatIsNotRegistered_spoilsNobodysLook() {
        Instance node = worker();
        Looks.Asked asked = start("i-00000000000000bad", node.id());

        assertThat(asked.answers().get("i-00000000000000bad")).isInstanceOf(Unknown.class);
        pass(20);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Empty());
    }

    @Test
    void nobodyInDoubt_costsOneCall() {
        startWithoutDoubt(worker().id());

        assertThat(account.world.calls().all()).hasSize(1);
    }

    @Test
    void nodeInDoubt_isTheOnlyOneThatIsAskedFor() {
        List<Instance> nodes = account.workers(3);
        String doubted = nodes.get(1).id();

        looks().start(DOCUMENT, nodes.stream().map(Instance::id).toList(), Set.of(doubted));

        assertThat(account.world.calls().of("DescribeInstanceInformation"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameter("InstanceIds")).isEqualTo(doubted));
        assertThat(account.world.calls().count("SendCommand")).isOne();
    }

    @Test
    void nodeWithoutDoubtThatIsNotRegistered_spoilsNobodysLook() {
        Instance node = worker();
        Looks.Asked asked = startWithoutDoubt("i-00000000000000bad", node.id());
        pass(20);

        assertThat(asked.answers().get("i-00000000000000bad")).isInstanceOf(Unknown.class);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Empty());
        assertThat(account.world.calls().count("SendCommand")).isEqualTo(2);
    }

    @Test
    void commandRefusedThoughAllSeemToBeThere_isSentByHalves() {
        List<Instance> nodes = account.workers(2);
        account.trouble.refuse("SendCommand", 2, new AwsError("InvalidInstanceId", 400, "not in a valid state"));
        Looks.Asked asked = start(nodes);
        pass(20);

        assertThat(asked.answers().get(nodes.get(0).id())).isInstanceOf(Unknown.class);
        assertThat(asked.answers().get(nodes.get(1).id())).isEqualTo(new Empty());
    }

    @Test
    void nobodyRegistered_sendsNothing() {
        assertThat(start("i-00000000000000bad").answers()).hasSize(1);
        assertThat(account.world.calls().count("SendCommand")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nodeThatVanishesRightBeforeTheCommand_spoilsNobodysLook(int which) {
        List<Instance> nodes = account.workers(5);
        String lost = nodes.get(which).id();
        account.trouble.before("SendCommand", () -> account.world.mishaps().failHost(lost));
        Looks.Asked asked = start(nodes);
        pass(20);

        assertThat(asked.answers()).hasSize(5);
        assertThat(asked.answers().get(lost)).isInstanceOf(Unknown.class);
        assertThat(asked.answers().values()).filteredOn(Empty.class::isInstance).hasSize(4);
    }

    @Test
    void agentThatIsAwayForAMoment_isWaitedFor() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());
        Looks.Asked asked = start(node.id());
        pass(8);

        // The command stands at Pending, then Delayed: no answer yet.
        assertThat(asked.answers()).isEmpty();
        account.world.mishaps().startAgent(node.id());
        pass(20);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Empty());
    }

    @Test
    void agentThatStaysAway_isUnknownAsDeliveryTimedOut() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());

        assertThat(look(node.id(), 120))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("DeliveryTimedOut"));
    }

    @Test
    void lookThatHangs_isUnknownAsExecutionTimedOut() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.HANG);

        assertThat(look(node.id(), 90))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("ExecutionTimedOut"));
    }

    @Test
    void agentThatIsKnownToBeLost_isUnknownAndNotAsked() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());
        pass(600);

        assertThat(start(node.id()).answers().get(node.id()))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("ConnectionLost"));
        assertThat(account.world.calls().count("SendCommand")).isZero();
    }

    @Test
    void commandThatIsNotListedYet_isNoAnswer() {
        account = new Account(Timings.recorded().showingCommandsAfter(Duration.ofSeconds(5)));
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        Looks.Asked asked = start(node.id());
        pass(4);

        assertThat(asked.answers()).isEmpty();
        pass(2);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Pending(1, 1, Account.START));
    }

    @ParameterizedTest
    @CsvSource({"ThrottlingException, THROTTLED", "AccessDeniedException, DENIED", "InternalServerError, BROKEN"})
    void answersThatCannotBeRead_areAFaultAndReadLater(String code, Fault.Kind kind) {
        Instance node = worker();
        Looks.Asked asked = start(node.id());
        pass(20);
        account.trouble.refuse("ListCommandInvocations", 2, new AwsError(code, 400, "no"));

        assertThat(GroupsContract.fault(asked::answers).kind()).isEqualTo(kind);
        assertThat(GroupsContract.fault(asked::answers).kind()).isEqualTo(kind);
        assertThat(asked.answers().get(node.id())).isEqualTo(new Empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeInstanceInformation", "SendCommand"})
    void lookThatCannotBeStarted_isAFault(String action) {
        Instance node = worker();
        account.trouble.refuse(action, 1, new AwsError("AccessDeniedException", 400, "no"));

        assertThat(GroupsContract.fault(() -> start(node.id())).kind()).isEqualTo(Fault.Kind.DENIED);
    }

    @Test
    void unknownDocument_isAFault() {
        Instance node = worker();

        assertThat(GroupsContract.fault(() -> looks().start("drainguard-other", List.of(node.id()), Set.of()))
                        .kind())
                .isEqualTo(Fault.Kind.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "warning\n", "x"})
    void lineThatIsNotAlone_isUnknown(String before) {
        Look look = printing(0, before + EMPTY_LINE, "");

        assertThat(look).isInstanceOf(before.isBlank() ? Empty.class : Unknown.class);
    }

    @Test
    void wordOnStandardErrorBesideTheLine_isUnknown() {
        assertThat(printing(0, EMPTY_LINE, "sh: 1: oops")).isInstanceOf(Unknown.class);
    }

    @Test
    void successWithoutTheEndMarker_isUnknown() {
        assertThat(printing(0, EMPTY_LINE.replace(",\"end\":\"drainguard\"", ""), ""))
                .isInstanceOf(Unknown.class);
    }

    @Test
    void outputCutAt2500Characters_isUnknown() {
        assertThat(printing(0, " ".repeat(2_600) + EMPTY_LINE, "")).isInstanceOf(Unknown.class);
    }

    @Test
    void exitCodeOtherThanZero_isUnknownWhateverWasPrinted() {
        assertThat(printing(1, EMPTY_LINE, "")).isInstanceOf(Unknown.class);
    }

    final Look printing(int exitCode, String stdout, String stderr) {
        Instance node = worker();
        account.world.shell((command, sink) -> {
            sink.finish(exitCode, stdout, stderr);
            return () -> {};
        });
        return look(node.id(), 2);
    }

    final Instance worker() {
        return account.workers(1).getFirst();
    }

    final Looks.Asked start(String... instances) {
        return looks().start(DOCUMENT, List.of(instances), Set.of(instances));
    }

    final Looks.Asked start(List<Instance> nodes) {
        return start(nodes.stream().map(Instance::id).toArray(String[]::new));
    }

    final Looks.Asked startWithoutDoubt(String... instances) {
        return looks().start(DOCUMENT, List.of(instances), Set.of());
    }

    final Look look(String instance, int seconds) {
        Looks.Asked asked = start(instance);
        pass(seconds);
        return asked.answers().get(instance);
    }

    final void pass(int seconds) {
        account.world.advance(Duration.ofSeconds(seconds));
    }
}
