package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard adopt` over the wire.
class AdoptCommandTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Hook OURS = Hook.terminating(Account.HOOK, HOUR);

    private AdoptScene scene = new AdoptScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private void scene(UnaryOperator<GroupSpec> change) {
        scene.close();
        scene = new AdoptScene(change);
    }

    private void assertAdopted(String document) {
        assertThat(scene.hooks()).containsExactly(OURS);
        assertThat(scene.group().retention()).isEqualTo(Retention.RETAIN);
        assertThat(scene.group().tags()).containsEntry("drainguard", document);
        assertThat(scene.group().keptTags()).isEmpty();
        assertThat(scene.nodes).allSatisfy(node -> assertThat(node.tags()).containsEntry("drainguard", document));
    }

    @Test
    void withoutYes_eachStepIsShownAndNothingChanged() {
        assertThat(scene.run("adopt", "workers")).as(scene.prompt.err()).isZero();

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out())
                .startsWith("group workers, by the settings of function drainguard-Guard\n")
                .contains(
                        "already so    document drainguard-workers, which the guard may run\n",
                        "will put      instance lifecycle policy TerminateHookAbandon=retain\n",
                        "will put      tag drainguard=drainguard-workers on the group, propagated at launch\n",
                        "will put      the same tag on 3 of its 3 instances: "
                                + scene.nodes.getFirst().id(),
                        "will put      hook Cribl-Scaledown-Hook: autoscaling:EC2_INSTANCE_TERMINATING, DefaultResult"
                                + " ABANDON, HeartbeatTimeout 3600 s\n",
                        "Nothing was changed. The same command with --yes does it.\n");
    }

    @Test
    void withYes_policyTagsAndHookArePutInThisOrderAndDoctorIsSound() {
        assertThat(scene.run("adopt", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();

        assertThat(scene.acts())
                .containsExactly("UpdateAutoScalingGroup", "CreateOrUpdateTags", "CreateTags", "PutLifecycleHook");
        assertAdopted(Account.DOCUMENT);
        assertThat(scene.prompt.out())
                .contains("done          hook Cribl-Scaledown-Hook", "1 group examined (workers)", "sound.");
    }

    @Test
    void secondRun_changesNothing() {
        assertThat(scene.run("adopt", "workers", "--yes")).isZero();

        assertThat(scene.run("adopt", "workers", "--yes")).isZero();

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out().lines().filter(line -> line.startsWith("already so")))
                .hasSize(6);
        assertThat(scene.run("adopt", "workers")).isZero();
        assertThat(scene.prompt.out()).contains("Nothing is to be done.");
    }

    @Test
    void adoptedGroup_holdsANodeWithDataAtItsNextScaleIn() {
        assertThat(scene.run("adopt", "workers", "--yes")).isZero();
        TestGuard guard = new TestGuard(
                scene.prompt.account,
                new Settings(Account.HOOK, Duration.ofHours(48), true, Account.DOCUMENT, Account.DOCUMENTS, false));
        Instance full = scene.nodes.getFirst();
        scene.prompt.account.shell.disk(full.id(), Disk.holding(5, 5_000, scene.prompt.world.instant()));
        scene.prompt.account.scaleIn(List.of(full, scene.nodes.getLast()));

        guard.guardFor(Duration.ofMinutes(10));

        assertThat(full.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(guard.decided(Decision.Release.class))
                .extracting(TestGuard.Decided::node)
                .containsExactly(scene.nodes.getLast().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UpdateAutoScalingGroup", "CreateOrUpdateTags", "CreateTags", "PutLifecycleHook"})
    void refusedCall_saysWhatWasDoneAndASecondRunGoesOn(String action) {
        scene.prompt.account.trouble.refuse(action, 1, AdoptScene.DENIED);

        int code = scene.run("adopt", "workers", "--yes");

        boolean first = action.equals("UpdateAutoScalingGroup");
        assertThat(code).isEqualTo(first ? 3 : 1);
        assertThat(scene.prompt.err())
                .hasLineCount(1)
                .contains(
                        first ? "setting the instance lifecycle policy of group workers" : "stopped half-way",
                        "next: ");
        assertThat(scene.hooks()).isEmpty();

        assertThat(scene.run("adopt", "workers", "--yes")).isZero();
        assertAdopted(Account.DOCUMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DescribeAutoScalingGroups",
                "DescribeLifecycleHooks",
                "DescribeInstanceInformation",
                "DescribeInstances",
                "DescribeDocument"
            })
    void unreadableGroup_isLeftAlone(String action) {
        scene.prompt.account.trouble.refuse(action, 20, AdoptScene.DENIED);

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(3);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.err()).hasLineCount(1).contains("AccessDenied", "next: ");
    }

    @Test
    void throttledCall_isSaidAndASecondRunGoesOn() {
        scene.prompt.account.trouble.refuse("PutLifecycleHook", 20, AdoptScene.THROTTLED);

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.prompt.err()).contains("AWS throttled the call", "not done: hook Cribl-Scaledown-Hook");
    }

    @Test
    void instanceLaunchedBeforeTheGroupWasTagged_isTaggedToo() {
        scene.prompt.account.trouble.before("CreateOrUpdateTags", () -> {
            scene.prompt.world.autoScaling().setDesiredCapacity("workers", 4);
            scene.prompt.world.advance(Duration.ofMinutes(2));
        });

        assertThat(scene.run("adopt", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();

        assertThat(scene.group().instances()).hasSize(4);
        assertThat(scene.prompt.out()).contains("done          the same tag on 4 instances\n");
        assertThat(scene.prompt.world.instances())
                .hasSize(4)
                .allSatisfy(node -> assertThat(node.tags()).containsEntry("drainguard", Account.DOCUMENT));
    }

    @Test
    void instanceThatEndsMeanwhile_doesNotStopTheTagging() {
        scene.prompt.account.trouble.before("CreateTags", () -> {
            Instance ended = scene.nodes.getFirst();
            scene.prompt.world.ec2().terminateInstances(List.of(ended.id()));
            scene.prompt.world.advance(Duration.ofHours(2));
        });

        int code = scene.run("adopt", "workers", "--yes", "--no-look");

        assertThat(code).as(scene.prompt.out() + scene.prompt.err()).isNotEqualTo(3);
        assertThat(scene.hooks()).containsExactly(OURS);
        assertThat(scene.nodes.getLast().tags()).containsEntry("drainguard", Account.DOCUMENT);
    }

    // --- what stands in the way ---

    @Test
    void nodeThatWaitsAtAnotherHook_standsInTheWay() {
        scene(spec -> spec.hook(Hook.terminating("other", HOUR)));
        scene.prompt.account.scaleIn(scene.nodes.subList(0, 1));

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out())
                .contains(
                        "note          it has other termination hooks, [other]",
                        "fault  workers: nodes wait: [" + scene.nodes.getFirst().id()
                                + "]; its termination hooks are [other]",
                        "Nothing was changed, since this stands in the way.");
    }

    @Test
    void nodeThatWaitsAtTheGuardsHookOfAHalfAdoptedGroup_isTakenCareOf() {
        scene(spec -> spec.hook(OURS));
        Instance waiting = scene.nodes.getFirst();
        scene.prompt.account.scaleIn(List.of(waiting));

        scene.run("adopt", "workers", "--yes");

        assertThat(scene.acts()).doesNotContain("PutLifecycleHook").contains("CreateOrUpdateTags", "CreateTags");
        assertThat(waiting.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(waiting.tags()).containsEntry("drainguard", Account.DOCUMENT);
        assertAdopted(Account.DOCUMENT);
    }

    @Test
    void nodeThatWaitsAtTheGuardsHookWithOtherSettings_standsInTheWay() {
        scene(spec -> spec.hook(OURS.withDefaultResult("CONTINUE")));
        scene.prompt.account.scaleIn(scene.nodes.subList(0, 1));

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("what a change does to an open wait is not known");
    }

    @Test
    void hookWithOtherSettings_isChangedAndSaidSo() {
        scene(spec -> spec.hook(OURS.withDefaultResult("CONTINUE")
                .withHeartbeatTimeout(Duration.ofMinutes(10))
                .withMetadata("m")));

        assertThat(scene.run("adopt", "workers", "--heartbeat-timeout", "1800")).isZero();
        assertThat(scene.prompt.out())
                .contains("HeartbeatTimeout 1800 s; until now DefaultResult CONTINUE, HeartbeatTimeout 600 s");

        assertThat(scene.run("adopt", "workers", "--yes"))
                .as(scene.prompt.err())
                .isNotEqualTo(3);
        assertThat(scene.hooks())
                .containsExactly(
                        OURS.withHeartbeatTimeout(Duration.ofMinutes(10)).withMetadata("m"));
    }

    @Test
    void hookOfLaunchesWithTheSameName_standsInTheWay() {
        scene(spec -> spec.hook(new Hook(Account.HOOK, Hook.LAUNCHING, HOUR, "ABANDON", null, null, null)));

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("is for autoscaling:EC2_INSTANCE_LAUNCHING");
    }

    @Test
    void agentTooOldAndNodeWithoutRole_standInTheWayUnlessTheyAreIgnored() {
        scene.prompt.world.mishaps().agentVersion(scene.nodes.get(0).id(), "3.3.987.0");
        scene.prompt.world.mishaps().withoutRole(scene.nodes.get(1).id());
        scene.prompt.world.mishaps().neverRegistered(scene.nodes.get(2).id());

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(1);
        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out())
                .contains(
                        "its Systems Manager agent is 3.3.987.0, and the drain document needs 3.3.2746.0",
                        "it has no instance profile, so no role, and Systems Manager does not know it",
                        "fault  workers/" + scene.nodes.get(2).id() + ": Systems Manager does not know the node");

        assertThat(scene.run("adopt", "workers", "--yes", "--ignore-agents")).isEqualTo(1);
        assertAdopted(Account.DOCUMENT);
    }

    // --- group, guard, document ---

    @Test
    void unknownGroup_isNamed() {
        assertThat(scene.run("adopt", "werkers", "--yes")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("group 'werkers': there is no Auto Scaling group of this name");
        assertThat(scene.run("adopt", " ")).isEqualTo(2);
        assertThat(scene.run("adopt")).isEqualTo(2);
    }

    @Test
    void withoutAGuard_nothingIsPut() {
        scene.prompt.world.surroundings().neverSwept();

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("no guard has swept in the last three hours", "--guard");

        assertThat(scene.run("adopt", "workers", "--guard", "nobody")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("guard 'nobody' is no function, and has not swept lately");

        assertThat(scene.run("adopt", "workers", "--guard", AdoptScene.FUNCTION))
                .isZero();
    }

    @Test
    void guardsWithDifferentHooks_areToBeChosenFrom() {
        scene.guard("second", Map.of("LIFECYCLE_HOOK_NAME", "Second-Hook", "DRAIN_DOCUMENT", Account.DOCUMENT));

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("drainguard-Guard Cribl-Scaledown-Hook", "second Second-Hook");

        assertThat(scene.run("adopt", "workers", "--guard", "second")).isZero();
        assertThat(scene.prompt.out()).contains("hook Second-Hook");
    }

    @Test
    void guardsWithDifferentDocuments_areToBeChosenFrom() {
        scene.prompt.world.putDocument(Account.document("drainguard-second"));
        scene.guard("second", Map.of("DRAIN_DOCUMENT", "drainguard-second"));

        assertThat(scene.run("adopt", "workers", "--yes")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("drainguard-second, drainguard-workers", "--document");

        assertThat(scene.run("adopt", "workers", "--document", Account.DOCUMENT))
                .isZero();
        assertThat(scene.prompt.out()).contains("guard second was not given document drainguard-workers");
    }

    @Test
    void hookThatTheGuardDoesNotHold_isRefused() {
        assertThat(scene.run("adopt", "workers", "--yes", "--hook", "mine")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("holds nodes at hook 'Cribl-Scaledown-Hook' only, not at 'mine'");
        assertThat(scene.run("adopt", "workers", "--heartbeat-timeout", "10")).isEqualTo(2);
        assertThat(scene.run("adopt", "workers", "--document", "drainguard-a", "--queues", "/a"))
                .isEqualTo(2);
    }

    @Test
    void documentThatIsMissingOrNotListedOrMisnamed_isRefused() {
        assertThat(scene.run("adopt", "workers", "--document", "drainguard-none"))
                .isEqualTo(2);
        assertThat(scene.prompt.err()).contains("drain document 'drainguard-none' does not exist");
        assertThat(scene.run("adopt", "workers", "--document", "AWS-RunShellScript"))
                .isEqualTo(2);

        scene.prompt.world.putDocument(Account.document("drainguard-mine"));
        assertThat(scene.run("adopt", "workers", "--document", "drainguard-mine"))
                .isEqualTo(2);
        assertThat(scene.prompt.err())
                .contains("guard drainguard-Guard was not given document 'drainguard-mine'", Account.DOCUMENTS);

        scene.prompt.world.parameters().put(Account.DOCUMENTS, Account.DOCUMENT + ",drainguard-mine");
        assertThat(scene.run("adopt", "workers", "--document", "drainguard-mine", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();
        assertAdopted("drainguard-mine");
    }

    @Test
    void queues_makeADocumentOfTheGroupsOwnAndListIt() {
        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/a,/var/lib/b?", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();

        assertThat(scene.acts()).startsWith("CreateDocument", "PutParameter", "UpdateAutoScalingGroup");
        assertAdopted("drainguard-group-workers");
        assertThat(scene.prompt
                        .world
                        .parameters()
                        .getParameter(Account.DOCUMENTS)
                        .value())
                .isEqualTo("drainguard-workers,drainguard-group-workers");
        assertThat(scene.prompt
                        .world
                        .ssm()
                        .describeDocument("drainguard-group-workers")
                        .parameterDefaults())
                .containsEntry("queues", "/var/lib/a,/var/lib/b?")
                .containsEntry("wait", "0");

        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/a,/var/lib/b?", "--yes"))
                .isZero();
        assertThat(scene.acts()).isEmpty();
        assertThat(scene.run("adopt", "workers", "--yes")).isZero();
        assertThat(scene.acts()).isEmpty();

        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/c", "--yes"))
                .isZero();
        assertThat(scene.acts()).containsExactly("UpdateDocument", "UpdateDocumentDefaultVersion");
        assertThat(scene.prompt.out()).contains("looks at /var/lib/c", "until now at /var/lib/a,/var/lib/b?");
    }

    @Test
    void changingCalls_areThoseOfThePage() throws IOException {
        Set<String> made = new TreeSet<>();
        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/a", "--yes"))
                .isZero();
        made.addAll(scene.actions());
        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/b", "--yes"))
                .isZero();
        made.addAll(scene.actions());

        assertThat(made).containsAll(AdoptScene.told("adopt"));
        made.removeAll(AdoptScene.told("adopt"));
        assertThat(made)
                .as("what doctor needs, which the page refers to")
                .allMatch(action -> action.matches("\\w+:(Describe|List)\\w+|ssm:GetParameter|ssm:SendCommand"));
    }

    @Test
    void queuesWhileANodeWaits_doNotChangeWhatDecidesOnIt() {
        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/a", "--yes"))
                .isZero();
        scene.prompt.account.scaleIn(scene.nodes.subList(0, 1));

        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/b", "--yes"))
                .isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("another drain document would decide on them");
    }

    @Test
    void pathsThatCannotBe_areRefused() {
        assertThat(scene.run("adopt", "workers", "--queues", "var/lib/a", "--yes"))
                .isEqualTo(2);
        assertThat(scene.prompt.err()).contains("--queues cannot be 'var/lib/a'");
        assertThat(scene.run("adopt", "workers", "--queues", "/a, /b", "--yes")).isEqualTo(2);
        assertThat(scene.acts()).isEmpty();
    }

    @Test
    void nameOfTheDocument_isOneThatSystemsManagerTakes() {
        assertThat(DocumentName.of("workers")).isEqualTo("drainguard-group-workers");
        assertThat(DocumentName.of("my group/é"))
                .matches("drainguard-group-my-group---[0-9a-f]{8}")
                .isNotEqualTo(DocumentName.of("my-group--"));
        assertThat(DocumentName.of("g".repeat(255))).hasSize(128).matches("[a-zA-Z0-9_.-]+");
        assertThat(DocumentName.of("g".repeat(111))).isEqualTo("drainguard-group-" + "g".repeat(111));
    }

    @Test
    void groupWithoutInstances_isAdopted() {
        scene(spec -> GroupSpec.of("workers", 0, 3, 0));

        int code = scene.run("adopt", "workers", "--yes");

        assertThat(code).as(scene.prompt.out() + scene.prompt.err()).isEqualTo(4);
        assertThat(scene.acts()).containsExactly("UpdateAutoScalingGroup", "CreateOrUpdateTags", "PutLifecycleHook");
        assertThat(scene.prompt.out()).contains("it has no instance in service, so no agent could be checked");
    }

    @Test
    void groupOfAStack_isToldThatItsTemplateNeedsTheSame() {
        scene.close();
        scene = new AdoptScene(spec -> spec.tag("aws:cloudformation:stack-name", "mine"));

        assertThat(scene.run("adopt", "workers")).isZero();

        assertThat(scene.prompt.out()).contains("note          stack mine made the group");
    }
}
