package io.drainguard.aws;

import static io.drainguard.proofs.account.Account.GROUP;
import static io.drainguard.proofs.account.Account.HOOK;
import static io.drainguard.proofs.account.Account.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.Tags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every port reads of a group's hooks, bounds and tags, and the one tag that it takes off.
abstract class GroupFactsContract extends GroupsScene {
    // --- other hooks ---

    @Test
    void otherTerminationHooks_areToldBesideOurs() {
        account.world.createGroup(Account.group(0, MINUTE)
                .hook(Hook.terminating("old", MINUTE))
                .hook(Hook.terminating("debug", MINUTE))
                .hook(new Hook("launched", Hook.LAUNCHING, MINUTE, "CONTINUE", null, null, null)));

        Hooks hooks = groups().hooks(GROUP, HOOK);

        assertThat(Objects.requireNonNull(hooks.ours()).name()).isEqualTo(HOOK);
        assertThat(hooks.others()).containsExactlyInAnyOrder("old", "debug");
    }

    @Test
    void otherHooksOfAGroupWithoutOurs_areToldAllTheSame() {
        account.workers(0);
        account.world.autoScaling().putLifecycleHook(GROUP, Hook.terminating("renamed", MINUTE));
        account.world.autoScaling().deleteLifecycleHook(GROUP, HOOK);

        assertThat(groups().hooks(GROUP, HOOK)).isEqualTo(new Hooks(null, Set.of("renamed")));
    }

    // --- bounds and overrides ---

    @Test
    void largestSize_isThatOfTheGroup() {
        account.world.createGroup(Account.group(3, MINUTE));
        account.world.autoScaling().updateAutoScalingGroup(GROUP, null, 7, null, null);

        assertThat(traits().maxSize()).isEqualTo(7);
    }

    @Test
    void overridesOfNodes_areReadFromTheGroupsTags() {
        account.workers(0);
        account.world
                .autoScaling()
                .createOrUpdateTags(
                        GROUP,
                        Map.of(
                                Tags.OVERRIDE_OF + "i-0a",
                                "release",
                                Tags.OVERRIDE_OF + "i-0b",
                                "hold",
                                Tags.OVERRIDE_OF + "i-0c",
                                "Release",
                                Tags.OVERRIDE_OF + "i-0d",
                                "",
                                Tags.OVERRIDE,
                                "release"));

        assertThat(traits().overrides())
                .isEqualTo(Map.of(
                        "i-0a", Operator.RELEASE,
                        "i-0b", Operator.HOLD,
                        "i-0c", Operator.UNCLEAR,
                        "i-0d", Operator.UNCLEAR));
    }

    @Test
    void clearOverride_takesOffThatOfOneNodeAndNothingElse() {
        account.workers(0);
        String other = Tags.OVERRIDE_OF + "i-0b";
        account.world
                .autoScaling()
                .createOrUpdateTags(
                        GROUP, Map.of(Tags.OVERRIDE_OF + "i-0a", "release", other, "hold", "team", "search"));

        assertThat(groups().clearOverride(new NodeId(GROUP, "i-0a"))).isEqualTo(ActionResult.DONE);

        assertThat(traits().overrides()).isEqualTo(Map.of("i-0b", Operator.HOLD));
        assertThat(account.world
                        .autoScaling()
                        .describeAutoScalingGroups(List.of(GROUP), List.of(), null, null)
                        .items())
                .singleElement()
                .satisfies(view -> assertThat(view.tags()).containsKeys(Tags.GUARDED, "team", other));
    }

    @Test
    void clearOverride_ofANodeWithoutOne_doesNothing() {
        account.workers(0);

        assertThat(groups().clearOverride(new NodeId(GROUP, "i-0a"))).isEqualTo(ActionResult.DONE);
        assertThat(traits().overrides()).isEmpty();
    }

    @Test
    void overrideThatMayNotBeTakenOff_isAFaultThatNamesTheNode() {
        account.workers(0);
        account.trouble.refuse("DeleteTags", 1, new AwsError("AccessDenied", 403, "no"));

        Fault fault = fault(() -> groups().clearOverride(new NodeId(GROUP, "i-0a")));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.DENIED);
    }

    @Test
    void groupWithALoadBalancer_mayDrainConnectionsBeforeTheWait() {
        account.workers(0);
        assertThat(traits().drains()).isFalse();

        account.world.groupSettings().balancer(GROUP, new LoadBalancer(MINUTE, false));

        assertThat(traits().drains()).isTrue();
    }

    private Group.Traits traits() {
        return groups().tagged().groups().getFirst().traits();
    }

    // --- an action that another hook holds ---

    @Test
    void nodeUnderAnotherHookOnly_hasNoActionOfOurs() {
        account.world.createGroup(Account.group(1, MINUTE));
        account.world.autoScaling().deleteLifecycleHook(GROUP, HOOK);
        account.world.autoScaling().putLifecycleHook(GROUP, Hook.terminating("old", MINUTE));
        Instance node = account.world.members(GROUP).getFirst();
        account.scaleIn(List.of(node));
        account.world.autoScaling().putLifecycleHook(GROUP, Hook.terminating(HOOK, MINUTE));

        assertThat(groups().state(node.id())).isEqualTo("Terminating:Wait");
        assertThat(groups().hold(name(node), HOOK)).isEqualTo(ActionResult.GONE);
    }
}
