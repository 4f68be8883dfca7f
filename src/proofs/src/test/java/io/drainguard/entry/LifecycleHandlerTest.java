package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every file in `events/`, handed to the packaged function by the real runtime interface client, all to one process.
@Timeout(60)
class LifecycleHandlerTest {
    private static final Path EVENTS = Path.of("events");
    private static final String GROUP = "Cribl Worker Group Autoscaling Group";
    private static final String HOOK = "Cribl-Scaledown-Hook";

    /// What a guard reads once and then remembers for minutes, or as long as it lives.
    private static final Set<String> REMEMBERED =
            Set.of("DescribeLifecycleHooks", "DescribeInstanceTypes", "DescribeDocument");

    private static Deployed deployed;

    @BeforeAll
    static void deploy() {
        deployed = new Deployed(Map.of());
        deployed.world.createGroup(workers(GROUP, 12));
        deployed.world.createGroup(
                GroupSpec.of("web-servers", 0, 2, 2).hook(Hook.terminating("drain-connections", Duration.ofHours(1))));
    }

    @AfterAll
    static void remove() {
        deployed.close();
    }

    /// Nobody waits when the next test begins.
    @AfterEach
    void clearAway() {
        deployed.world.advance(Duration.ofSeconds(2));
        for (Instance node : List.copyOf(deployed.world.instances())) {
            if (node.state().isWait()) {
                String hook = node.groupName().equals("web-servers") ? "drain-connections" : HOOK;
                deployed.world
                        .autoScaling()
                        .completeLifecycleAction(node.groupName(), hook, ActionRef.instance(node.id()), "CONTINUE");
            }
        }
        deployed.world.advance(Duration.ofMinutes(2));
    }

