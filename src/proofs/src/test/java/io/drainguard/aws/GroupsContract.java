package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.GROUP;
import static io.drainguard.proofs.account.Account.HOOK;
import static io.drainguard.proofs.account.Account.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every port to the groups does, be it the real one over the wire or the simulated guard's own. What it reads of
/// hooks, tags and activities is in the contract that this one extends.
abstract class GroupsContract extends GroupFactsContract {
    @Test
    void tagged_readsAllPagesAndLeavesForeignGroupsOut() {
        for (int i = 0; i < 205; i++) {
            account.world.createGroup(GroupSpec.of("tagged-" + i, 0, 1, 0).tag("drainguard", "drainguard-" + i));
            account.world.createGroup(GroupSpec.of("foreign-" + i, 0, 1, 0).tag("team", "drainguard"));
        }

        assertThat(groups().tagged().groups())
                .hasSize(205)
                .allMatch(group -> group.name().startsWith("tagged-"))
                .last()
                .isEqualTo(new Group(
                        "tagged-204",
                        "drainguard-204",
                        new Group.Traits(false, false, 1, Map.of(), false, Yield.NONE),
                        List.of()));
        assertThat(account.world.calls().count("DescribeAutoScalingGroups")).isEqualTo(3);
    }

    @Test
    void tagged_tellsDocumentPolicyAndMembersThatWaitOrWereRetained() {
        List<Instance> nodes = wait(3, MINUTE).subList(0, 2);
        assertThat(groups().giveUp(name(nodes.get(1)), HOOK)).isEqualTo(ActionResult.DONE);
        pass(5);

        assertThat(groups().tagged().groups())
                .containsExactly(new Group(
                        GROUP,
                        Account.DOCUMENT,
                        new Group.Traits(true, false, 3, Map.of(), false, Yield.NONE),
                        List.of(
                                new Group.Member(nodes.get(0).id(), "Terminating:Wait"),
                                new Group.Member(nodes.get(1).id(), "Terminating:Retained"))));
    }

    @Test
    void tagged_tellsAfterHowLongAGroupYields() {
        account.world.createGroup(GroupSpec.of("yields", 0, 1, 0)
                .tag("drainguard", "drainguard-a")
                .tag("drainguard:yields-after", "240"));
        account.world.createGroup(GroupSpec.of("unclear", 0, 1, 0)
                .tag("drainguard", "drainguard-b")
                .tag("drainguard:yields-after", "4 min"));

        assertThat(groups().tagged().groups())
                .extracting(Group::name, Group::yields)
                .containsExactlyInAnyOrder(
                        tuple("yields", new Yield(Duration.ofSeconds(240), null)),
                        tuple("unclear", new Yield(null, "4 min")));
    }

    @Test
    void state_isThatOfTheInstanceWhicheverItIs() {
        Instance node = account.workers(1).getFirst();
        assertThat(groups().state(node.id())).isEqualTo("InService");
        account.scaleIn(List.of(node));

        assertThat(groups().state(node.id())).isEqualTo("Terminating:Wait");
        assertThat(groups().state("i-00000000000000000")).isNull();
    }

    @Test
    void hook_isReadWithItsPeriodAndAwssOwnLimit() {
        account.world.createGroup(Account.group(0, MINUTE));

        assertThat(groups().hooks(GROUP, HOOK))
                .isEqualTo(new Hooks(new io.drainguard.sweep.Hook(HOOK, MINUTE, Duration.ofSeconds(6_000)), Set.of()));
    }

    @Test
    void hookWithALongPeriod_isLimitedToTwoDays() {
        account.workers(0);

        assertThat(Objects.requireNonNull(groups().hooks(GROUP, HOOK).ours()).globalTimeout())
                .isEqualTo(Duration.ofHours(48));
    }

    @Test
    void hookOfAnotherName_isNotTheHook() {
        account.workers(0);

        assertThat(groups().hooks(GROUP, "other")).isEqualTo(new Hooks(null, Set.of(HOOK)));
    }

