package io.drainguard.proofs.trial;

import io.drainguard.decide.Retainer;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// That guards leave to others what is theirs: nodes that they keep, words that they wrote, documents that they did not
/// give.
final class OthersInvariant implements Invariant {
    /// A guard reads the hooks of a group so often, and a sweep may be under way.
    private static final Duration HOOKS_READ = Duration.ofMinutes(7);

    /// A guard does not read tags again that it read so short a time ago.
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final World world;
    private final History chronicle;
    private final GuardReads reads;
    private final Map<String, List<Instant>> rounds = new HashMap<>();

    OthersInvariant(World world, History chronicle, GuardReads reads) {
        this.world = world;
        this.chronicle = chronicle;
        this.reads = reads;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(
                Promise.NEVER_ENDS_OTHERS_NODES,
                Promise.NO_ENDLESS_ROUNDS,
                Promise.UNCLEAR_HOLDS,
                Promise.ONLY_GIVEN_DOCUMENTS_RUN);
    }

    @Override
    public void check(Instance node) {
        if (PlannedEvents.inService(node)) {
            rounds.remove(node.id());
        }
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        switch (action) {
            case "CompleteLifecycleAction" -> completes(parameters);
            case "TerminateInstanceInAutoScalingGroup" ->
                terminates(world.instance(parameters.getOrDefault("InstanceId", "")));
            case "SendCommand" -> onlyGivenDocumentsRun(parameters.getOrDefault("DocumentName", ""));
            default -> {}
        }
        return effect.get();
    }

    private void completes(Map<String, String> parameters) {
        Instance node = CompletionInvariant.waiting(world, parameters);
        if (node == null) {
            return;
        }
        if (parameters.getOrDefault("LifecycleActionResult", "").equals("CONTINUE")) {
            unclearHolds(node);
        } else {
            rounds.remove(node.id());
        }
    }

    private void terminates(Instance node) {
        if (node.ended() != null || !node.state().isRetained()) {
            return;
        }
        unclearHolds(node);
        if (chronicle.operatorReleased(node.id())) {
            return;
        }
        neverEndsOthersNodes(node);
        noEndlessRounds(node);
    }

    private boolean hasOtherHook(Instance node) {
        Instant since = chronicle.facts().otherHook(node.groupName());
        return since != null && since.plus(HOOKS_READ).isBefore(world.instant());
    }

    /// What another hook retained is its owner's, unless a guard gave the node up.
    private void neverEndsOthersNodes(Instance node) {
        StoryFacts facts = chronicle.facts();
        if (hasOtherHook(node)
                && facts.isAbandoned(node.id())
                && !facts.isEndingForeign()
                && !node.tags().containsKey(Tags.GAVE_UP)) {
            chronicle.broken(
                    Promise.NEVER_ENDS_OTHERS_NODES, node.id(), "ended on a look, though others had retained it");
        }
    }

    private void noEndlessRounds(Instance node) {
        if (!hasOtherHook(node)) {
            return;
        }
        List<Instant> ends = rounds.computeIfAbsent(node.id(), id -> new ArrayList<>());
        ends.add(world.instant());
        chronicle.happened(CoverageEvent.ROUND_WITH_OTHER_HOOK, node.id());
        if (ends.size() > Retainer.ROUNDS
                && !chronicle.facts().isUnmarkable(node.id())
                && !chronicle.troubledSince(ends.getFirst())) {
            chronicle.broken(Promise.NO_ENDLESS_ROUNDS, node.id(), "ended on a look for the time " + ends.size());
        }
    }

    /// A word that is not `release` keeps the node, as far as the guard could have read it.
    private void unclearHolds(Instance node) {
        if (node.ended() == null
                && chronicle.words().kept(node.id(), reads.instances().minus(RECENT), reads.groups())) {
            chronicle.broken(Promise.UNCLEAR_HOLDS, node.id(), "let go, and a tag says something else than 'release'");
        }
    }

    private void onlyGivenDocumentsRun(String document) {
        if (!chronicle.facts().isGiven(document)) {
            chronicle.broken(Promise.ONLY_GIVEN_DOCUMENTS_RUN, document, "run, though nobody gave it to the guard");
        }
    }
}
