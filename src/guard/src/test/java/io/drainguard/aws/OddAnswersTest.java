package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CompleteLifecycleActionRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeLifecycleHooksRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLifecycleHooksResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.autoscaling.model.InstanceLifecyclePolicy;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.RecordLifecycleActionHeartbeatRequest;
import software.amazon.awssdk.services.autoscaling.model.RetentionTriggers;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentRequest;
import software.amazon.awssdk.services.ssm.model.DescribeDocumentResponse;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.DocumentParameter;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsResponse;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandsResponse;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;

/// Tests answers that AWS was never seen to give and that the simulator cannot give: new values, missing fields, other
/// kinds of errors. No such answer is ever Empty, and no such answer releases a node.
class OddAnswersTest {
    private static final NodeId NODE = new NodeId("workers", "i-0a");
    private static final String EMPTY =
            "{\"drainguard\":1,\"look\":\"empty\",\"paths\":1,\"files\":0,\"bytes\":0,\"oldest\":0,"
                    + "\"reason\":\"\",\"end\":\"drainguard\"}\n";

    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
    private static final LookCommand COMMAND = new LookCommand(
            "command-1",
            "drainguard-workers",
            LookCommand.DEFAULT_VERSION,
            Map.of(),
            LookCommand.COMMENT,
            ASKED,
            Set.of("i-0a"),
            0,
            false);

    private final AutoScalingClient scaling = mock(AutoScalingClient.class, CALLS_REAL_METHODS);
    private final SsmClient ssm = mock(SsmClient.class, CALLS_REAL_METHODS);
    private final Ec2Client ec2 = mock(Ec2Client.class, CALLS_REAL_METHODS);
    private final AutoScalingGroups groups = new AutoScalingGroups(scaling, () -> Instant.EPOCH);
    private final SsmLooks looks = new SsmLooks(ssm, new GivenDocuments(ssm, () -> Instant.EPOCH, "", ""));
    private final Ec2Volumes volumes = new Ec2Volumes(ec2);

    // --- groups ---

    @ParameterizedTest
    @ValueSource(strings = {"Terminating:Pondering", "terminating:wait", "Warmed:Hibernated:Wait"})
    @NullSource
    void lifecycleStateThatIsNew_isNoWaitOfOurs(String state) {
        answers(group().instances(member("i-0a", state)).build());

        assertThat(groups.tagged().groups())
                .singleElement()
                .satisfies(group -> assertThat(group.members()).isEmpty());
    }

