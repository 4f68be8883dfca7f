package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard leave` over the wire.
class LeaveCommandTest {
    private static final Hook OURS = Hook.terminating(Account.HOOK, Duration.ofHours(1));

    private AdoptScene scene = new AdoptScene(AdoptScene.adopted());

    @AfterEach
    void close() {
        scene.close();
    }

    private void scene(UnaryOperator<GroupSpec> change) {
        scene.close();
        scene = new AdoptScene(spec -> change.apply(AdoptScene.adopted().apply(spec)));
    }

    private void assertUnchanged() {
        assertThat(scene.hooks()).contains(OURS);
        assertThat(scene.group().retention()).isEqualTo(Retention.RETAIN);
        assertThat(scene.group().tags()).containsKey("drainguard");
        assertThat(scene.group().suspended()).isEmpty();
    }

    private void assertLeft() {
        assertThat(scene.hooks()).isEmpty();
        assertThat(scene.group().retention()).isEqualTo(Retention.TERMINATE);
        assertThat(scene.group().tags()).doesNotContainKey("drainguard");
        assertThat(scene.group().suspended()).isEmpty();
        assertThat(scene.prompt.world.instances())
                .allSatisfy(node -> assertThat(node.tags()).doesNotContainKey("drainguard"));
    }

    @Test
    void withoutYes_eachStepIsShownAndNothingChanged() {
        assertThat(scene.run("leave", "workers")).as(scene.prompt.err()).isZero();

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out())
                .contains(
                        "will take off hook Cribl-Scaledown-Hook\n",
                        "will take off instance lifecycle policy TerminateHookAbandon=retain, back to terminate\n",
                        "will take off tag drainguard of the group=drainguard-workers\n",
                        "will take off the same tag of 3 instances: ",
                        "Nothing was changed. The same command with --yes does it.");
    }

    @Test
    void withYes_allIsTakenBackWhileNothingGoes() {
        assertThat(scene.run("leave", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();

        assertThat(scene.acts())
                .containsExactly(
                        "SuspendProcesses",
                        "DeleteLifecycleHook",
                        "UpdateAutoScalingGroup",
                        "DeleteTags",
                        "DeleteTags",
                        "ResumeProcesses");
        assertLeft();

        assertThat(scene.run("leave", "workers", "--yes")).isZero();
        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("Nothing is to be done.");
    }

    @Test
    void adoptAfterLeave_isAsItWas() {
        assertThat(scene.run("leave", "workers", "--yes")).isZero();
        assertThat(scene.run("adopt", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();
        assertUnchanged();
    }

    @Test
    void nodeThatWaits_standsInTheWay() {
        scene.prompt.account.scaleIn(scene.nodes.subList(0, 1));

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out())
                .contains("fault  workers/" + scene.nodes.getFirst().id() + ": it is Terminating:Wait");
    }

    @Test
    void nodeThatWasRetained_standsInTheWay() {
        scene.prompt.account.scaleIn(scene.nodes.subList(0, 1));
        scene.prompt.account.giveUp(scene.nodes.getFirst());

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("it is Terminating:Retained");
    }

    @Test
    void scaleInThatHasBeenAskedFor_standsInTheWay() {
        scene.prompt.world.autoScaling().setDesiredCapacity("workers", 2);

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("3 nodes are in service, and its desired capacity is 2");
    }

    @Test
    void unhealthyNode_standsInTheWay() {
        scene.prompt
                .world
                .autoScaling()
                .setInstanceHealth(scene.nodes.getFirst().id(), "Unhealthy");

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.acts()).isEmpty();
        assertThat(scene.prompt.out()).contains("is unhealthy, so a node is about to go");
    }

    /// Whatever call of the command a scale-in comes before: as long as the hook is there or comes back, the node with
    /// data waits.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SuspendProcesses",
                "after SuspendProcesses",
                "DescribeLifecycleHooks",
                "DeleteLifecycleHook",
                "after DeleteLifecycleHook"
            })
    void nodeThatIsToGoMeanwhile_waitsAtItsHook(String moment) {
        fill();
        before(moment, () -> scene.prompt.world.autoScaling().setDesiredCapacity("workers", 2));

        assertThat(scene.run("leave", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isEqualTo(1);
        assertUnchanged();
        scene.prompt.world.advance(Duration.ofMinutes(1));

        assertThat(scene.nodes)
                .extracting(Instance::state)
                .containsExactlyInAnyOrder(
                        LifecycleState.TERMINATING_WAIT, LifecycleState.IN_SERVICE, LifecycleState.IN_SERVICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SuspendProcesses",
                "after SuspendProcesses",
                "DescribeLifecycleHooks",
                "DeleteLifecycleHook",
                "after DeleteLifecycleHook"
            })
    void nodeThatBecomesUnhealthyMeanwhile_waitsAtItsHook(String moment) {
        fill();
        Instance ill = scene.nodes.getFirst();
        before(moment, () -> scene.prompt.world.autoScaling().setInstanceHealth(ill.id(), "Unhealthy"));

        assertThat(scene.run("leave", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isEqualTo(1);
        assertUnchanged();
        scene.prompt.world.advance(Duration.ofMinutes(1));

        assertThat(ill.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// Somebody terminates a node by its name at this moment; the command then changes nothing.
    private Instance terminatedByHand(String moment) {
        fill();
        Instance named = scene.nodes.getFirst();
        before(moment, () -> scene.prompt.world.autoScaling().terminateInstanceInAutoScalingGroup(named.id(), false));
        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);
        assertUnchanged();
        return named;
    }

    /// A call that names the node is the one thing that a suspended Terminate does not stop.
    @Test
    void nodeThatIsTerminatedByHandBeforeTheLastReading_waitsAtItsHook() {
        Instance named = terminatedByHand("after SuspendProcesses");

        scene.prompt.world.advance(Duration.ofSeconds(2));
        assertThat(named.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// It has not come to its wait yet, so it waits at the hook that is put back.
    @Test
    void nodeThatIsTerminatedByHandRightBeforeTheDeletion_waitsAtItsHook() {
        Instance named = terminatedByHand("DeleteLifecycleHook");

        assertThat(scene.prompt.err()).isEmpty();
        assertThat(named.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void nodeThatIsTerminatedByHandInTheMomentOfTheDeletion_isNamed() {
        fill();
        Instance named = scene.nodes.getFirst();
        before("DeleteLifecycleHook", () -> {
            scene.prompt.world.autoScaling().terminateInstanceInAutoScalingGroup(named.id(), false);
            scene.prompt.world.advance(Duration.ofSeconds(2));
        });

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.prompt.err())
                .contains("nodes [" + named.id() + "] were taken out of service by a call that names them");
        assertThat(scene.group().suspended()).isEmpty();
    }

    private void fill() {
        scene.nodes.forEach(node ->
                scene.prompt.account.shell.disk(node.id(), Disk.holding(5, 5_000, scene.prompt.world.instant())));
    }

    private void before(String moment, Runnable event) {
        if (!moment.startsWith("after ")) {
            scene.prompt.account.trouble.before(moment, event);
            return;
        }
        scene.prompt.account.trouble.before(
                moment.substring("after ".length()),
                () -> scene.prompt.account.trouble.before("DescribeAutoScalingGroups", event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SuspendProcesses", "DeleteLifecycleHook", "UpdateAutoScalingGroup", "DeleteTags"})
    void refusedCall_leavesNothingSuspendedAndASecondRunGoesOn(String action) {
        scene.prompt.account.trouble.refuse(action, 1, AdoptScene.DENIED);

        int code = scene.run("leave", "workers", "--yes");

        boolean first = action.equals("SuspendProcesses") || action.equals("DeleteLifecycleHook");
        assertThat(code).isEqualTo(first ? 3 : 1);
        assertThat(scene.prompt.err()).contains(first ? "AccessDenied" : "stopped half-way", "next: ");
        assertThat(scene.group().suspended()).isEmpty();

        assertThat(scene.run("leave", "workers", "--yes")).isZero();
        assertLeft();
    }

    @Test
    void lostReplyOfTheDeletion_isNoFailure() {
        scene.prompt.account.trouble.loseReply("DeleteLifecycleHook");

        assertThat(scene.run("leave", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isZero();

        assertLeft();
    }

    @Test
    void processThatCannotBeResumed_isNamedWithTheCommand() {
        scene.prompt.account.trouble.refuse("ResumeProcesses", 20, AdoptScene.DENIED);

        assertThat(scene.run("leave", "workers", "--yes")).isEqualTo(1);

        assertThat(scene.prompt.err())
                .contains("aws autoscaling resume-processes --auto-scaling-group-name 'workers' --scaling-processes"
                        + " Terminate");
    }

    @Test
    void processThatSomebodySuspended_staysSo() {
        scene.prompt.world.autoScaling().suspendProcesses("workers", List.of("Terminate"));

        assertThat(scene.run("leave", "workers", "--yes")).isZero();

        assertThat(scene.acts()).doesNotContain("SuspendProcesses", "ResumeProcesses");
        assertThat(scene.group().suspended()).containsExactly("Terminate");
        assertThat(scene.prompt.out()).contains("its process Terminate is suspended by somebody, and stays so");
    }

    @Test
    void policy_staysWithAnotherHookOrWhereAsked() {
        scene(spec -> spec.hook(Hook.terminating("other", Duration.ofHours(1))));
        assertThat(scene.run("leave", "workers", "--yes")).isZero();
        assertThat(scene.hooks()).extracting(Hook::name).containsExactly("other");
        assertThat(scene.group().retention()).isEqualTo(Retention.RETAIN);
        assertThat(scene.prompt.out()).contains("so does the policy, since they may rely on it");

        scene(spec -> spec);
        assertThat(scene.run("leave", "workers", "--yes", "--keep-policy")).isZero();
        assertThat(scene.group().retention()).isEqualTo(Retention.RETAIN);
    }

    @Test
    void withoutAGuard_theGroupIsLeftAllTheSame() {
        scene.prompt.world.surroundings().neverSwept();

        assertThat(scene.run("leave", "workers", "--yes"))
                .as(scene.prompt.err())
                .isZero();

        assertLeft();
        assertThat(scene.prompt.out()).contains("no guard sweeps, so the hook's name is that of this environment");
    }

    @Test
    void documentOfTheGroupsOwn_staysAndIsSaidSo() {
        scene.close();
        scene = new AdoptScene();
        assertThat(scene.run("adopt", "workers", "--queues", "/var/lib/a", "--yes"))
                .isZero();

        assertThat(scene.run("leave", "workers", "--yes")).isZero();

        assertThat(scene.prompt.out()).contains("its drain document drainguard-group-workers stays");
        assertThat(scene.acts()).doesNotContain("PutParameter");
    }

    @Test
    void calls_areThoseOfThePage() throws IOException {
        assertThat(scene.run("leave", "workers", "--yes")).isZero();

        Set<String> told = AdoptScene.told("leave");
        assertThat(told).containsAll(scene.actions());
        told.removeAll(scene.actions());
        assertThat(told.stream().filter(action -> action.matches("(autoscaling|ec2|ssm):.*")))
                .as("for a warm pool, and to put the hook back")
                .containsExactlyInAnyOrder("autoscaling:DescribeWarmPool", "autoscaling:PutLifecycleHook");
    }

    @Test
    void unknownGroup_isNamed() {
        assertThat(scene.run("leave", "werkers", "--yes")).isEqualTo(2);
        assertThat(scene.prompt.err()).contains("group 'werkers': there is no Auto Scaling group of this name");
    }
}
