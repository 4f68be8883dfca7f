package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.RunCommandSettings.Lag;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Timings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every port to the looks does, be it the real one over the wire or the simulated guard's own. The two contracts
/// that this one extends are about starting and listing; this one is about the answers.
abstract class LooksContract extends RecentLooksContract {
    @Test
    void emptyNode_isEmptyOnceItHasLookedLongEnough() {
        Instance node = worker();
        Started started = start(node.id());

        pass(10);
        assertThat(answers(started)).isEmpty();
        pass(10);
        assertThat(look(started, node)).isEqualTo(empty(node));
    }

    @Test
    void nodeWithData_isPendingWithItsNumbers() {
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(7, 7_000, Account.START));

        assertThat(look(node, 2)).isEqualTo(pending(node, 7, 7_000));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HONEST", "NOISE", "NOISE_BESIDE"})
    void nodeThatDoesNotAnswerAsItShould_isUnknown(Manner manner) {
        Instance node = worker();
        account.shell.manner(node.id(), manner);

        assertThat(look(node, 180)).isInstanceOf(Unknown.class);
    }

    @Test
    void reasonOfTheNode_isKept() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.MISSING_PATH);

        assertThat(look(node, 2)).isEqualTo(new Unknown("path and parent missing: /opt/cribl/state/queues"));
    }

    @Test
    void answers_areThoseOfNodesThatHaveEnded() {
        List<Instance> nodes = account.workers(3);
        account.shell.disk(nodes.get(0).id(), Disk.holding(1, 1, Account.START));
        account.shell.manner(nodes.get(1).id(), Manner.HANG);
        Started started = start(nodes);

        pass(2);
        assertThat(answers(started)).containsOnlyKeys(nodes.get(0).id());
        pass(18);
        assertThat(answers(started))
                .containsOnlyKeys(nodes.get(0).id(), nodes.get(2).id());
        pass(120);
        assertThat(answers(started)).hasSize(3);
    }

    @Test
    void agentThatIsAwayForAMoment_isWaitedFor() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());
        Started started = start(node.id());
        pass(8);

        // The command stands at Pending, then Delayed: no answer yet.
        assertThat(answers(started)).isEmpty();
        account.world.mishaps().startAgent(node.id());
        pass(20);
        assertThat(look(started, node)).isEqualTo(empty(node));
    }

    @Test
    void lookThatHangs_isUnknownAsExecutionTimedOut() {
        Instance node = worker();
        account.shell.manner(node.id(), Manner.HANG);

        assertThat(look(node, 112))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).contains("ExecutionTimedOut"));
    }

    /// Only a difference is taken from the node's clock, which may be wrong by hours.
    @ParameterizedTest
    @ValueSource(ints = {0, -3_600, 3_600})
    void durationOfALook_isRightWhateverTheNodesClockShows(int ahead) {
        Instance node = worker();
        account.world.mishaps().nodeClock(node.id(), Duration.ofSeconds(ahead));
        Started started = start(node.id());
        pass(60);
        Answer answer = answers(started).get(node.id());

        assertThat(answer.took()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(16));
        assertThat(answer.age(account.world.instant())).isBetween(Duration.ofSeconds(44), Duration.ofSeconds(45));
        assertThat(answer.isStale(account.world.instant())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-3600, 0", "3600, 60"})
    void clockThatStepsDuringALook_makesNoDurationThatNoLookCanHave(int step, int took) {
        Instance node = worker();
        Started started = start(node.id());
        pass(5);
        account.world.mishaps().nodeClock(node.id(), Duration.ofSeconds(step));
        pass(15);

        assertThat(answers(started).get(node.id()).took()).isEqualTo(Duration.ofSeconds(took));
    }

    @Test
    void lookThatNeverRan_tookNoTime() {
        Instance node = worker();
        account.world.mishaps().stopAgent(node.id());
        Started started = start(node.id());
        pass(180);

        assertThat(answers(started).get(node.id()).took()).isZero();
        assertThat(answers(started).get(node.id()).silent()).isFalse();
    }

    @Test
    void outputThatIsBehind_isAnAnswerThatMayFollow() {
        account.world.runCommand().lags((command, instance) -> new Lag(Duration.ZERO, Duration.ofSeconds(4)));
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        Started started = start(node.id());
        pass(2);

        assertThat(answers(started).get(node.id())).satisfies(answer -> {
            assertThat(answer.silent()).isTrue();
            assertThat(answer.mayFollow(account.world.instant())).isTrue();
            assertThat(answer.look()).isInstanceOf(Unknown.class);
        });
        pass(4);
        assertThat(answers(started).get(node.id()).silent()).isFalse();
        assertThat(look(started, node)).isInstanceOf(Pending.class);
    }

    @Test
    void commandThatIsNotShownYet_isNoAnswer() {
        account = new Account(Timings.recorded().showingCommandsAfter(Duration.ofSeconds(5)));
        Instance node = worker();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        Started started = start(node.id());
        pass(4);

        assertThat(answers(started)).isEmpty();
        pass(2);
        assertThat(look(started, node)).isEqualTo(pending(node, 1, 1));
    }

    /// Few commands are read one by one, and many by pages of time, on which the answers to other commands stand, too.
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 20})
    void answers_areThoseToTheseCommandsOnly(int commands) {
        List<Instance> nodes = account.workers(commands + 1);
        List<LookCommand> asked = new ArrayList<>();
        foreign(SendCommand.of(DOCUMENT, List.of(nodes.get(0).id())));
        for (Instance node : nodes.subList(1, nodes.size())) {
            asked.addAll(start(node.id()).commands());
            foreign(SendCommand.of(DOCUMENT, List.of(node.id())));
            pass(1);
        }
        pass(20);

        assertThat(looks().answers(asked))
                .allSatisfy(answer -> assertThat(answer.look()).isInstanceOf(Empty.class))
                .extracting(Answer::command)
                .containsExactlyInAnyOrderElementsOf(asked);
    }

    @Test
    void noCommands_needNoCall() {
        assertThat(looks().answers(List.of())).isEmpty();
        assertThat(account.world.calls().all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ThrottlingException, THROTTLED", "AccessDeniedException, DENIED", "InternalServerError, BROKEN"})
    void answersThatCannotBeRead_areAFaultAndReadLater(String code, Fault.Kind kind) {
        Instance node = worker();
        Started started = start(node.id());
        pass(20);
        account.trouble.refuse("ListCommandInvocations", 2, new AwsError(code, 400, "no"));

        assertThat(GroupsContract.fault(() -> answers(started)).kind()).isEqualTo(kind);
        assertThat(GroupsContract.fault(() -> answers(started)).kind()).isEqualTo(kind);
        assertThat(look(started, node)).isEqualTo(empty(node));
    }

    /// A shell or a loader may complain before the script's first word (reviews/cases.md C18).
    @ParameterizedTest
    @EnumSource(names = {"NOISE", "NOISE_BESIDE"})
    void noiseBesideTheLine_changesNoLook(Manner manner) {
        List<Instance> nodes = account.workers(2);
        nodes.forEach(node -> account.shell.manner(node.id(), manner));
        account.shell.disk(nodes.get(1).id(), Disk.holding(7, 7_000, Account.START));
        Started started = start(nodes);
        pass(20);

        assertThat(look(started, nodes.get(0))).isEqualTo(empty(nodes.get(0)));
        assertThat(look(started, nodes.get(1))).isEqualTo(pending(nodes.get(1), 7, 7_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "warning\n"})
    void linesBesideTheLine_changeNoLook(String before) {
        assertThat(printing(0, before + EMPTY_LINE, "sh: 1: oops")).isInstanceOf(Empty.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "warning ", EMPTY_LINE})
    void lineThatIsNotWholeOrNotTheOnlyOne_isUnknown(String before) {
        assertThat(printing(0, before + EMPTY_LINE, "")).isInstanceOf(Unknown.class);
    }

    @Test
    void lineOnTheErrorStream_isUnknown() {
        assertThat(printing(0, "", EMPTY_LINE)).isInstanceOf(Unknown.class);
    }

    @Test
    void lineOfVersionOne_isReadAsBefore() {
        Instance node = worker();
        account.shell.lineVersion(node.id(), 1);

        assertThat(look(node, 20)).isEqualTo(new Empty());
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

    private Look printing(int exitCode, String stdout, String stderr) {
        Instance node = worker();
        account.world.shell((command, sink) -> {
            sink.finish(exitCode, stdout, stderr);
            return () -> {};
        });
        return look(node, 2);
    }
}
