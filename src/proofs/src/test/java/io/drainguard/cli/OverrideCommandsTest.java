package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard release`, `hold` and `clear` over the wire.
class OverrideCommandsTest {
    private static final String TAG = "drainguard:override";
    private static final String BY = "drainguard:override-by";

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// A node that waits with data and was looked at.
    private Instance waiting() {
        Instance node = prompt.group(2).getFirst();
        prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(List.of(node));
        prompt.settled();
        return node;
    }

    private List<String> writes() {
        return prompt.world.calls().all().stream()
                .map(call -> call.action())
                .filter(action -> action.equals("CreateTags") || action.equals("DeleteTags"))
                .toList();
    }

    @Test
    void release_showsWhatIsAtRiskAndTakesTheWholeId() {
        Instance node = waiting();

        assertThat(prompt.types(node.id()).run("release", node.id()))
                .as(prompt.err())
                .isZero();

        assertThat(prompt.out())
                .contains("group    workers")
                .contains("state    Terminating:Wait")
                .contains("211 files, 3712000 bytes (3.5 MiB)")
                .contains("by a look ")
                .contains("by       arn:aws:iam::123456789012:user/operator");
        assertThat(node.tags())
                .containsEntry(TAG, "release")
                .containsEntry(BY, "arn:aws:iam::123456789012:user/operator 2026-01-01T10:01:02Z");
        prompt.guard.sweep();
        assertThat(prompt.guard.decided(Decision.Release.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "yes", "", "i-0"})
    void releaseOfANodeWithData_takesNothingLess(String answer) {
        Instance node = waiting();
        int before = writes().size();

        assertThat(prompt.types(answer).run("release", node.id())).isEqualTo(2);

        assertThat(prompt.out()).contains("Nothing was changed.");
        assertThat(writes()).hasSize(before);
    }

    @Test
    void releaseThatNobodyLookedAt_isAsGrave() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));

        assertThat(prompt.types("y").run("release", node.id())).isEqualTo(2);

        assertThat(prompt.out()).contains("at risk  unknown");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @Test
    void hold_takesAYes() {
        Instance node = waiting();

        assertThat(prompt.types("n").run("hold", node.id())).isEqualTo(2);
        assertThat(node.tags()).doesNotContainKey(TAG);
        assertThat(prompt.types("y").run("hold", node.id())).isZero();
        assertThat(node.tags()).containsEntry(TAG, "hold").containsKey(BY);
    }

    @Test
    void clear_removesBothTagsAndNoOther() {
        Instance node = waiting();
        prompt.types("y").run("hold", node.id());
        Map<String, String> held = Map.copyOf(node.tags());

        assertThat(prompt.types("y").run("clear", node.id())).isZero();

        assertThat(node.tags()).doesNotContainKeys(TAG, BY).hasSize(held.size() - 2);
        assertThat(node.tags()).containsKeys("drainguard", "drainguard:protected");
    }

    @Test
    void uniquePrefix_isEnough() {
        Instance node = waiting();
        Instance other = prompt.world.members(Prompt.GROUP).get(1);
        int shared = 0;
        while (node.id().charAt(shared) == other.id().charAt(shared)) {
            shared++;
        }

        assertThat(prompt.run("hold", node.id().substring(0, shared), "--yes")).isEqualTo(2);
        assertThat(prompt.err()).contains("2 nodes begin with that").contains("nothing was changed");
        assertThat(prompt.run("hold", node.id().substring(0, shared + 1), "--yes"))
                .isZero();
        assertThat(node.tags()).containsEntry(TAG, "hold");
        assertThat(other.tags()).doesNotContainKey(TAG);
    }

    @Test
    void unknownNode_isOneClearError() {
        waiting();
        int before = writes().size();

        assertThat(prompt.run("release", "i-nobody", "--yes")).isEqualTo(2);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err())
                .startsWith("drainguard: node i-nobody: it is in none of the tagged groups [workers]")
                .contains("nothing was changed; next:");
        assertThat(writes()).hasSize(before);
    }

    @Test
    void nodeOfAGroupThatIsNotTagged_isUnknown() {
        Instance foreign =
                prompt.world.createGroup(GroupSpec.of("foreign", 0, 1, 1)).getFirst();

        assertThat(prompt.run("release", foreign.id(), "--yes")).isEqualTo(2);
        assertThat(foreign.tags()).doesNotContainKey(TAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"release", "hold", "clear"})
    void nobodyToAsk_isRefusedWithoutYes(String command) {
        Instance node = waiting();
        prompt.world.ec2().createTags(List.of(node.id()), Map.of(TAG, "hold"));
        int before = writes().size();

        assertThat(prompt.unattended().types(node.id()).run(command, node.id())).isEqualTo(2);
        assertThat(prompt.err()).contains("there is no terminal to ask at").contains("--yes");
        assertThat(writes()).hasSize(before);
        assertThat(prompt.run(command, node.id(), "--yes")).isZero();
        assertThat(writes()).hasSizeGreaterThan(before);
    }

    @Test
    void historyThatCannotBeRead_doesNotStopAnOperator() {
        Instance node = waiting();
        prompt.account.trouble.refuse("ListCommandInvocations", 9, new AwsError("AccessDeniedException", 400, "no"));

        assertThat(prompt.run("hold", node.id(), "--yes")).isZero();

        assertThat(prompt.out()).contains("at risk  unknown");
        assertThat(node.tags()).containsEntry(TAG, "hold");
    }

    @Test
    void operatorWhoMayTagNeitherNodeNorGroup_isToldSo() {
        Instance node = waiting();
        prompt.account.trouble.refuse("CreateTags", 9, new AwsError("UnauthorizedOperation", 403, "no"));
        prompt.account.trouble.refuse("CreateOrUpdateTags", 9, new AwsError("AccessDenied", 403, "no"));

        assertThat(prompt.run("hold", node.id(), "--yes")).isEqualTo(3);

        assertThat(prompt.err())
                .startsWith("drainguard: node workers/" + node.id())
                .contains("your credentials may not");
        assertThat(prompt.out()).doesNotContain("Done");
    }

    private Map<String, String> ofGroup() {
        return prompt
                .world
                .autoScaling()
                .describeAutoScalingGroups(List.of(Prompt.GROUP), List.of(), null, null)
                .items()
                .getFirst()
                .tags()
                .entrySet()
                .stream()
                .filter(tag -> tag.getKey().startsWith(TAG))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// What refuses a tag on a node.
    static List<Arguments> refusals() {
        return List.of(
                Arguments.of("TagLimitExceeded", (BiConsumer<World, String>)
                        (world, node) -> world.mishaps().fillTags(node, 50)),
                Arguments.of("UnauthorizedOperation", (BiConsumer<World, String>)
                        (world, node) -> world.organization().deny("CreateTags", node)),
                Arguments.of("InvalidInstanceID.NotFound", (BiConsumer<World, String>) (world, node) -> {
                    world.mishaps().failHost(node);
                    world.mishaps().forget(node);
                }));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void nodeThatTakesNoTag_isHeldByItsGroupUntilThatIsCleared(String code, BiConsumer<World, String> refusal) {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));
        refusal.accept(prompt.world, node.id());

        assertThat(prompt.run("hold", node.id(), "--yes")).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .contains("The node takes no tag: ", code)
                .contains("Done all the same: its group carries the tag drainguard:override:" + node.id() + "=hold");
        assertThat(ofGroup()).containsOnlyKeys(TAG + ":" + node.id());
        assertThat(node.tags()).doesNotContainKey(TAG);
        assertThat(prompt.run("status", "--json")).as(prompt.err()).isZero();
        assertThat(prompt.out()).containsPattern("\"operator\":\"(hold|unread)\"");
        assertThat(prompt.run("clear", node.id(), "--yes")).as(prompt.err()).isZero();
        assertThat(ofGroup()).isEmpty();
    }

    @Test
    void nodeFullOfTags_isReleasedByItsGroup() {
        Instance node = waiting();
        prompt.world.mishaps().fillTags(node.id(), 50);

        assertThat(prompt.run("release", node.id(), "--yes")).as(prompt.err()).isZero();

        prompt.guard.sweep();
        assertThat(prompt.guard.decided(Decision.Release.class)).hasSize(1);
    }

    @Test
    void longName_fitsTheTag() {
        Instance node = waiting();
        prompt.world.surroundings().caller("arn:aws:sts::123456789012:assumed-role/" + "r".repeat(300));

        assertThat(prompt.run("hold", node.id(), "--yes")).isZero();

        assertThat(node.tags().get(BY)).hasSize(256).endsWith(" 2026-01-01T10:01:02Z");
    }

    @Test
    void nodeInService_isNotReleasedBeforehand() {
        Instance node = prompt.group(1).getFirst();

        assertThat(prompt.run("release", node.id(), "--yes")).isEqualTo(2);

        assertThat(prompt.err())
                .contains("workers/" + node.id() + ": it is InService")
                .contains("nothing was changed");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @Test
    void nodeInService_canBeHeldBeforehand() {
        Instance node = prompt.group(1).getFirst();

        assertThat(prompt.run("hold", node.id(), "--yes")).isZero();

        assertThat(prompt.out()).contains("InService (it neither waits nor is retained)");
        assertThat(Account.DOCUMENT).isEqualTo(node.tags().get("drainguard"));
    }

    @Test
    void releaseOfANodeThatWasEmptyLongAgo_takesTheWholeId() {
        Instance node = prompt.group(1).getFirst();
        prompt.run("doctor");
        prompt.world.advance(Duration.ofHours(20));
        prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(List.of(node));

        assertThat(prompt.types("y").run("release", node.id())).isEqualTo(2);

        assertThat(prompt.out()).contains("at risk  unknown: its queues were empty, by a look 20 h ago");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i", "i-", "i-0"})
    void releaseWithoutAQuestion_takesTheWholeId(String name) {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));

        assertThat(prompt.run("release", name, "--yes")).isEqualTo(2);

        assertThat(prompt.err()).contains("nothing was changed; next: ");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    /// A node that waits, and that the last look found empty.
    private Instance drained() {
        Instance node = prompt.group(1).getFirst();
        prompt.run("doctor");
        prompt.account.scaleIn(List.of(node));
        return node;
    }

    @Test
    void releaseOfAnEmptyNodeThatFilledMeanwhile_stops() {
        Instance node = drained();
        assertThat(prompt.types("n").run("release", node.id())).isEqualTo(2);
        assertThat(prompt.out()).contains("at risk  nothing: its queues were empty");

        prompt.types("y").meanwhile(() -> {
            prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
            // The guard asks no node that somebody else has asked in the last 20 s.
            prompt.guard.guardFor(Duration.ofMinutes(2));
        });
        assertThat(prompt.run("release", node.id())).isEqualTo(2);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).contains("now at risk: 211 files").contains("nothing was changed; next:");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @Test
    void releaseOfAnEmptyNodeWhoseLookGrewOldMeanwhile_stops() {
        Instance node = drained();

        prompt.types("y").meanwhile(() -> prompt.world.advance(Duration.ofMinutes(20)));
        assertThat(prompt.run("release", node.id())).isEqualTo(2);

        assertThat(prompt.err()).contains("now at risk: unknown").contains("nothing was changed; next:");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"release", "hold", "clear"})
    void nodeThatMovedOnMeanwhile_stops(String command) {
        Instance node = waiting();
        prompt.world.ec2().createTags(List.of(node.id()), Map.of(TAG, "hold"));
        int before = writes().size();

        prompt.types(command.equals("release") ? node.id() : "y")
                .meanwhile(() -> prompt.world.advance(Duration.ofHours(2)));
        assertThat(prompt.run(command, node.id())).isEqualTo(2);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err())
                .contains("Terminating:Wait when you were asked")
                .contains("nothing was changed; next:");
        assertThat(writes()).hasSize(before);
    }

    /// So many nodes that wait with data, the first of which nobody has looked at.
    private List<Instance> waiting(int many) {
        List<Instance> nodes = prompt.group(many + 1).subList(0, many);
        nodes.forEach(node -> prompt.account.shell.disk(node.id(), Disk.holding(3, 70_000, prompt.world.instant())));
        prompt.account.scaleIn(nodes);
        prompt.settled();
        return nodes;
    }

    private List<String> ids(List<Instance> nodes) {
        return nodes.stream().map(Instance::id).toList();
    }

    private String[] words(String command, List<Instance> nodes, String... more) {
        return Stream.of(Stream.of(command), nodes.stream().map(Instance::id), Stream.of(more))
                .flatMap(all -> all)
                .toArray(String[]::new);
    }

    @Test
    void release_namesTheKeptVolumesAndHowToRescueThem() {
        Instance node = waiting();
        List<String> volumes = node.volumes().stream().map(Volume::id).toList();

        assertThat(prompt.types(node.id()).run("release", node.id())).isZero();

        assertThat(volumes).isNotEmpty();
        volumes.forEach(volume -> assertThat(prompt.out()).contains("drainguard rescue --volume " + volume));
        assertThat(prompt.out())
                .contains("kept")
                .contains("Type the node's id to release it; what it holds stays on the kept volumes: ");
    }

    @Test
    void releaseOfAnUnprotectedNode_saysThatWhatItHoldsIsLost() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));

        assertThat(prompt.types(node.id()).run("release", node.id())).isZero();

        assertThat(prompt.out())
                .contains("volumes  volumes go with the node: what they hold is lost")
                .contains("release it and lose what it holds: ");
    }

    @Test
    void fiftyNodes_takeOneProcessAndOneCall() {
        List<Instance> nodes = waiting(50);
        int before = writes().size();

        assertThat(prompt.types("50").run(words("release", nodes, "--because", "destination is gone")))
                .as(prompt.err())
                .isZero();

        assertThat(prompt.out()).contains("Type the number of nodes", "Done for 50 of 50 nodes");
        assertThat(writes()).hasSize(before + 1);
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.tags())
                        .containsEntry(TAG, "release")
                        .containsEntry("drainguard:override-because", "destination is gone"));
    }

    @Test
    void group_isAllThatWaitsAndNothingElse() {
        List<Instance> nodes = waiting(3);
        Instance inService = prompt.world.members(Prompt.GROUP).stream()
                .filter(node -> !ids(nodes).contains(node.id()))
                .findFirst()
                .orElseThrow();

        assertThat(prompt.types("3").run("release", "--group", Prompt.GROUP)).isEqualTo(2);
        assertThat(prompt.types(Prompt.GROUP).run("release", "--group", Prompt.GROUP))
                .isZero();

        assertThat(nodes).allSatisfy(node -> assertThat(node.tags()).containsEntry(TAG, "release"));
        assertThat(inService.tags()).doesNotContainKey(TAG);
    }

    @Test
    void groupWithoutAWaitingNode_isNoError() {
        prompt.group(1);

        assertThat(prompt.run("release", "--group", Prompt.GROUP, "--yes")).isZero();
        assertThat(prompt.out()).contains("no node of it waits or was retained");
        assertThat(prompt.run("release", "--group", "nobody", "--yes")).isEqualTo(2);
        assertThat(prompt.err()).contains("group nobody: it is none of the tagged groups [workers]");
    }

    @Test
    void standardInput_namesNodes() {
        List<Instance> nodes = waiting(3);

        prompt.types(String.join("\n", ids(nodes)));
        assertThat(prompt.run("hold", "-")).isEqualTo(2);
        assertThat(prompt.err()).contains("nobody to ask there").contains("--yes");
        prompt.types(ids(nodes).getFirst() + "  " + ids(nodes).get(1) + "\n\n"
                + ids(nodes).getLast());
        assertThat(prompt.run("hold", "-", "--yes")).isZero();

        assertThat(nodes).allSatisfy(node -> assertThat(node.tags()).containsEntry(TAG, "hold"));
        prompt.types("");
        assertThat(prompt.run("hold", "-", "--yes")).isEqualTo(2);
        assertThat(prompt.err()).contains("standard input names no node");
    }

    @Test
    void wrongIdAmongMany_changesNothing() {
        List<Instance> nodes = waiting(3);
        int before = writes().size();

        assertThat(prompt.run(words("release", nodes, "i-nobody", "i-noone", "--yes")))
                .isEqualTo(2);

        assertThat(prompt.err()).contains("node i-nobody", "node i-noone", "2 of 5 names");
        assertThat(writes()).hasSize(before);
        assertThat(prompt.run("hold", "--yes")).isEqualTo(2);
        assertThat(prompt.err()).contains("no node was named");
        assertThat(prompt.run("hold", nodes.getFirst().id(), "--group", "workers", "--yes"))
                .isEqualTo(2);
        assertThat(prompt.err()).contains("either the nodes or --group");
    }

    @Test
    void releaseBySomeLetters_offersWaitingNodesOnly() {
        List<Instance> nodes = waiting(7);
        Instance inService = prompt.world.members(Prompt.GROUP).stream()
                .filter(node -> !ids(nodes).contains(node.id()))
                .findFirst()
                .orElseThrow();

        assertThat(prompt.run("release", "i-0")).isEqualTo(2);

        assertThat(prompt.err())
                .contains("7 waiting or retained nodes begin with that")
                .contains("and 2 more")
                .doesNotContain(inService.id());
    }

    @Test
    void nodeThatFails_isNamedAndTheOthersAreDone() {
        List<Instance> nodes = waiting(4);
        String last = nodes.getLast().id();
        prompt.world.organization().deny("CreateTags", last);
        prompt.account.trouble.refuse("CreateOrUpdateTags", 9, new AwsError("AccessDenied", 403, "no"));

        assertThat(prompt.run(words("hold", nodes, "--yes"))).isEqualTo(1);

        assertThat(prompt.out()).contains("Done for 3 of 4 nodes");
        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).startsWith("drainguard: node workers/" + last);
        assertThat(nodes.subList(0, 3))
                .allSatisfy(node -> assertThat(node.tags()).containsEntry(TAG, "hold"));
    }

    @Test
    void clearOfANodeWithoutOverride_saysThereWasNone() {
        Instance node = waiting();
        int before = writes().size();

        assertThat(prompt.run("clear", node.id())).isZero();

        assertThat(prompt.out()).contains("There was none");
        assertThat(writes()).hasSize(before);
    }

    @Test
    void reasonAndQuietTime_areWrittenAndCleared() {
        Instance node = waiting();

        assertThat(prompt.types("y").run("hold", node.id(), "--because", "  kept for the auditors ", "--until", "4h"))
                .as(prompt.err())
                .isZero();

        assertThat(prompt.out())
                .contains("because  kept for the auditors")
                .contains("quiet    its alarms are quiet until 2026-01-01 14:01Z, for 4 h");
        assertThat(node.tags())
                .containsEntry("drainguard:override-because", "kept for the auditors")
                .containsEntry("drainguard:quiet-until", "2026-01-01T14:01:02Z");
        assertThat(prompt.run("clear", node.id(), "--yes")).isZero();
        assertThat(node.tags()).doesNotContainKeys(TAG, BY, "drainguard:override-because", "drainguard:quiet-until");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "one\ntwo"})
    void reasonThatNoTagTakes_isRefused(String reason) {
        Instance node = waiting();

        assertThat(prompt.run("hold", node.id(), "--yes", "--because", reason)).isEqualTo(2);
        assertThat(prompt.err()).startsWith("drainguard: --because: ").contains("nothing was changed");
        assertThat(prompt.run("hold", node.id(), "--yes", "--because", "x".repeat(257)))
                .isEqualTo(2);
        assertThat(prompt.err()).contains("it has 257 characters, a tag takes 256");
        assertThat(node.tags()).doesNotContainKey(TAG);
    }

    @Test
    void nodeThatTakesNoTag_isToldThatItsAlarmsRingOn() {
        Instance node = waiting();
        prompt.world.mishaps().fillTags(node.id(), 50);

        assertThat(prompt.run("hold", node.id(), "--yes", "--until", "2d")).isZero();

        assertThat(prompt.out()).contains("Not kept: --until, so its alarms go on ringing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"release", "hold", "clear", "wait", "history"})
    void help_breaksNoTagThatSomebodyMayCopy(String command) {
        assertThat(prompt.run(command, "--help")).isZero();

        assertThat(prompt.out().lines().map(String::strip))
                .noneMatch(line -> line.endsWith("drainguard:") || line.startsWith("override=") || line.endsWith("-"));
    }
}
