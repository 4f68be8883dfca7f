package io.drainguard.proofs.trial;

import io.drainguard.decide.Look.Pending;
import io.drainguard.proofs.trial.StoryFacts.FileSystem;
import io.drainguard.proofs.trial.StoryFacts.Freed;
import io.drainguard.proofs.trial.StoryFacts.Sight;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// That no data goes with a release on a look: what truly lies in the node's file systems counts, seen or not.
final class ReleasedDataInvariant implements Invariant {
    /// A script prints its line so long after its last search.
    private static final Duration PRINTS = Duration.ofMillis(150);

    private final World world;
    private final MemoryShell shell;
    private final Answers answers;
    private final History chronicle;
    private final GuardReads reads;
    private final YieldInvariant yields;

    ReleasedDataInvariant(
            World world,
            MemoryShell shell,
            Answers answers,
            History chronicle,
            GuardReads reads,
            YieldInvariant yields) {
        this.world = world;
        this.shell = shell;
        this.answers = answers;
        this.chronicle = chronicle;
        this.reads = reads;
        this.yields = yields;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.NO_DATA_IS_RELEASED, Promise.OLDER_EMPTY_IS_VOID);
    }

    @Override
    public void check(Instance node) {
        Instant began = node.waitBegan();
        if (began != null) {
            chronicle.facts().waits(node.id(), began);
        }
    }

    @Override
    public void decided(Decided what) {
        if (what.look() instanceof Pending pending) {
            String node = what.instance();
            chronicle.facts().sight(node, new Sight(world.instant(), answers.lastPending(node), pending.sources()));
        }
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        if (!action.equals("CompleteLifecycleAction")) {
            return effect.get();
        }
        Instance node = CompletionInvariant.waiting(world, parameters);
        Instant began = node == null ? null : node.waitBegan();
        T answer = effect.get();
        if (node != null && began != null) {
            completed(
                    node,
                    began,
                    parameters.getOrDefault("LifecycleActionResult", "").equals("CONTINUE"));
        }
        return answer;
    }

    private void completed(Instance node, Instant began, boolean released) {
        chronicle.facts().completed(node.id(), world.instant());
        if (released && node.ended() == null && !chronicle.operatorReleased(node.id())) {
            if (yields.mayYield(node, began)) {
                yielded(node);
                return;
            }
            olderEmptyIsVoid(node, began);
            noDataIsReleased(node, began);
        }
    }

    private void yielded(Instance node) {
        boolean isEmpty = shell.contentNow(node.id()).isEmpty();
        chronicle.facts().freed(node.id(), new Freed(world.instant(), isEmpty ? null : Excuse.OUTLIVES_ITS_NODE));
    }

    /// Another guard's Pending is newer than the Empty, and this guard has read the node since.
    private void olderEmptyIsVoid(Instance node, Instant began) {
        Instant empty = answers.lastEmpty(node.id());
        for (Sight sight : known(node, began)) {
            if (empty != null && sight.printed().isAfter(empty)) {
                chronicle.broken(
                        Promise.OLDER_EMPTY_IS_VOID,
                        node.id(),
                        "released on an Empty of " + empty + ", and a guard saw data in a look of " + sight.printed());
                return;
            }
        }
    }

    /// What guards journalled in this wait before the guard that speaks last read the node.
    private List<Sight> known(Instance node, Instant began) {
        Instant read = reads.instances().isAfter(reads.looks()) ? reads.instances() : reads.looks();
        return chronicle.facts().sights(node.id()).stream()
                .filter(sight ->
                        !sight.decided().isBefore(began) && !sight.decided().isAfter(read))
                .toList();
    }

    private void noDataIsReleased(Instance node, Instant began) {
        Content content = shell.contentNow(node.id());
        Excuse excuse = null;
        if (!content.isEmpty()) {
            excuse = excuse(node, began);
            if (excuse == null) {
                chronicle.broken(Promise.NO_DATA_IS_RELEASED, node.id(), "released with " + content);
            } else {
                chronicle.excused(excuse, node.id());
            }
        }
        chronicle.facts().freed(node.id(), new Freed(world.instant(), excuse));
    }

    /// Why none of its data could be known, `null` if some of it could.
    private @Nullable Excuse excuse(Instance node, Instant began) {
        Instant empty = answers.lastEmpty(node.id());
        Excuse excuse = null;
        for (FileSystem one : chronicle.facts().fileSystems(node.id())) {
            if (one.disk().get().at(world.instant()).isEmpty()) {
                continue;
            }
            Instant looked = empty == null ? world.instant() : empty.minus(PRINTS);
            Excuse why = one.disk().get().at(looked).isEmpty()
                    ? Excuse.FILLED_AFTER_EMPTY
                    : hidden(node, one.source(), known(node, began), began);
            if (why == null) {
                return null;
            }
            excuse = why;
        }
        return excuse;
    }

    /// Why data that the look did not see, on a file system that was not mounted then, could not be known.
    private @Nullable Excuse hidden(Instance node, String source, List<Sight> sights, Instant began) {
        StoryFacts facts = chronicle.facts();
        if (!facts.isRemounted(node.id())) {
            return null;
        }
        if (sights.stream().anyMatch(sight -> sight.sources().contains(source))) {
            boolean marked = node.tags().containsKey(Tags.PENDING_ON);
            boolean refused = facts.isUnmarkable(node.id()) || chronicle.troubledSince(began);
            return !marked && refused ? Excuse.SEEN_WITHOUT_A_MARK : null;
        }
        return facts.printsOld(node.id()) ? Excuse.SEEN_BY_OLD_DOCUMENT : Excuse.HIDDEN_BEFORE_ANY_LOOK;
    }
}
