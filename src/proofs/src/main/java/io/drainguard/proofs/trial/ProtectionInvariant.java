package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What must hold of the volumes' flags.
final class ProtectionInvariant {
    private final World world;
    private final Answers answers;
    private final History chronicle;
    private final Map<String, Boolean> owners = new HashMap<>();
    private final Set<String> met = new HashSet<>();
    /// Nodes that a guard has protected, with the number of volumes they had.
    private final Map<String, Integer> covered = new HashMap<>();

    ProtectionInvariant(World world, Answers answers, History chronicle) {
        this.world = world;
        this.answers = answers;
        this.chronicle = chronicle;
    }

    /// Remembers the flags that a node's owner chose.
    void meet(Instance node) {
        if (met.add(node.id() + node.volumes().size())) {
            node.volumes().forEach(volume -> owners.putIfAbsent(volume.id(), volume.deleteOnTermination()));
        }
    }

    <T> T changing(Map<String, String> parameters, Supplier<T> effect) {
        Instance node = world.instance(parameters.getOrDefault("InstanceId", ""));
        meet(node);
        T answer = effect.get();
        if (Boolean.parseBoolean(parameters.get("DeleteOnTermination"))) {
            flagsAreSetBackOnEmptyOnly(node);
        }
        return answer;
    }

    /// Flags are set back only once the node has printed Empty in its present wait.
    private void flagsAreSetBackOnEmptyOnly(Instance node) {
        chronicle.happened(CoverageEvent.SET_BACK, node.id());
        covered.remove(node.id());
        Instant began = node.waitBegan();
        if (began != null && !answers.prove(node.id(), began)) {
            chronicle.broken(node.id(), "its flags were set back though it did not print Empty in this wait");
        }
    }

    void decided(Instance node, VolumeOutcome volumes) {
        boolean stillThere = node.waitBegan() != null || node.state().isRetained();
        if (!stillThere) {
            return;
        }
        switch (volumes) {
            case VolumeOutcome.AlreadyProtected _, VolumeOutcome.NoVolumes _, VolumeOutcome.Protected _ ->
                whatIsCalledProtectedIs(node);
            case VolumeOutcome.Kept _,
                    VolumeOutcome.KeptForOperator _,
                    VolumeOutcome.Restored _,
                    VolumeOutcome.Unmarked _,
                    VolumeOutcome.ProtectionOff _,
                    VolumeOutcome.Unread _,
                    VolumeOutcome.Deferred _,
                    VolumeOutcome.GoneWithNode _,
                    VolumeOutcome.DryRun _,
                    VolumeOutcome.Failed _ -> {}
        }
    }

    void reclaimServed(Instance node) {
        if (!chronicle.protectionIsOff()) {
            whatIsCalledProtectedIs(node);
        }
    }

    /// A root volume that took the place of another while nobody looked: it may be newer than what a guard has
    /// read, and nothing was queued on it.
    private static boolean isFreshRoot(Instance node, Volume volume) {
        return volume.isRoot()
                && node.waitBegan() == null
                && node.volumes().stream().anyMatch(old -> old.isRoot() && old.fate() == Volume.Fate.DELETED);
    }

    /// A node that is called protected has no volume that goes with it.
    private void whatIsCalledProtectedIs(Instance node) {
        if (node.ended() != null) {
            return;
        }
        boolean goes = false;
        for (Volume volume : node.volumes()) {
            goes |= volume.fate() == Volume.Fate.ATTACHED && volume.deleteOnTermination() && !isFreshRoot(node, volume);
        }
        if (!goes) {
            covered.put(node.id(), node.volumes().size());
        } else if (!chronicle.isCrowded()) {
            chronicle.broken(node.id(), "called protected, and a volume still goes with it");
        }
    }

    /// Whether every volume it has now was protected.
    boolean covers(Instance node) {
        return covered.getOrDefault(node.id(), 0) == node.volumes().size();
    }

    /// At a release the flags are those that the owner chose, and our tag is gone; another guard may have
    /// protected the node since this one read its flags, which keeps a volume too much and loses nothing.
    void volumesAreAsTheOwnerHadThem(Instance node) {
        boolean asChosen = !node.tags().containsKey(Tags.PROTECTED);
        for (Volume volume : node.volumes()) {
            if (volume.fate() == Volume.Fate.ATTACHED) {
                boolean chosen = owners.getOrDefault(volume.id(), volume.deleteOnTermination());
                asChosen &=
                        volume.deleteOnTermination() == chosen && !volume.tags().containsKey(Tags.PROTECTED);
            }
        }
        if (!asChosen && chronicle.isCrowded()) {
            chronicle.happened(CoverageEvent.LEFT_PROTECTED_BY_ANOTHER, node.id());
        } else if (!asChosen) {
            chronicle.broken(node.id(), "released with a flag that is not its owner's, or with a tag of ours");
        }
    }
}