    @Test
    void retainedStateThatIsNew_isLookedAt() {
        answers(group().instances(member("i-0a", "Napping:Retained")).build());

        assertThat(groups.tagged().groups().getFirst().members())
                .containsExactly(new Group.Member("i-0a", "Napping:Retained"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"retain-for-a-while", "Retain", ""})
    @NullSource
    void lifecyclePolicyThatIsNew_doesNotRetain(String policy) {
        answers(group().instanceLifecyclePolicy(InstanceLifecyclePolicy.builder()
                        .retentionTriggers(RetentionTriggers.builder()
                                .terminateHookAbandon(policy)
                                .build())
                        .build())
                .build());

        assertThat(groups.tagged().groups().getFirst().retains()).isFalse();
    }

    @Test
    void groupWithoutAName_isAFault() {
        answers(group().autoScalingGroupName(null).build());

        assertFault(groups::tagged);
    }

    @Test
    void memberWithoutAnId_isAFault() {
        answers(group().instances(member(null, "Terminating:Wait")).build());

        assertFault(groups::tagged);
    }

    @Test
    void pageWithoutGroups_isNotTheLastOne() {
        doReturn(
                        DescribeAutoScalingGroupsResponse.builder()
                                .nextToken("more")
                                .build(),
                        page(group().instances(member("i-0a", "Terminating:Wait"))
                                .build()))
                .when(scaling)
                .describeAutoScalingGroups(any(DescribeAutoScalingGroupsRequest.class));

        assertThat(groups.tagged().groups()).hasSize(1);
    }

    @Test
    void hookWithoutItsPeriod_isAFault() {
        doReturn(DescribeLifecycleHooksResponse.builder()
                        .lifecycleHooks(LifecycleHook.builder()
                                .lifecycleHookName("hook")
                                .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
                                .defaultResult("PONDER")
                                .build())
                        .build())
                .when(scaling)
                .describeLifecycleHooks(any(DescribeLifecycleHooksRequest.class));

        assertFault(() -> groups.hooks("workers", "hook"));
    }

    @Test
    void defaultResultThatIsNew_changesNothing() {
        doReturn(DescribeLifecycleHooksResponse.builder()
                        .lifecycleHooks(LifecycleHook.builder()
                                .lifecycleHookName("hook")
                                .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
                                .defaultResult("PONDER")
                                .heartbeatTimeout(60)
                                .globalTimeout(6000)
                                .build())
                        .build())
                .when(scaling)
                .describeLifecycleHooks(any(DescribeLifecycleHooksRequest.class));

        assertThat(groups.hooks("workers", "hook").ours()).isNotNull();
    }

    @Test
    void runningActivityWithoutItsTime_isAFault() {
        doReturn(DescribeScalingActivitiesResponse.builder()
                        .activities(Activity.builder()
                                .description("Terminating EC2 instance: i-0a")
                                .build())
                        .build())
                .when(scaling)
                .describeScalingActivities(any(DescribeScalingActivitiesRequest.class));

        assertFault(() -> groups.waitingSince("workers", Set.of("i-0a", "i-0b")));
    }

    static Stream<SdkException> failures() {
        return Stream.of(
                SdkClientException.create("connection reset"),
                AbortedException.create("Thread was interrupted"),
                ApiCallTimeoutException.create(10_000),
                AutoScalingException.builder().build(),
                AutoScalingException.builder().statusCode(413).build(),
                AutoScalingException.builder()
                        .statusCode(500)
                        .message("<html><body>No active lifecycle action found? Ask the proxy.</body></html>")
                        .build());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureOfAnyKind_isAFaultAndNeverAnEndedWait(SdkException failure) {
        doThrow(failure).when(scaling).describeAutoScalingGroups(any(DescribeAutoScalingGroupsRequest.class));
        doThrow(failure).when(scaling).recordLifecycleActionHeartbeat(any(RecordLifecycleActionHeartbeatRequest.class));
        doThrow(failure).when(scaling).completeLifecycleAction(any(CompleteLifecycleActionRequest.class));

        assertFault(groups::tagged);
        assertFault(() -> groups.hold(NODE, "hook"));
        assertFault(() -> groups.release(NODE, "hook", null));
        assertFault(() -> groups.giveUp(NODE, "hook"));
    }

    // --- looks ---

    @Test
    void commandThatWasSent_isKnownByWhatSystemsManagerSaysOfIt() {
        sent(command().build());

        assertThat(start().commands()).containsExactly(COMMAND);
    }

    @Test
    void sentCommandWithoutAnId_isAFault() {
        sent(command().commandId(null).build());

        assertFault(this::start);
    }

    @Test
    void sentCommandWithoutATime_isAFault() {
        sent(command().requestedDateTime(null).build());

        assertFault(this::start);
    }

    @Test
    void sendWithoutACommand_isAFault() {
        doReturn(SendCommandResponse.builder().build()).when(ssm).sendCommand(any(SendCommandRequest.class));

        assertFault(this::start);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void commandThatCannotBeSent_isAFault(SdkException failure) {
        doThrow(failure).when(ssm).sendCommand(any(SendCommandRequest.class));

        assertFault(this::start);
    }

    static Stream<DescribeDocumentResponse> descriptions() {
        return Stream.of(
                DescribeDocumentResponse.builder().build(),
                described(),
                described(DocumentParameter.builder().build()),
                described(DocumentParameter.builder().name("Wait").build()),
                described(DocumentParameter.builder().name("queues").build()));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void documentThatIsNotKnownToTakeTheWait_isRunWithoutIt(DescribeDocumentResponse description) {
        doReturn(description).when(ssm).describeDocument(any(DescribeDocumentRequest.class));
        sent(command().build());

        start();

        assertThat(request().parameters()).isEmpty();
    }

    @Test
    void documentThatTakesTheWait_isGivenWholeSeconds() {
        doReturn(described(DocumentParameter.builder().name("wait").build()))
                .when(ssm)
                .describeDocument(any(DescribeDocumentRequest.class));
        sent(command().build());

        start();

        assertThat(request().parameters()).isEqualTo(Map.of("wait", List.of("50")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dreaming", "online"})
    @NullSource
    void agentInAStateThatIsNew_isRefused(String ping) {
        doThrow(InvalidInstanceIdException.builder().message("no").build())
                .when(ssm)
                .sendCommand(any(SendCommandRequest.class));
        doReturn(DescribeInstanceInformationResponse.builder()
                        .instanceInformationList(InstanceInformation.builder()
                                .instanceId("i-0a")
                                .pingStatus(ping)
                                .build())
                        .build())
                .when(ssm)
                .describeInstanceInformation(any(DescribeInstanceInformationRequest.class));

        Looks.Started started = start();

        assertThat(started.commands()).isEmpty();
        assertThat(started.refused()).containsOnlyKeys("i-0a");
    }

    // --- lists of looks ---

    @Test
    void commandOfWhichOnlyIdAndTimeAreTold_isNobodysProof() {
        commands(Command.builder()
                .commandId("command-1")
                .documentName("drainguard-workers")
                .requestedDateTime(ASKED)
                .build());

        assertThat(looks.recent(ASKED, Set.of()))
                .containsExactly(
                        new LookCommand("command-1", "drainguard-workers", "", Map.of(), "", ASKED, Set.of(), 0, false))
                .noneMatch(command -> command.mayDecide("drainguard-workers", Instant.EPOCH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS-RunShellScript", "Drainguard-workers", "arn:aws:ssm:::document/drainguard-workers"})
    @NullSource
    void commandOfAnotherDocument_isLeftOut(String document) {
        commands(command().documentName(document).build());

        assertThat(looks.recent(ASKED, Set.of())).isEmpty();
    }

    @Test
    void listedCommandWithoutAnId_isAFault() {
        commands(command().commandId(null).build());

        assertFault(() -> looks.recent(ASKED, Set.of()));
    }

    @Test
    void listedCommandWithoutATime_isAFault() {
        commands(command().requestedDateTime(null).build());

        assertFault(() -> looks.recent(ASKED, Set.of()));
    }

    @Test
    void parameterOfSeveralValues_isToldWithAllOfThem() {
        commands(command().parameters(Map.of("queues", List.of("/a", "/b"))).build());

        assertThat(looks.recent(ASKED, Set.of()))
                .singleElement()
                .satisfies(one -> assertThat(one.parameters()).isEqualTo(Map.of("queues", "/a,/b")));
    }

    @ParameterizedTest
    @CsvSource({"RateExceeded, true", "Success, false", "Pondering, false", ", false"})
    void onlyTooManyPendingCommands_areARefusal(String details, boolean refused) {
        commands(command().statusDetails(details).build());

        assertThat(looks.recent(ASKED, Set.of()))
                .extracting(LookCommand::refused)
                .containsExactly(refused);
    }

    @Test
    void pageWithoutCommands_isNotTheLastOne() {
        doReturn(
                        ListCommandsResponse.builder().nextToken("more").build(),
                        ListCommandsResponse.builder()
                                .commands(command().build())
                                .build())
                .when(ssm)
                .listCommands(any(ListCommandsRequest.class));

        assertThat(looks.recent(ASKED, Set.of())).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void commandsThatCannotBeListed_areAFault(SdkException failure) {
        doThrow(failure).when(ssm).listCommands(any(ListCommandsRequest.class));

        assertFault(() -> looks.recent(ASKED, Set.of()));
    }

    // --- answers ---

    @Test
    void invocationOfTheCommand_isItsAnswer() {
        invocations(invocation("command-1", "Success", EMPTY));

        assertThat(looks.answers(List.of(COMMAND)))
                .containsExactly(new Answer(COMMAND, "i-0a", new Look.Empty(), Duration.ZERO, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pondering", "SUCCESS", "Terminated", "Delayed", "Canceled"})
    @NullSource
    void statusThatIsNew_isNoAnswer(String status) {
        invocations(invocation("command-1", status, EMPTY));

        assertThat(looks.answers(List.of(COMMAND))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "command-of-yesterday")
    @NullSource
    void invocationOfAnotherCommand_isNoAnswer(String command) {
        invocations(invocation(command, "Success", EMPTY));

        assertThat(looks.answers(List.of(COMMAND))).isEmpty();
    }

    @Test
    void invocationOfNoInstance_isNoNodesAnswer() {
        invocations(CommandInvocation.builder()
                .commandId("command-1")
                .status("Success")
                .commandPlugins(CommandPlugin.builder().output(EMPTY).build())
                .build());

        assertThat(looks.answers(List.of(COMMAND)))
                .noneMatch(answer -> COMMAND.instances().contains(answer.instance()));
    }

    @Test
    void invocationWithoutAStep_isUnknownAndItsOutputMayFollow() {
        invocations(CommandInvocation.builder()
                .commandId("command-1")
                .instanceId("i-0a")
                .status("Success")
                .build());

        assertThat(answer().look()).isInstanceOf(Look.Unknown.class);
        assertThat(answer().silent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    @NullSource
    void stepWithoutAnOutput_isUnknownAndItsOutputMayFollow(String output) {
        invocations(invocation("command-1", "Success", output));

        assertThat(answer().look()).isInstanceOf(Look.Unknown.class);
        assertThat(answer().silent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "TimedOut", "Cancelled"})
    void failedLookWithoutAnOutput_isNotWaitedFor(String status) {
        invocations(invocation("command-1", status, null));

        assertThat(answer().look()).isInstanceOf(Look.Unknown.class);
        assertThat(answer().silent()).isFalse();
    }

    /// Start and end by the node's own clock, in seconds after the request.
    @ParameterizedTest
    @CsvSource({"1, 16, 15", "1, 1, 0", "3601, 3616, 15", "-3599, -3584, 15", "16, 1, 0", "1, 7200, 60"})
    void timeOfALook_isADifferenceOnTheNodesClock(long start, long end, long took) {
        invocations(timed(ASKED.plusSeconds(start), ASKED.plusSeconds(end)));

        assertThat(answer().took()).isEqualTo(Duration.ofSeconds(took));
    }

    /// A command that never reached its node has no times.
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "false, false"})
    void timeThatIsNotTold_isNotCounted(boolean start, boolean end) {
        invocations(timed(start ? ASKED.plusSeconds(1) : null, end ? ASKED.plusSeconds(16) : null));

        assertThat(answer().took()).isZero();
    }

    /// The agent reports a time that it does not have as the year 1 or as the start of the epoch.
    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    void timeThatIsNone_isNotCounted(Instant none) {
        invocations(timed(none, none.plusSeconds(0)));
        assertThat(answer().took()).isZero();

        invocations(timed(none, ASKED));
        assertThat(answer().took()).isZero();
    }

    @Test
    void pageWithoutInvocations_isNotTheLastOne() {
        doReturn(
                        ListCommandInvocationsResponse.builder()
                                .nextToken("more")
                                .build(),
                        ListCommandInvocationsResponse.builder()
                                .commandInvocations(invocation("command-1", "Success", EMPTY))
                                .build())
                .when(ssm)
                .listCommandInvocations(any(ListCommandInvocationsRequest.class));

        assertThat(answer().look()).isEqualTo(new Look.Empty());
    }

    @Test
    void answersToNoCommand_areNotAskedFor() {
        assertThat(looks.answers(List.of())).isEmpty();
        verify(ssm, never()).listCommandInvocations(any(ListCommandInvocationsRequest.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersThatCannotBeRead_areAFault(SdkException failure) {
        doThrow(failure).when(ssm).listCommandInvocations(any(ListCommandInvocationsRequest.class));

        assertFault(() -> looks.answers(List.of(COMMAND)));
    }

    // --- volumes ---

    @Test
    void instanceWithoutAnything_isNoOperatorsRelease() {
        instance(builder -> {});

        InstanceDetails read = volumes.read(Set.of("i-0a")).get("i-0a");

        assertThat(read.operator()).isEqualTo(Operator.SILENT);
        assertThat(read.guarded()).isFalse();
        assertThat(read.volumes()).isEmpty();
    }

    @Test
    void volumeWithoutItsFlag_goesWithTheNode() {
        instance(builder -> builder.blockDeviceMappings(mapping("/dev/xvda", "vol-1", null)));

        assertThat(volumes.read(Set.of("i-0a")).get("i-0a").unprotected()).hasSize(1);
    }

    @Test
    void volumeWithoutAnId_isNotLeftOutOfWhatGoesWithTheNode() {
        instance(builder ->
                builder.blockDeviceMappings(mapping("/dev/xvda", "vol-1", false), mapping("/dev/xvdf", null, true)));

        assertThat(volumes.read(Set.of("i-0a")).get("i-0a").unprotected()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void volumesThatCannotBeRead_areAFault(SdkException failure) {
        doThrow(failure).when(ec2).describeInstances(any(DescribeInstancesRequest.class));

        assertFault(() -> volumes.read(Set.of("i-0a")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void volumesThatCannotBeProtected_areAFault(SdkException failure) {
        instance(builder -> builder.blockDeviceMappings(mapping("/dev/xvda", "vol-1", true)));
        doThrow(failure).when(ec2).createTags(any(CreateTagsRequest.class));

        assertFault(() -> volumes.tag(List.of("i-0a"), Map.of("k", "v")));
    }

    private static void assertFault(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Fault.class);
    }

    private static AutoScalingGroup.Builder group() {
        return AutoScalingGroup.builder().autoScalingGroupName("workers");
    }

    private static software.amazon.awssdk.services.autoscaling.model.Instance member(String id, String state) {
        return software.amazon.awssdk.services.autoscaling.model.Instance.builder()
                .instanceId(id)
                .lifecycleState(state)
                .build();
    }

    private static DescribeAutoScalingGroupsResponse page(AutoScalingGroup group) {
        return DescribeAutoScalingGroupsResponse.builder()
                .autoScalingGroups(group)
                .build();
    }

    private void answers(AutoScalingGroup group) {
        doReturn(page(group)).when(scaling).describeAutoScalingGroups(any(DescribeAutoScalingGroupsRequest.class));
    }

    private static Command.Builder command() {
        return Command.builder()
                .commandId("command-1")
                .documentName("drainguard-workers")
                .documentVersion("$DEFAULT")
                .comment(LookCommand.COMMENT)
                .requestedDateTime(ASKED)
                .instanceIds("i-0a");
    }

    private void sent(Command command) {
        doReturn(SendCommandResponse.builder().command(command).build())
                .when(ssm)
                .sendCommand(any(SendCommandRequest.class));
    }

    private SendCommandRequest request() {
        ArgumentCaptor<SendCommandRequest> sent = ArgumentCaptor.forClass(SendCommandRequest.class);
        verify(ssm).sendCommand(sent.capture());
        return sent.getValue();
    }

    private static DescribeDocumentResponse described(DocumentParameter... parameters) {
        return DescribeDocumentResponse.builder()
                .document(DocumentDescription.builder().parameters(parameters).build())
                .build();
    }

    private void commands(Command command) {
        doReturn(ListCommandsResponse.builder().commands(command).build())
                .when(ssm)
                .listCommands(any(ListCommandsRequest.class));
    }

    private void invocations(CommandInvocation invocation) {
        doReturn(ListCommandInvocationsResponse.builder()
                        .commandInvocations(invocation)
                        .build())
                .when(ssm)
                .listCommandInvocations(any(ListCommandInvocationsRequest.class));
    }

    private static CommandInvocation invocation(String command, String status, String output) {
        return CommandInvocation.builder()
                .commandId(command)
                .instanceId("i-0a")
                .status(status)
                .commandPlugins(CommandPlugin.builder().output(output).build())
                .build();
    }

    private static CommandInvocation timed(Instant start, Instant end) {
        return CommandInvocation.builder()
                .commandId("command-1")
                .instanceId("i-0a")
                .status("Success")
                .commandPlugins(CommandPlugin.builder()
                        .output(EMPTY)
                        .responseStartDateTime(start)
                        .responseFinishDateTime(end)
                        .build())
                .build();
    }

    private Looks.Started start() {
        return looks.start("drainguard-workers", List.of("i-0a"), Duration.ofMillis(50_900));
    }

    private Answer answer() {
        List<Answer> answers = looks.answers(List.of(COMMAND));
        assertThat(answers).hasSize(1);
        return answers.getFirst();
    }

    private void instance(Consumer<Instance.Builder> fields) {
        Instance.Builder instance = Instance.builder().instanceId("i-0a");
        fields.accept(instance);
        doReturn(DescribeInstancesResponse.builder()
                        .reservations(Reservation.builder()
                                .instances(instance.build())
                                .build())
                        .build())
                .when(ec2)
                .describeInstances(any(DescribeInstancesRequest.class));
        doThrow(SdkClientException.create("not asked here"))
                .when(ec2)
                .describeInstanceTypes(any(DescribeInstanceTypesRequest.class));
    }

    private static InstanceBlockDeviceMapping mapping(String device, String volume, Boolean goesWithNode) {
        return InstanceBlockDeviceMapping.builder()
                .deviceName(device)
                .ebs(EbsInstanceBlockDevice.builder()
                        .volumeId(volume)
                        .deleteOnTermination(goesWithNode)
                        .build())
                .build();
    }
}
