package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Recorded: ssm/managed_execution_current.json, managed_execution_timeouts_current.json.
class CommandsTest {
    private final Scene scene = new Scene(Scene.group(2));
    private final Ssm ssm = scene.world.ssm();

    @Test
    void rightAfterSending_theInvocationIsInProgressWithoutOutput() {
        InvocationView view = look(send());

        assertThat(view.status()).isEqualTo("InProgress");
        assertThat(view.statusDetails()).isEqualTo("InProgress");
        assertThat(view.responseCode()).isEqualTo(-1);
        assertThat(view.started()).isNull();
        assertThat(view.output()).isEmpty();
    }

    @Test
    void data_isPendingAtTheFirstLook() {
        scene.shell.disk(id(), Disk.holding(3, 700, Scene.START.minusSeconds(60)));
        String command = send();
        scene.pass(1);

        InvocationView view = look(command);
        assertThat(view.status()).isEqualTo("Success");
        assertThat(view.responseCode()).isZero();
        assertThat(view.output())
                .isEqualTo("{\"drainguard\":2,\"look\":\"pending\",\"what\":\"files\",\"paths\":1,\"files\":3,"
                        + "\"bytes\":700,\"oldest\":1767261540,\"sources\":[\""
                        + scene.shell.paths(id()).first().source()
                        + "\"],\"reason\":\"\",\"end\":\"drainguard\"}\n");
    }

    @Test
    void empty_needsTwoLooksFifteenSecondsApart() {
        String command = send();

        assertThat(lookAfter(command, 15).status()).isEqualTo("InProgress");
        assertThat(lookAfter(command, 1).output()).contains("\"look\":\"empty\"");
    }

    @Test
    void aFileBetweenTheTwoLooks_isPending() {
        scene.shell.disk(id(), Disk.empty().set(Scene.START.plusSeconds(8), new Disk.Content(1, 10, Scene.START)));
        String command = send();

        assertThat(lookAfter(command, 16).output()).contains("\"look\":\"pending\"");
    }

    @Test
    void failure_keepsStdoutAndNamesTheExitStatus() {
        scene.shell.manner(id(), MemoryShell.Manner.FAILS);
        InvocationView view = lookAfter(send(), 1);

        assertThat(view.status()).isEqualTo("Failed");
        assertThat(view.responseCode()).isEqualTo(1);
        assertThat(view.stderr()).isEqualTo("failed to run commands: exit status 1");
    }

    @Test
    void hangingLook_timesOutInExecution() {
        scene.shell.manner(id(), MemoryShell.Manner.HANG);
        InvocationView view = lookAfter(send(), 41);

        assertThat(view.status()).isEqualTo("TimedOut");
        assertThat(view.statusDetails()).isEqualTo("ExecutionTimedOut");
        assertThat(view.responseCode()).isEqualTo(137);
    }

    @Test
    void executionTimeoutBelowFiveSeconds_isIgnoredByTheAgent() {
        scene.world.putDocument(new CommandDocument("short", "look", "", Map.of(), Duration.ofSeconds(2)));
        scene.shell.manner(id(), MemoryShell.Manner.HANG);
        String command = ssm.sendCommand("short", List.of(id()), 600).commandId();

        assertThat(lookAfter(command, 300).status()).isEqualTo("InProgress");
    }

    @Test
    void deadAgent_isDelayedThenDeliveryTimesOut() {
        scene.world.mishaps().stopAgent(id());
        String command = ssm.sendCommand("drainguard-q", List.of(id()), 30).commandId();

        assertThat(look(command).statusDetails()).isEqualTo("InProgress");
        InvocationView delayed = lookAfter(command, 4);
        assertThat(delayed.status() + "/" + delayed.statusDetails()).isEqualTo("Pending/Delayed");
        assertThat(lookAfter(command, 67).statusDetails()).isEqualTo("Delayed");
        InvocationView over = lookAfter(command, 10);
        assertThat(over.status() + "/" + over.statusDetails()).isEqualTo("TimedOut/DeliveryTimedOut");
        assertThat(over.responseCode()).isEqualTo(-1);
    }

    @Test
    void agentThatComesBack_runsWhatWaited() {
        scene.world.mishaps().stopAgent(id());
        String command = send();
        scene.pass(10);
        scene.world.mishaps().startAgent(id());

        assertThat(lookAfter(command, 17).status()).isEqualTo("Success");
    }