    @Test
    void hookOfALaunch_isNotTheHook() {
        account.world.createGroup(GroupSpec.of(GROUP, 0, 1, 0)
                .hook(new Hook(HOOK, Hook.LAUNCHING, MINUTE, "CONTINUE", null, null, null)));

        assertThat(groups().hooks(GROUP, HOOK)).isEqualTo(new Hooks(null, Set.of()));
    }

    @Test
    void waitingSince_isTheStartOfTheRunningActivity() {
        List<Instance> nodes = account.workers(3);
        Instant start = account.world.instant();
        account.scaleIn(nodes.subList(0, 2));

        assertThat(groups().waitingSince(
                                GROUP, Set.of(nodes.get(0).id(), nodes.get(2).id())))
                .isEqualTo(Map.of(nodes.get(0).id(), start));
    }

    @Test
    void waitingSince_leavesActivitiesThatHaveEndedOut() {
        Instance node = wait(1, MINUTE).getFirst();
        groups().release(name(node), HOOK, null);
        pass(120);

        assertThat(groups().waitingSince(GROUP, Set.of(node.id()))).isEmpty();
    }

    @Test
    void waitingSince_ofASecondWaitIsItsOwnStart() {
        Instance node = wait(1, MINUTE).getFirst();
        groups().giveUp(name(node), HOOK);
        pass(5);
        Instant second = account.world.instant();
        groups().terminate(name(node));
        pass(2);

        assertThat(groups().waitingSince(GROUP, Set.of(node.id()))).isEqualTo(Map.of(node.id(), second));
    }

    @Test
    void waitingSince_isFoundOnALaterPage() {
        List<Instance> nodes = account.workers(130);
        Instant start = account.world.instant();
        account.scaleIn(nodes.subList(0, 1));
        account.scaleIn(nodes.subList(1, 130));

        assertThat(groups().waitingSince(GROUP, Set.of(nodes.getFirst().id())))
                .isEqualTo(Map.of(nodes.getFirst().id(), start));
        assertThat(account.world.calls().count("DescribeScalingActivities")).isGreaterThan(1);
    }

    @Test
    void waitingSince_knowsNodesOnTheirWayIntoAWarmPool() {
        Instance node = account.world
                .createGroup(Account.group(1, MINUTE).pool(new WarmPool(false, true)))
                .getFirst();
        account.world.autoScaling().setDesiredCapacity(GROUP, 0);
        pass(10);

        assertThat(node.state()).isEqualTo(LifecycleState.WARMED_PENDING_WAIT);
        assertThat(groups().waitingSince(GROUP, Set.of(node.id()))).containsOnlyKeys(node.id());
    }