    @Test
    void terminate_startsALookAndHoldsTheNode() throws Exception {
        Instance node = waiting(GROUP);

        List<Call> calls = send(event("terminate", node));

        assertThat(actions(calls))
                .containsSubsequence("DescribeAutoScalingGroups", "SendCommand", "RecordLifecycleActionHeartbeat")
                .doesNotContain("ListCommandInvocations", "CompleteLifecycleAction");
        assertThat(calls)
                .filteredOn(call -> call.action().equals("SendCommand"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameters())
                        .containsEntry("InstanceIds", node.id())
                        .containsEntry("wait", "0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"look-ended", "looks-ended"})
    void looksThatEnded_releaseAnEmptyNodeAndRecordNoHeartbeat(String file) throws Exception {
        Instance node = waiting(GROUP);
        String command = lookedAt(node, event("terminate", node));

        assertThat(actions(send(ended(file, command, node))))
                .containsExactly(
                        "DescribeAutoScalingGroups",
                        "ListCommands",
                        "ListCommandInvocations",
                        "DescribeInstances",
                        "ListCommands",
                        "DescribeScalingActivities",
                        "CompleteLifecycleAction");
        assertThat(node.state()).isNotEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void terminateOfANodeThatItsOperatorReleases_releasesItAtOnceByItsToken() throws Exception {
        Instance node = waiting(GROUP);
        String token = node.openTokens().getFirst();
        deployed.world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, "release"));

        List<Call> calls = send(event("terminate", node));

        assertThat(calls.getLast().action()).isEqualTo("CompleteLifecycleAction");
        assertThat(calls.getLast().parameters())
                .containsEntry("LifecycleActionToken", token)
                .containsEntry("LifecycleActionResult", "CONTINUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"terminate", "terminate-warm-pool", "look-ended", "looks-ended"})
    void newsOfANodeThatIsLongGone_onlyReads(String file) throws Exception {
        assertThat(send(file(file)))
                .extracting(Call::action)
                .contains("DescribeAutoScalingGroups")
                .allMatch(action -> action.startsWith("Describe") || action.startsWith("List"));
    }

    @Test
    void terminateTwice_looksOnce() throws Exception {
        Instance node = waiting(GROUP);
        String event = event("terminate", node);
        send(event);

        assertThat(actions(send(event))).isEmpty();
    }

    @Test
    void looksEndedTwice_releasesOnce() throws Exception {
        Instance node = waiting(GROUP);
        String event = ended("looks-ended", lookedAt(node, file("sweep")), node);
        send(event);
        deployed.world.advance(Duration.ofSeconds(1));

        assertThat(actions(send(event))).containsExactly("DescribeAutoScalingGroups");
    }

    @Test
    void replaceRootVolume_startsALookWhoseEndReleasesAnEmptyNode() throws Exception {
        Instance node = deployed.world.createGroup(workers("fresh roots", 1)).getFirst();
        deployed.world.autoScaling().startInstanceRefresh("fresh roots");
        deployed.world.advance(Duration.ofSeconds(7));
        assertThat(node.state()).isEqualTo(LifecycleState.REPLACING_ROOT_VOLUME_WAIT);

        String command = lookedAt(node, event("replace-root-volume", node).replace(GROUP, "fresh roots"));

        assertThat(actions(send(ended("look-ended", command, node)))).endsWith("CompleteLifecycleAction");
    }

    @Test
    void terminationUnderAnotherHook_costsNoReadAtAll() throws Exception {
        Instance node = waiting("web-servers");
        String event = file("foreign-group").replace("i-0fedcba9876543210", node.id());

        assertThat(send(event)).isEmpty();
        assertThat(deployed.logged(0, node.id(), "ignored", "drain-connections"))
                .isTrue();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void foreignGroup_onlyReadsWhichGroupsAreOurs() throws Exception {
        Instance node = waiting("web-servers");
        String event = file("foreign-group")
                .replace("i-0fedcba9876543210", node.id())
                .replace("drain-connections", HOOK)
                .replaceAll("7c6e4a8b[0-9a-f-]*", node.openTokens().getFirst());

        assertThat(send(event))
                .extracting(Call::action)
                .contains("DescribeAutoScalingGroups")
                .isSubsetOf("DescribeAutoScalingGroups", "ListCommands");
        assertThat(deployed.logged(0, node.id(), "ignored", "does not carry the tag"))
                .isTrue();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing-fields", "launch", "test-notification"})
    void eventThatIsNotForTheGuard_callsNothingAndEndsWell(String name) throws Exception {
        waiting(GROUP);
        int lines = deployed.log.size();

        assertThat(send(file(name))).isEmpty();
        assertThat(deployed.logged(lines, "\"event\":\"ignored\"", "\"reason\":\""))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "null", "7", "\"sweep\"", "{\"drainguard\":\"\"}", "{\"detail\":{\"detail\":[]}}"})
    void garbage_callsNothingAndEndsWell(String garbage) throws Exception {
        waiting(GROUP);

        assertThat(send(garbage)).isEmpty();
    }

    @Test
    void retained_endsAnEmptyRetainedNodeThroughItsGroup() throws Exception {
        Instance node = waiting(GROUP);
        deployed.world.autoScaling().completeLifecycleAction(GROUP, HOOK, ActionRef.instance(node.id()), "ABANDON");
        deployed.world.advance(Duration.ofSeconds(5));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);

        String command = lookedAt(node, event("retained", node));
        List<Call> calls = send(ended("look-ended", command, node));

        assertThat(calls.getLast().action()).isEqualTo("TerminateInstanceInAutoScalingGroup");
        assertThat(calls.getLast().parameters())
                .containsEntry("InstanceId", node.id())
                .containsEntry("ShouldDecrementDesiredCapacity", "false");
    }

    @Test
    void sweep_holdsANodeWithData() throws Exception {
        Instance node = waiting(GROUP);
        deployed.shell.disk(node.id(), Disk.holding(3, 3_000, deployed.world.instant()));

        assertThat(actions(send(file("sweep")))).containsSubsequence("RecordLifecycleActionHeartbeat", "SendCommand");
        deployed.looksEnd();
        assertThat(actions(send(file("sweep"))))
                .containsSubsequence("CreateTags", "ModifyInstanceAttribute")
                .doesNotContain("CompleteLifecycleAction");
        assertThat(deployed.logged(0, node.id(), "3 files, 3000 bytes queued")).isTrue();
    }

    @Test
    void schedulesOwnInput_sweeps() throws Exception {
        Instance node = waiting(GROUP);
        lookedAt(node, deployed.template.scheduleInput());

        assertThat(actions(send(deployed.template.scheduleInput()))).endsWith("CompleteLifecycleAction");
        assertThat(node.state()).isNotEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void sweepWithAFailingNode_isAFunctionErrorThatNamesItAndServesTheOthers() throws Exception {
        Instance failing = waiting(GROUP);
        Instance other = waiting(GROUP);
        lookedAt(other, file("sweep"));
        deployed.trouble.refuse("CompleteLifecycleAction", 1, new AwsError("AccessDenied", 403, "no"));

        Outcome outcome = deployed.invoke(file("sweep"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .startsWith("1 failed: ")
                                .containsAnyOf(failing.id(), other.id())
                                .contains(GROUP, "not allowed", "AccessDenied"));
        assertThat(Stream.of(failing, other).filter(node -> node.state() == LifecycleState.TERMINATING_WAIT))
                .hasSize(1);
    }

    /// The batch would return to its queue, for one node's sake.
    @Test
    void failureOfANodeWhoseLookEnded_failsNoBatch() throws Exception {
        Instance node = waiting(GROUP);
        String command = lookedAt(node, file("sweep"));
        deployed.trouble.refuse("CompleteLifecycleAction", 1, new AwsError("AccessDenied", 403, "no"));
        int lines = deployed.log.size();

        send(ended("looks-ended", command, node));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(deployed.logged(lines, node.id(), "AccessDenied")).isTrue();
    }

    @Test
    void releaseWhoseReplyIsLost_isRepeatedAndNoFailure() throws Exception {
        Instance node = waiting(GROUP);
        String command = lookedAt(node, event("terminate", node));
        deployed.trouble.loseReply("CompleteLifecycleAction");

        assertThat(actions(send(ended("look-ended", command, node))))
                .endsWith("CompleteLifecycleAction", "CompleteLifecycleAction");
        assertThat(deployed.logged(0, node.id(), "gone: the wait had ended")).isTrue();
    }

    @Test
    void throttledCall_isTriedAgainAndNoFailure() throws Exception {
        lookedAt(waiting(GROUP), file("sweep"));
        deployed.trouble.refuse("CompleteLifecycleAction", 1, new AwsError("Throttling", 400, "Rate exceeded"));

        assertThat(actions(send(file("sweep")))).endsWith("CompleteLifecycleAction", "CompleteLifecycleAction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spot-interruption", "rebalance"})
    void reclaimedNode_isProtectedAtOnceWithoutALook(String file) throws Exception {
        Instance node = deployed.world.createGroup(workers("spot " + file, 1)).getFirst();

        long began = System.nanoTime();
        List<Call> calls = send(file(file).replace("i-0a1b2c3d4e5f60718", node.id()));
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        System.out.printf("%s: %d ms from the event to the last flag%n", file, took.toMillis());
        assertThat(took).as("two minutes are all there is").isLessThan(Duration.ofSeconds(30));
        assertThat(actions(calls))
                .containsSubsequence("DescribeInstances", "CreateTags", "ModifyInstanceAttribute")
                .doesNotContain("SendCommand");
        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spot-interruption", "rebalance"})
    void reclaimedForeignInstance_isPassedOverInSilence(String file) throws Exception {
        Instance node = deployed.world
                .createGroup(GroupSpec.of("foreign " + file, 0, 1, 1))
                .getFirst();
        int lines = deployed.log.size();

        List<Call> calls = send(file(file).replace("i-0a1b2c3d4e5f60718", node.id()));

        assertThat(actions(calls)).containsExactly("DescribeInstances");
        assertThat(deployed.log.subList(lines, deployed.log.size())).noneMatch(line -> line.contains(node.id()));
    }

    @Test
    void failedSweep_isNotRetriedAndReachesTheFailureDestination() throws Exception {
        deployed.trouble.refuse("DescribeAutoScalingGroups", 1, new AwsError("AccessDenied", 403, "no"));

        List<Call> calls = deployed.callsOf(() -> {
            deployed.handOver();
            deployed.service.invokeAsync(file("sweep").getBytes(UTF_8));
            for (int i = 0; i < 1_000 && deployed.service.openEvents() > 0; i++) {
                Thread.sleep(10);
            }
            deployed.handOver();
        });

        assertThat(deployed.service.failures()).last().matches(failed -> failed.invokeCount() == 1);
        assertThat(calls).hasSize(1);
        assertThat(deployed.function()
                        .at("/EventInvokeConfig/MaximumRetryAttempts")
                        .asText())
                .isEqualTo("0");
        assertThat(deployed.function()
                        .at("/EventInvokeConfig/DestinationConfig/OnFailure/Type")
                        .asText())
                .isEqualTo("SQS");
    }

    @Test
    void everyEventFile_isSentAbove() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "terminate.json",
                            "terminate-warm-pool.json",
                            "replace-root-volume.json",
                            "foreign-group.json",
                            "missing-fields.json",
                            "spot-interruption.json",
                            "rebalance.json",
                            "launch.json",
                            "test-notification.json",
                            "retained.json",
                            "look-ended.json",
                            "looks-ended.json",
                            "sweep.json");
        }
    }

    private static GroupSpec workers(String name, int size) {
        return GroupSpec.of(name, 0, 20, size)
                .tag("drainguard", deployed.template.drainDocument().name())
                .hook(Hook.terminating(HOOK, Duration.ofHours(1)))
                .retaining();
    }

    /// A node of the group that has just begun to wait.
    private static Instance waiting(String group) {
        Instance node = deployed.world.members(group).stream()
                .filter(member -> member.state() == LifecycleState.IN_SERVICE)
                .findFirst()
                .orElseThrow();
        deployed.world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false);
        deployed.world.advance(Duration.ofSeconds(2));
        return node;
    }

    private static String file(String name) throws IOException {
        return Files.readString(EVENTS.resolve(name + ".json"));
    }

    /// The file with the id and the token of a node that is there, as if it were sent now; AWS tells whole seconds.
    private static String event(String name, Instance node) throws IOException {
        Instant now = deployed.world.instant().truncatedTo(ChronoUnit.SECONDS);
        String token = node.openTokens().isEmpty() ? "" : node.openTokens().getFirst();
        return file(name)
                .replace("i-0123456789abcdef0", node.id())
                .replaceAll("7c6e4a8b[0-9a-f-]*", token)
                .replaceAll("\"time\": \"[^\"]*\"", "\"time\": \"" + now + "\"");
    }

    /// The file with a command that is there, and the node that has answered it.
    private static String ended(String name, String command, Instance node) throws IOException {
        return file(name).replace("i-0123456789abcdef0", node.id()).replaceAll("e8d3c0e4[0-9a-f-]*", command);
    }

    /// Sends an event that starts a look at the node, and lets that look end; returns its command.
    private static String lookedAt(Instance node, String event) throws Exception {
        List<Call> calls = send(event);
        deployed.looksEnd();
        assertThat(calls)
                .filteredOn(call -> call.action().equals("SendCommand"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameter("InstanceIds")).contains(node.id()));
        return deployed.world
                .ssm()
                .listCommands(null, node.id(), Map.of(), 1, null)
                .items()
                .getFirst()
                .commandId();
    }

    private static List<Call> send(String event) throws Exception {
        return deployed.callsOf(() -> assertThat(deployed.invoke(event)).isInstanceOf(Outcome.Returned.class));
    }

    private static List<String> actions(List<Call> calls) {
        return calls.stream()
                .map(Call::action)
                .filter(action -> !REMEMBERED.contains(action))
                .toList();
    }
}
