package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What must hold whenever a guard ends a wait.
final class CompletionInvariant implements Invariant {
    /// A call that failed so short a time ago may have been the reading of a wait's start.
    private static final Duration UNREAD = Duration.ofSeconds(10);

    /// The calls between the last reading of a wait and its release take this long at most, when none is slow.
    private static final Duration CALLS = Duration.ofSeconds(2);

    /// The oldest Empty that is acted on, and the calls that lie between.
    private static final Duration FRESH = Duration.ofSeconds(35);

    private final World world;
    private final Answers answers;
    private final ProtectionInvariant shields;
    private final History chronicle;
    private final YieldInvariant yields;
    private final Set<String> completed = new HashSet<>();

    CompletionInvariant(
            World world, Answers answers, ProtectionInvariant shields, History chronicle, YieldInvariant yields) {
        this.world = world;
        this.answers = answers;
        this.shields = shields;
        this.chronicle = chronicle;
        this.yields = yields;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(
                Promise.COMPLETES_WAITS_ONLY,
                Promise.COMPLETES_ONCE,
                Promise.RELEASE_NEEDS_EMPTY,
                Promise.EMPTY_IS_FRESH,
                Promise.ONLY_RELEASE_IS_USED_UP,
                Promise.RELEASE_COUNTS_ONCE,
                Promise.ONLY_KEPT_IS_GIVEN_UP,
                Promise.CEILING_IS_KEPT);
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        return switch (action) {
            case "CompleteLifecycleAction" -> completing(parameters, effect);
            case "DeleteTags" -> untagging(parameters, effect);
            default -> effect.get();
        };
    }

    private <T> T completing(Map<String, String> parameters, Supplier<T> effect) {
        Instance node = waiting(world, parameters);
        Instant began = node == null ? null : node.waitBegan();
        List<String> tokens = node == null ? List.of() : node.openTokens();
        LifecycleState state = node == null ? LifecycleState.TERMINATED : node.state();
        T answer = effect.get();
        if (node == null || began == null) {
            chronicle.broken(
                    Promise.COMPLETES_WAITS_ONLY,
                    parameters.toString(),
                    "a completion was accepted for a node that does not wait");
            return answer;
        }
        eachActionIsCompletedOnce(node, tokens);
        if (parameters.getOrDefault("LifecycleActionResult", "").equals("CONTINUE")) {
            released(node, began, state);
        } else {
            chronicle.happened(CoverageEvent.GIVEN_UP, node.id());
            onlyWhatIsKeptIsGivenUp(node, state);
            nothingIsGivenUpBeforeItsCeiling(node, began);
        }
        return answer;
    }

    /// Tags that a guard takes off.
    private <T> T untagging(Map<String, String> parameters, Supplier<T> effect) {
        T answer = effect.get();
        if (parameters.containsKey("AutoScalingGroupName")) {
            untaggedOnGroup(parameters.getOrDefault("AutoScalingGroupName", ""));
        }
        if (List.of(parameters.getOrDefault("Keys", "").split(",")).contains(Tags.OVERRIDE)) {
            String node = parameters.getOrDefault("Resources", "");
            chronicle.happened(CoverageEvent.OVERRIDE_USED_UP, node);
            onlyAReleaseIsUsedUp(node);
            chronicle.operatorIsUsedUp(node);
            chronicle.words().noneOnNode(node);
        }
        return answer;
    }

    /// The tags of a group that guards take off release one of its nodes.
    private void untaggedOnGroup(String group) {
        chronicle.words().releasedByGroups().stream()
                .filter(node -> world.instance(node).groupName().equals(group))
                .filter(node -> chronicle.isOperatorUsedUp(node))
                .forEach(node -> chronicle.words().noneOnGroup(node));
    }

    /// An operator's word is his own: a guard takes off a release alone, and where the node may come back.
    private void onlyAReleaseIsUsedUp(String node) {
        if (!chronicle.operatorReleased(node)) {
            chronicle.broken(
                    Promise.ONLY_RELEASE_IS_USED_UP,
                    node,
                    "its operator's word was taken off, and it was not a release");
        }
    }

    /// A node that may come back goes without its operator's release, or its next wait would end unseen. One that is
    /// Empty, or yields, may have got it while it was looked at.
    private void releaseIsUsedUp(Instance node, Instant began, LifecycleState state) {
        boolean mayComeBack =
                state == LifecycleState.WARMED_PENDING_WAIT || state == LifecycleState.REPLACING_ROOT_VOLUME_WAIT;
        boolean tagIsOn = !chronicle.isOperatorUsedUp(node.id())
                || chronicle.words().releasedByGroups().contains(node.id());
        boolean needsNoWord = answers.prove(node.id(), began) || yields.mayYield(node, began);
        if (mayComeBack && tagIsOn && !needsNoWord) {
            chronicle.broken(
                    Promise.RELEASE_COUNTS_ONCE,
                    node.id(),
                    "released by its operator in " + state + " with the tag still on");
        }
    }

