package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Looks.Started;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.SsmClient;

/// What the adapter sends, what it makes of answers that the world never gives, and how it names what failed.
class SsmLooksTest {
    private final Account account = new Account();
    private final Looks looks = account.looks();

    @Test
    void command_givesAWholeNumberAndNothingToBeRun() {
        assertThat(bodyOfSendCommand(looks))
                .contains(
                        "\"DocumentName\":\"" + DOCUMENT + "\"",
                        "\"Parameters\":{\"wait\":[\"50\"]}",
                        "\"TimeoutSeconds\":30",
                        "\"MaxConcurrency\":\"100%\"",
                        "\"MaxErrors\":\"100%\"",
                        "\"Comment\":\"" + LookCommand.COMMENT + "\"")
                .doesNotContain("DocumentVersion", "Targets");
    }

    @Test
    void commandOfADocumentWithoutAWait_givesNoParameter() {
        account.world.putDocument(Account.oldDocument());

        assertThat(bodyOfSendCommand(looks)).doesNotContain("wait");
    }

    @Test
    void commandOfSomebodyElse_carriesHisComment() {
        SsmClient client = Account.ssm(account.http, URI.create("http://simulator.invalid"));
        Looks other = new SsmLooks(client, "an operator asks", new GivenDocuments(client, account.world, "", ""));

        assertThat(bodyOfSendCommand(other))
                .contains("\"Comment\":\"an operator asks\"")
                .doesNotContain(LookCommand.COMMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fewDocuments_areListedEachByItsName(int documents) {
        List<String> names = names(documents);
        looks.recent(Account.START.plusMillis(1_999), Set.copyOf(names));

        assertThat(account.world.calls().of("ListCommands"))
                .allSatisfy(call -> assertThat(call.parameter("InvokedAfter")).isEqualTo("2026-01-01T10:00:01Z"))
                .extracting(call -> call.parameter("DocumentName"))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 100})
    void manyDocuments_areListedAtOnceWithoutForeignCommands(int documents) {
        Instance node = account.workers(1).getFirst();
        account.world.putDocument(Account.document("AWS-RunShellScript"));
        account.world.ssm().sendCommand(SendCommand.of("AWS-RunShellScript", List.of(node.id())));
        Started started = start(List.of(node.id()));

        assertThat(looks.recent(Account.START, Set.copyOf(names(documents))))
                .containsExactlyElementsOf(started.commands());
        assertThat(account.world.calls().of("ListCommands"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameter("DocumentName")).isEmpty());
    }

    /// Of fifty nodes each, a command costs a call however it is read, and read by itself it brings no other's answers.
    @ParameterizedTest
    @CsvSource({"1, 1, 1, true", "4, 1, 4, true", "5, 1, 1, false", "40, 1, 1, false", "6, 50, 6, true"})
    void answers_areReadBySoManyCalls(int commands, int nodes, int calls, boolean each) {
        List<String> ids = account.workers(nodes).stream().map(Instance::id).toList();
        List<LookCommand> asked = new ArrayList<>();
        for (int i = 0; i < commands; i++) {
            pass(1);
            asked.addAll(start(ids).commands());
        }
        pass(160);

        assertThat(looks.answers(asked)).hasSize(commands * nodes).allMatch(answer -> answer.look() instanceof Empty);
        assertThat(account.world.calls().of("ListCommandInvocations"))
                .hasSize(calls)
                .allMatch(call -> call.parameter("CommandId").isEmpty() != each)
                .allMatch(call -> call.parameter("InvokedAfter").isEmpty() == each);
    }

    @ParameterizedTest
    @CsvSource({
        "Pending, Pending",
        "Pending, Delayed",
        "InProgress, InProgress",
        "Cancelling, Cancelling",
        "Novel, Novel"
    })
    void statusThatIsNotFinal_isWaitedFor(String status, String details) {
        answers(statuses(status, details)).areNone();
    }

    @ParameterizedTest
    @CsvSource({
        "Cancelled, Cancelled",
        "Cancelled, Terminated",
        "TimedOut, DeliveryTimedOut",
        "Failed, Undeliverable",
        "Failed, AccessDenied"
    })
    void finalStatusButSuccess_isUnknownWithItsDetails(String status, String details) {
        answers(statuses(status, details))
                .areOneUnknown("the look ended as " + details + " with code 0: {\"drainguard\":2,\"look\":\"empty\"");
    }

    @Test
    void documentWithTwoSteps_isUnknown() {
        answers(json -> json.replaceAll("\"CommandPlugins\":\\[(\\{.*?\\})\\]", "\"CommandPlugins\":[$1,$1]"))
                .areOneUnknown("2 steps");
    }

    @Test
    void documentWithoutAStep_isUnknown() {
        answers(json -> json.replaceAll("\"CommandPlugins\":\\[\\{.*?\\}\\]", "\"CommandPlugins\":[]"))
                .areOneUnknown("0 steps");
    }

    @Test
    void stepWithoutOutput_isUnknown() {
        answers(json -> json.replaceAll("\"Output\":\"(\\\\.|[^\"\\\\])*\"", "\"Output\":null"))
                .areOneUnknown("printed nothing");
    }

    @Test
    void stepWithoutTimes_tookNoTime() {
        Started started = start(List.of(account.workers(1).getFirst().id()));
        pass(20);
        account.http.answers(json -> json.replaceAll("\"Response(Start|Finish)DateTime\":[0-9.E]+,", ""));

        assertThat(looks.answers(started.commands()))
                .singleElement()
                .satisfies(answer -> assertThat(answer.took()).isZero());
    }

    @Test
    void failedScript_isUnknownWithWhatItSaid() {
        Instance node = account.workers(1).getFirst();
        account.world.shell((command, sink) -> {
            sink.finish(127, "", "sh: find: not found");
            return () -> {};
        });
        Started started = start(List.of(node.id()));
        pass(2);

        assertThat(looks.answers(started.commands()).getFirst().look())
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown ->
                                assertThat(unknown.reason()).contains("Failed", "find: not found", "exit status 127"));
    }