    @Test
    void deadAgent_isStillListedOnlineForMinutes() {
        scene.world.mishaps().stopAgent(id());

        assertThat(scene.pass(84).information().pingStatus()).isEqualTo("Online");
        assertThat(scene.pass(300).information().pingStatus()).isEqualTo("ConnectionLost");
    }

    @Test
    void nodeGoneMidLook_neverAnswers() {
        String command = send();
        scene.pass(5);
        scene.world.mishaps().failHost(id());

        assertThat(lookAfter(command, 20).status()).isEqualTo("InProgress");
        assertThat(lookAfter(command, 3700).statusDetails()).isEqualTo("DeliveryTimedOut");
    }

    @Test
    void oneUnlistedNode_refusesTheWholeCommand() {
        scene.world.mishaps().failHost(scene.nodes.get(1).id());

        assertThatThrownBy(() -> ssm.sendCommand(
                        "drainguard-q", List.of(id(), scene.nodes.get(1).id()), 30))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidInstanceId"))
                .hasMessage("Instances not in a valid state for account");
        assertThat(ssm.listCommandInvocations(null, null, null, null).items()).isEmpty();
    }

    @Test
    void endedNode_isNoLongerListed() {
        scene.world.mishaps().failHost(id());

        assertThat(ssm.describeInstanceInformation(List.of(id()), null, null).items())
                .isEmpty();
    }

    @Test
    void moreThanFiftyIds_areRefused() {
        assertThatThrownBy(() -> ssm.sendCommand("drainguard-q", java.util.Collections.nCopies(51, id()), 30))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("ValidationException"));
    }

    @Test
    void shortDeliveryTimeout_isRefusedInTheServicesWords() {
        assertThatThrownBy(() -> ssm.sendCommand("drainguard-q", List.of(id()), 1))
                .hasMessage(
                        "1 validation error detected: Value '1' at 'timeoutSeconds' failed to satisfy constraint: Member"
                                + " must have value greater than or equal to 30");
    }

    @Test
    void nodePages_holdFiveToFifty() {
        assertThatThrownBy(() -> ssm.describeInstanceInformation(List.of(), 4, null))
                .hasMessageEndingWith(
                        "at 'maxResults' failed to satisfy constraint: Member must have value greater than or"
                                + " equal to 5");
        assertThatThrownBy(() -> ssm.listCommandInvocations(null, null, 51, null))
                .hasMessageEndingWith("less than or equal to 50");
    }

    @Test
    void unknownDocument_isRefusedWithoutAMessage() {
        assertThatThrownBy(() -> ssm.sendCommand("nope", List.of(id()), 30))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidDocument"))
                .hasMessage("");
    }

    @Test
    void unknownInvocation_namesCommandAndNode() {
        assertThatThrownBy(() -> ssm.getCommandInvocation("c", "i-1")).hasMessage("Invocation not found for c, i-1");
    }

    @Test
    void unknownCommand_hasNoInvocations() {
        assertThat(ssm.listCommandInvocations("c", null, null, null).items()).isEmpty();
    }

    @Test
    void expiry_isRequestPlusBothTimeouts() {
        assertThat(ssm.sendCommand("drainguard-q", List.of(id()), 30).expiresAfter())
                .isEqualTo(Scene.START.plusSeconds(70));
    }

    @Test
    void invocations_comeInPages() {
        String command = ssm.sendCommand(
                        "drainguard-q", scene.nodes.stream().map(Instance::id).toList(), 30)
                .commandId();
        Page<InvocationView> first = ssm.listCommandInvocations(command, null, 1, null);
        Page<InvocationView> second = ssm.listCommandInvocations(command, null, 1, first.nextToken());

        assertThat(first.items()).hasSize(1);
        assertThat(second.items()).hasSize(1).isNotEqualTo(first.items());
        assertThat(second.nextToken()).isNull();
    }

    private String id() {
        return scene.node().id();
    }

    private String send() {
        return ssm.sendCommand("drainguard-q", List.of(id()), null).commandId();
    }

    private InvocationView look(String command) {
        return ssm.getCommandInvocation(command, id());
    }

    private InvocationView lookAfter(String command, double seconds) {
        scene.pass(seconds);
        return look(command);
    }
}