    @Test
    void hold_restartsThePeriod() {
        Instance node = wait(1, MINUTE).getFirst();
        pass(40);

        assertThat(groups().hold(name(node), HOOK)).isEqualTo(ActionResult.DONE);
        assertThat(node.deadline()).isEqualTo(account.world.instant().plus(MINUTE));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void release_letsTheNodeGo(boolean byToken) {
        Instance node = wait(1, MINUTE).getFirst();
        String token = byToken ? node.openTokens().getFirst() : null;

        assertThat(groups().release(name(node), HOOK, token)).isEqualTo(ActionResult.DONE);
        assertThat(pass(120).instance(node.id()).state()).isEqualTo(LifecycleState.TERMINATED);
    }

    @Test
    void giveUp_leavesTheNodeToItsGroup() {
        Instance node = wait(1, MINUTE).getFirst();

        assertThat(groups().giveUp(name(node), HOOK)).isEqualTo(ActionResult.DONE);
        assertThat(pass(5).instance(node.id()).state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    @Test
    void terminate_opensAFreshWaitAndDecrementsNothing() {
        Instance node = wait(1, MINUTE).getFirst();
        groups().giveUp(name(node), HOOK);
        pass(5);

        assertThat(groups().terminate(name(node))).isEqualTo(ActionResult.DONE);
        assertThat(pass(2).instance(node.id()).state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(account.world.calls().of("TerminateInstanceInAutoScalingGroup"))
                .last()
                .matches(
                        call -> call.parameter("ShouldDecrementDesiredCapacity").equals("false"));
    }

    @Test
    void everythingDoneToAWaitThatHasEnded_isGone() {
        Instance node = wait(1, MINUTE).getFirst();
        String token = node.openTokens().getFirst();
        groups().release(name(node), HOOK, token);

        assertThat(List.of(
                        groups().hold(name(node), HOOK),
                        groups().release(name(node), HOOK, null),
                        groups().release(name(node), HOOK, token),
                        groups().giveUp(name(node), HOOK)))
                .containsOnly(ActionResult.GONE);
    }

    @Test
    void retainedNodeThatHasGoneMeanwhile_isGone() {
        Instance node = wait(1, MINUTE).getFirst();
        groups().giveUp(name(node), HOOK);
        pass(5);
        account.world.mishaps().failHost(node.id());
        pass(300);

        assertThat(account.world.members(GROUP)).doesNotContain(node);
        assertThat(groups().terminate(name(node))).isEqualTo(ActionResult.GONE);
    }

    @Test
    void releaseWhoseReplyWasLost_isGoneWhenRepeated() {
        Instance node = wait(1, MINUTE).getFirst();
        account.trouble.loseReply("CompleteLifecycleAction");

        assertThat(fault(() -> groups().release(name(node), HOOK, null)).kind()).isEqualTo(Fault.Kind.BROKEN);
        assertThat(groups().release(name(node), HOOK, null)).isEqualTo(ActionResult.GONE);
    }

    @Test
    void giveUpWhoseReplyWasLost_isGoneWhenRepeated() {
        Instance node = wait(1, MINUTE).getFirst();
        account.trouble.loseReply("CompleteLifecycleAction");

        assertThat(fault(() -> groups().giveUp(name(node), HOOK)).kind()).isEqualTo(Fault.Kind.BROKEN);
        assertThat(groups().giveUp(name(node), HOOK)).isEqualTo(ActionResult.GONE);
    }

    @ParameterizedTest
    @CsvSource({
        "Throttling, 400, THROTTLED",
        "AccessDenied, 403, DENIED",
        "InternalFailure, 500, BROKEN",
        "ServiceUnavailable, 503, BROKEN",
        "ValidationError, 400, BROKEN"
    })
    void failedCall_isAFaultOfItsKind(String code, int status, Fault.Kind kind) {
        Instance node = wait(1, MINUTE).getFirst();
        List.of(
                        "DescribeAutoScalingGroups",
                        "DescribeLifecycleHooks",
                        "DescribeScalingActivities",
                        "RecordLifecycleActionHeartbeat",
                        "TerminateInstanceInAutoScalingGroup")
                .forEach(action -> account.trouble.refuse(action, 1, new AwsError(code, status, "no")));
        account.trouble.refuse("CompleteLifecycleAction", 2, new AwsError(code, status, "no"));

        assertThat(List.of(
                        fault(() -> groups().tagged().groups()).kind(),
                        fault(() -> groups().hooks(GROUP, HOOK)).kind(),
                        fault(() -> groups().waitingSince(GROUP, Set.of(node.id())))
                                .kind(),
                        fault(() -> groups().hold(name(node), HOOK)).kind(),
                        fault(() -> groups().release(name(node), HOOK, null)).kind(),
                        fault(() -> groups().giveUp(name(node), HOOK)).kind(),
                        fault(() -> groups().terminate(name(node))).kind()))
                .containsOnly(kind);
        assertThat(groups().hold(name(node), HOOK)).isEqualTo(ActionResult.DONE);
    }
}