    @Test
    void results_areReadOverAllPages() {
        List<String> ids = Stream.concat(account.workers(49).stream().map(Instance::id), Stream.of(LooksScene.BAD))
                .toList();
        account.http.requests(body -> body.replace("\"MaxResults\":50", "\"MaxResults\":7"));
        Started started = start(ids);
        pass(20);

        assertThat(looks.answers(started.commands())).hasSize(49).allMatch(answer -> answer.look() instanceof Empty);
        assertThat(account.world.calls().count("DescribeInstanceInformation")).isEqualTo(7);
        assertThat(account.world.calls().count("ListCommandInvocations")).isEqualTo(7);
    }

    @Test
    void twoNodesThatVanish_costTheOthersNothing() {
        List<Instance> nodes = account.workers(50);
        account.trouble.before("SendCommand", () -> {
            account.world.mishaps().failHost(nodes.get(3).id());
            account.world.mishaps().failHost(nodes.get(40).id());
        });
        Started started = start(nodes.stream().map(Instance::id).toList());
        pass(20);

        assertThat(looks.answers(started.commands())).hasSize(48).allMatch(answer -> answer.look() instanceof Empty);
        assertThat(started.refused().get(nodes.get(40).id())).contains("does not know the node");
        assertThat(account.world.calls().of("SendCommand")).extracting(Call::ok).containsExactly(false, true);
    }

    @Test
    void nodeThatIsRefusedThoughItSeemsToBeThere_saysSo() {
        Instance node = account.workers(1).getFirst();
        account.trouble.refuse("SendCommand", 1, new AwsError("InvalidInstanceId", 400, "not in a valid state"));

        assertThat(start(List.of(node.id())).refused())
                .hasEntrySatisfying(
                        node.id(),
                        reason -> assertThat(reason).contains("Systems Manager refused", "not in a valid state"));
    }

    @Test
    void agentThatIsLost_isNamed() {
        Instance node = account.workers(1).getFirst();
        account.world.mishaps().stopAgent(node.id());
        pass(600);

        assertThat(start(List.of(node.id(), LooksScene.BAD)).refused().get(node.id()))
                .isEqualTo("its Systems Manager agent is ConnectionLost");
    }

    @ParameterizedTest
    @CsvSource({"DescribeInstanceInformation, AccessDeniedException", "SendCommand, ThrottlingException"})
    void failedCall_namesTheNodes(String action, String code) {
        Instance node = account.workers(1).getFirst();
        account.trouble.refuse(action, 1, new AwsError(code, 400, "not authorized to"));

        assertThat(GroupsContract.fault(() -> start(List.of(node.id(), LooksScene.BAD))))
                .hasMessageContainingAll(node.id(), "not authorized to");
    }

    private Started start(List<String> instances) {
        return looks.start(DOCUMENT, instances, Duration.ZERO);
    }

    private String bodyOfSendCommand(Looks port) {
        Instance node = account.workers(1).getFirst();
        List<String> sent = new ArrayList<>();
        account.http.requests(body -> {
            sent.add(body);
            return body;
        });
        port.start(DOCUMENT, List.of(node.id()), Duration.ofSeconds(50));
        assertThat(sent.getLast()).contains("\"InstanceIds\":[\"" + node.id() + "\"]");
        return sent.getLast();
    }

    private static List<String> names(int documents) {
        return Stream.iterate(1, i -> i + 1)
                .limit(documents)
                .map(i -> "drainguard-" + i)
                .toList();
    }

    private static UnaryOperator<String> statuses(String status, String details) {
        return json -> json.replace("\"Status\":\"Success\"", "\"Status\":\"" + status + "\"")
                .replace("\"StatusDetails\":\"Success\"", "\"StatusDetails\":\"" + details + "\"");
    }

    /// The answers about one empty node when what comes back is edited.
    private Answers answers(UnaryOperator<String> edit) {
        Started started = start(List.of(account.workers(1).getFirst().id()));
        pass(20);
        account.http.answers(edit);
        return new Answers(
                looks.answers(started.commands()).stream().map(Answer::look).toList());
    }

    private record Answers(List<Look> looks) {
        void areNone() {
            assertThat(looks).isEmpty();
        }

        void areOneUnknown(String reason) {
            assertThat(looks)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.reason()).contains(reason));
        }
    }

    private void pass(int seconds) {
        account.world.advance(Duration.ofSeconds(seconds));
    }
}
