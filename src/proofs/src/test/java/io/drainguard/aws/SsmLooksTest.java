package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.DOCUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the adapter sends, what it makes of answers that the world never gives, and how it names what failed.
class SsmLooksTest {
    private final Account account = new Account();
    private final Looks looks = account.looks();

    @Test
    void command_carriesTheDocumentsNameAndNothingToBeRun() {
        Instance node = account.workers(1).getFirst();
        StringBuilder sent = new StringBuilder();
        account.http.requests(body -> {
            sent.append(body);
            return body;
        });

        start(List.of(node.id()));

        assertThat(sent)
                .contains(
                        "\"DocumentName\":\"" + DOCUMENT + "\"",
                        "\"InstanceIds\":[\"" + node.id() + "\"]",
                        "\"TimeoutSeconds\":30")
                .doesNotContain("Parameters");
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
        "TimedOut, ExecutionTimedOut",
        "Failed, Undeliverable",
        "Failed, AccessDenied"
    })
    void finalStatusButSuccess_isUnknownWithItsDetails(String status, String details) {
        answers(statuses(status, details)).areOneUnknown("the look ended as " + details + ": {\"drainguard\":1");
    }

    @Test
    void documentWithTwoSteps_isUnknown() {
        answers(json -> json.replaceAll("\"CommandPlugins\":\\[(\\{.*?\\})\\]", "\"CommandPlugins\":[$1,$1]"))
                .areOneUnknown("2 steps");
    }

    @Test
    void documentWithoutAStep_isUnknown() {
        answers(json -> json.replaceAll("\"CommandPlugins\":\\[.*?\\]", "\"CommandPlugins\":[]"))
                .areOneUnknown("0 steps");
    }

    @Test
    void stepWithoutOutput_isUnknown() {
        answers(json -> json.replaceAll("\"Output\":\"(\\\\.|[^\"\\\\])*\"", "\"Output\":null"))
                .areOneUnknown("printed nothing");
    }

    @Test
    void failedScript_isUnknownWithWhatItSaid() {
        Instance node = account.workers(1).getFirst();
        account.world.shell((command, sink) -> {
            sink.finish(127, "", "sh: find: not found");
            return () -> {};
        });
        Looks.Asked asked = start(List.of(node.id()));
        pass(2);

        assertThat(((Unknown) asked.answers().get(node.id())).reason())
                .contains("Failed", "find: not found", "exit status 127");
    }

    @Test
    void results_areReadOverAllPages() {
        List<Instance> nodes = account.workers(50);
        account.http.requests(body -> body.replace("\"MaxResults\":50", "\"MaxResults\":7"));
        Looks.Asked asked = start(nodes.stream().map(Instance::id).toList());
        pass(20);

        assertThat(asked.answers()).hasSize(50).containsValue(new Empty());
        assertThat(account.world.calls().count("DescribeInstanceInformation")).isEqualTo(8);
        assertThat(account.world.calls().count("ListCommandInvocations")).isEqualTo(8);
    }

    @Test
    void commandThatEverybodyAnswered_isNotReadAgain() {
        Looks.Asked asked = start(List.of(account.workers(1).getFirst().id()));
        pass(20);
        asked.answers();
        asked.answers();

        assertThat(account.world.calls().count("ListCommandInvocations")).isOne();
    }

    @Test
    void answerOnceRead_staysWhenALaterOneCannotBe() {
        List<Instance> nodes = account.workers(2);
        account.shell.manner(nodes.get(1).id(), Manner.HANG);
        Looks.Asked asked = start(nodes.stream().map(Instance::id).toList());
        pass(20);
        asked.answers();
        account.http.answers(json -> json.replaceAll("\"CommandInvocations\":\\[.*\\]", "\"CommandInvocations\":[]"));

        assertThat(asked.answers()).containsEntry(nodes.get(0).id(), new Empty());
    }

    @Test
    void twoNodesThatVanish_costTheOthersNothing() {
        List<Instance> nodes = account.workers(50);
        account.trouble.before("SendCommand", () -> {
            account.world.mishaps().failHost(nodes.get(3).id());
            account.world.mishaps().failHost(nodes.get(40).id());
        });
        Looks.Asked asked = start(nodes.stream().map(Instance::id).toList());
        pass(20);

        assertThat(asked.answers().values()).filteredOn(Empty.class::isInstance).hasSize(48);
        assertThat(((Unknown) asked.answers().get(nodes.get(40).id())).reason()).contains("does not know the node");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeInstanceInformation", "SendCommand"})
    void failedCall_namesTheNodes(String action) {
        Instance node = account.workers(1).getFirst();
        account.trouble.refuse(action, 1, new AwsError("AccessDeniedException", 400, "not authorized to"));

        assertThat(GroupsContract.fault(() -> start(List.of(node.id()))))
                .hasMessageContainingAll(node.id(), "not authorized to");
    }

    @Test
    void readingAnswers_asksForDetailsOfItsOwnCommandOnly() {
        start(List.of(account.workers(1).getFirst().id()));
        Looks.Asked second =
                start(List.of(account.world.instances().iterator().next().id()));
        second.answers();

        assertThat(account.world.calls().of("ListCommandInvocations"))
                .singleElement()
                .extracting(call -> call.parameter("CommandId"))
                .asString()
                .isNotEmpty();
        assertThat(account.world.calls().of("SendCommand")).allMatch(Call::ok).hasSize(2);
    }

    private Looks.Asked start(List<String> instances) {
        return looks.start(DOCUMENT, instances, Set.copyOf(instances));
    }

    private static UnaryOperator<String> statuses(String status, String details) {
        return json -> json.replace("\"Status\":\"Success\"", "\"Status\":\"" + status + "\"")
                .replace("\"StatusDetails\":\"Success\"", "\"StatusDetails\":\"" + details + "\"");
    }

    /// The answers about one empty node when what comes back is edited.
    private Answers answers(UnaryOperator<String> edit) {
        Looks.Asked asked = start(List.of(account.workers(1).getFirst().id()));
        pass(20);
        account.http.answers(edit);
        return new Answers(List.copyOf(asked.answers().values()));
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
