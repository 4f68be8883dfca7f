package io.drainguard.proofs.trial;

import io.drainguard.proofs.trial.History.Doom;
import io.drainguard.proofs.trial.StoryFacts.Freed;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Volume;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The promise itself: no node whose queues hold data at its end loses its volumes, but for the causes named here.
final class NoDataLossInvariant implements Invariant {
    /// An event that came so long before the end could have been served: a sweep under way may take a minute,
    /// and three calls some seconds. Once it is served, the node is covered.
    private static final Duration TO_SERVE = Duration.ofSeconds(90);

    private final MemoryShell shell;
    private final ProtectionInvariant shields;
    private final History chronicle;
    private final Set<String> examined = new HashSet<>();

    NoDataLossInvariant(MemoryShell shell, ProtectionInvariant shields, History chronicle) {
        this.shell = shell;
        this.shields = shields;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.NO_DATA_IS_LOST);
    }

    @Override
    public void check(Instance node) {
        Instant ended = node.ended();
        if (ended != null && examined.add(node.id())) {
            noDataIsLost(node, ended);
        }
    }

    /// No node whose queues hold data at its end has lost a volume, but by its operator's will, or by a cause
    /// that AWS does not let us hold, before any protection of ours had succeeded.
    private void noDataIsLost(Instance node, Instant ended) {
        if (shell.contentAt(node.id(), ended).isEmpty()) {
            return;
        }
        if (!hasLostVolumes(node)) {
            chronicle.happened(CoverageEvent.KEPT_WITH_DATA, node.id());
            return;
        }
        Excuse excuse = excuse(node, ended);
        if (excuse == null) {
            chronicle.broken(Promise.NO_DATA_IS_LOST, node.id(), "ended with data, and its volumes are gone");
        } else {
            chronicle.excused(excuse, node.id());
        }
    }

    private @Nullable Excuse excuse(Instance node, Instant ended) {
        if (chronicle.isReleasedByOperator(node.id())) {
            return Excuse.LOST_BY_OPERATOR;
        }
        if (chronicle.protectionIsOff()) {
            return Excuse.LOST_WITH_PROTECTION_OFF;
        }
        if (chronicle.facts().yieldsAfter(node.groupName()) != null) {
            return Excuse.OUTLIVES_ITS_NODE;
        }
        Freed freed = chronicle.facts().freed(node.id());
        if (freed != null && (freed.excuse() != null || hasFilledSince(node, freed.at(), ended))) {
            return freed.excuse() == null ? Excuse.FILLED_AFTER_EMPTY : freed.excuse();
        }
        if (shields.covers(node)) {
            return null;
        }
        Doom doom = chronicle.doom(node.id());
        if (doom != null && doom.at().equals(ended)) {
            return wasWarned(node.id(), ended) ? null : doom.excuse();
        }
        if (chronicle.isHookDeleted(node.groupName())) {
            return Excuse.LOST_AFTER_HOOK_DELETED;
        }
        if (chronicle.facts().isAbandoned(node.id()) && !chronicle.retains(node.groupName())) {
            return Excuse.LOST_TO_ANOTHER_ABANDON;
        }
        return chronicle.isTagRemoved(node.groupName()) ? Excuse.LOST_AFTER_TAG_REMOVED : chronicle.lapse(node.id());
    }

    /// Whether all data that it had at its end came after its release.
    private boolean hasFilledSince(Instance node, Instant released, Instant ended) {
        return chronicle.facts().fileSystems(node.id()).stream()
                .map(one -> one.disk().get())
                .allMatch(disk -> disk.at(ended).isEmpty() || disk.at(released).isEmpty());
    }

    /// Whether a guard had an event of this end in good time and nothing stood in its way.
    private boolean wasWarned(String node, Instant ended) {
        Instant notice = chronicle.notice(node);
        return notice != null && notice.isBefore(ended.minus(TO_SERVE)) && !chronicle.troubledSince(notice);
    }

    /// Volumes that went with the node; a root volume that was replaced before went for another reason.
    private static boolean hasLostVolumes(Instance node) {
        Volume root = null;
        boolean lost = false;
        for (Volume volume : node.volumes()) {
            if (volume.isRoot()) {
                root = volume;
            } else {
                lost |= volume.fate() == Volume.Fate.DELETED;
            }
        }
        return lost || (root != null && root.fate() == Volume.Fate.DELETED);
    }
}