    private void released(Instance node, Instant began, LifecycleState state) {
        if (node.ended() != null) {
            chronicle.happened(CoverageEvent.ENDED_RELEASED, node.id());
            return;
        }
        if (chronicle.operatorReleased(node.id())) {
            releaseIsUsedUp(node, began, state);
            chronicle.releasedByOperator(node.id());
            return;
        }
        // Whether it goes for another reason or since its group yields only the decision tells, which comes later.
        if (yields.mayYield(node, began)) {
            chronicle.happened(CoverageEvent.YIELDED, node.id());
            return;
        }
        // Such a node needs no Empty; one that it printed long ago may be void by now.
        if (chronicle.facts().isUnstarted(node.id())
                && !(answers.prove(node.id(), began) && isFresh(answers.sinceEmpty(node.id())))) {
            chronicle.happened(CoverageEvent.UNSTARTED_RELEASED, node.id());
            shields.volumesAreAsTheOwnerHadThem(node);
            return;
        }
        chronicle.happened(CoverageEvent.RELEASED, node.id());
        aReleaseFollowsAnEmptyLineOfItsOwnWait(node, began);
        aReleaseFollowsAFreshEmptyLine(node);
        shields.volumesAreAsTheOwnerHadThem(node);
    }

    /// The node whose wait these parameters mean, `null` if there is none.
    static @Nullable Instance waiting(World world, Map<String, String> parameters) {
        String id = parameters.getOrDefault("InstanceId", "");
        String token = parameters.getOrDefault("LifecycleActionToken", "");
        for (Instance node : world.instances()) {
            if (node.id().equals(id) || node.openTokens().contains(token)) {
                return node;
            }
        }
        return null;
    }

    /// Every action is completed once at most.
    private void eachActionIsCompletedOnce(Instance node, List<String> tokens) {
        for (String token : tokens) {
            if (!completed.add(token)) {
                chronicle.broken(Promise.COMPLETES_ONCE, node.id(), "completed twice");
            }
        }
    }

    /// A release needs an Empty line that this node printed after its wait began.
    private void aReleaseFollowsAnEmptyLineOfItsOwnWait(Instance node, Instant began) {
        if (!answers.prove(node.id(), began) && !isFreshByAnotherHook(node, began)) {
            chronicle.broken(
                    Promise.RELEASE_NEEDS_EMPTY, node.id(), "released though it did not print Empty in this wait");
        }
    }

    /// Another hook may end the wait, and a fresh one begin, between a guard's last reading and its release.
    private boolean isFreshByAnotherHook(Instance node, Instant began) {
        return chronicle.facts().otherHook(node.groupName()) != null
                && began.plus(CALLS).isAfter(world.instant());
    }

    /// An Empty is acted on while it is fresh. A node whose clock stepped while it looked makes it seem younger.
    private void aReleaseFollowsAFreshEmptyLine(Instance node) {
        Duration age = answers.sinceEmpty(node.id());
        if (!isFresh(age)
                && !chronicle.isClockStepped(node.id())
                && !chronicle.troubledSince(world.instant().minus(age))
                && !chronicle.isCrowded()) {
            chronicle.broken(Promise.EMPTY_IS_FRESH, node.id(), "released on an Empty of " + age + " ago");
        }
    }

    private static boolean isFresh(Duration age) {
        return age.compareTo(FRESH) <= 0;
    }

    /// Giving up is for groups that retain, and never for a wait for a new root volume.
    private void onlyWhatIsKeptIsGivenUp(Instance node, LifecycleState state) {
        if (!chronicle.retains(node.groupName()) || state == LifecycleState.REPLACING_ROOT_VOLUME_WAIT) {
            chronicle.broken(
                    Promise.ONLY_KEPT_IS_GIVEN_UP, node.id(), "given up in " + state + " though nothing keeps it");
        }
    }

    /// A hold is never shorter than its ceiling.
    private void nothingIsGivenUpBeforeItsCeiling(Instance node, Instant began) {
        Duration ceiling = yields.ceiling(node);
        if (ceiling == null || chronicle.isHookChanged(node.groupName())) {
            return;
        }
        // Beside another guard a wait may end and a fresh one begin between a look and its consequence: the node is
        // then retained once more, which loses nothing.
        // So it is where the start of the wait could not be read again, and no time seemed to be left.
        if (chronicle.isCrowded() || chronicle.troubledSince(world.instant().minus(UNREAD))) {
            return;
        }
        // The activity begins up to a second before the wait.
        if (Duration.between(began, world.instant()).plusSeconds(1).compareTo(ceiling) < 0) {
            chronicle.broken(Promise.CEILING_IS_KEPT, node.id(), "given up before its ceiling of " + ceiling);
        }
    }
}
