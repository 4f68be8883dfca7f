package io.drainguard.proofs.trial;

import io.drainguard.decide.Protection;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What must hold of the volumes' flags.
final class ProtectionInvariant implements Invariant {
    /// The calls about one node take no longer.
    private static final Duration CALLS = Duration.ofSeconds(60);

    private final World world;
    private final Answers answers;
    private final History chronicle;
    private final Map<String, Boolean> owners = new HashMap<>();
    private final Set<String> met = new HashSet<>();
    /// Nodes that a guard has protected, with the number of volumes they had.
    private final Map<String, Integer> covered = new HashMap<>();

    /// Nodes whose flags a guard changed although their mark could not be set.
    private final Set<String> unmarked = new HashSet<>();

    ProtectionInvariant(World world, Answers answers, History chronicle) {
        this.world = world;
        this.answers = answers;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(
                Promise.SET_BACK_ON_EMPTY_ONLY,
                Promise.PROTECTED_IS_PROTECTED,
                Promise.PROTECTED_WITHOUT_MARKS,
                Promise.FLAGS_ARE_THE_OWNERS);
    }

    /// Remembers the flags that a node's owner chose.
    @Override
    public void check(Instance node) {
        if (met.add(node.id() + node.volumes().size())) {
            node.volumes().forEach(volume -> owners.putIfAbsent(volume.id(), volume.deleteOnTermination()));
        }
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        if (action.equals("CreateTags")) {
            T answer = effect.get();
            marking(List.of(parameters.getOrDefault("Resources", "").split(",")));
            return answer;
        }
        return action.equals("ModifyInstanceAttribute") ? changing(parameters, effect) : effect.get();
    }

    /// Marks on volumes alone, since their node takes none: a guard that dies then leaves marks that no other finds.
    private void marking(List<String> resources) {
        if (resources.stream().noneMatch(resource -> resource.startsWith("i-"))) {
            world.instances().stream()
                    .filter(node -> node.volumes().stream().anyMatch(volume -> resources.contains(volume.id())))
                    .forEach(node -> unmarked.add(node.id()));
        }
    }

    private <T> T changing(Map<String, String> parameters, Supplier<T> effect) {
        Instance node = world.instance(parameters.getOrDefault("InstanceId", ""));
        check(node);
        T answer = effect.get();
        if (Boolean.parseBoolean(parameters.get("DeleteOnTermination"))) {
            flagsAreSetBackOnEmptyOnly(node);
        } else if (!node.tags().containsKey(Tags.PROTECTED) || !volumesAreMarked(node)) {
            unmarked.add(node.id());
        }
        return answer;
    }

    /// Whether each volume that a guard has protected says so itself.
    private boolean volumesAreMarked(Instance node) {
        return node.volumes().stream()
                .filter(volume -> volume.fate() == Volume.Fate.ATTACHED && !volume.deleteOnTermination())
                .filter(volume -> owners.getOrDefault(volume.id(), false))
                .allMatch(volume -> volume.tags().containsKey(Tags.PROTECTED));
    }

    /// Flags are set back only once the node has printed Empty in its present wait.
    private void flagsAreSetBackOnEmptyOnly(Instance node) {
        chronicle.happened(CoverageEvent.SET_BACK, node.id());
        covered.remove(node.id());
        Instant began = node.waitBegan();
        if (began != null && !chronicle.facts().isUnstarted(node.id()) && !answers.prove(node.id(), began)) {
            chronicle.broken(
                    Promise.SET_BACK_ON_EMPTY_ONLY,
                    node.id(),
                    "its flags were set back though it did not print Empty in this wait");
        }
    }

    @Override
    public void decided(Decided what) {
        if (what.decision().protection() != Protection.PROTECT) {
            return;
        }
        Instance node = world.instance(what.instance());
        boolean stillThere = node.waitBegan() != null || node.state().isRetained();
        if (stillThere && what.saysProtected()) {
            whatIsCalledProtectedIs(node);
        }
        if (stillThere && node.ended() == null && chronicle.facts().isUnmarkable(node.id())) {
            marksStopNoFlag(what, node);
        }
    }

    /// Marks that AWS refuses keep no volume from being protected.
    private void marksStopNoFlag(Decided what, Instance node) {
        boolean excused = chronicle.protectionIsOff()
                || what.settled().volumes() instanceof VolumeOutcome.Deferred
                || what.settled().volumes() instanceof VolumeOutcome.Unread
                || chronicle.isCrowded()
                || chronicle.troubledSince(world.instant().minus(CALLS));
        if (!excused && goes(node)) {
            chronicle.broken(
                    Promise.PROTECTED_WITHOUT_MARKS, node.id(), "it takes no marks, and a volume goes with it");
        } else if (!excused) {
            chronicle.happened(CoverageEvent.PROTECTED_UNMARKED, node.id());
        }
    }

    @Override
    public void reclaimServed(Instance node) {
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
        if (!goes(node)) {
            covered.put(node.id(), node.volumes().size());
        } else if (!chronicle.isCrowded()) {
            chronicle.broken(
                    Promise.PROTECTED_IS_PROTECTED, node.id(), "called protected, and a volume still goes with it");
        }
    }

    private static boolean goes(Instance node) {
        boolean goes = false;
        for (Volume volume : node.volumes()) {
            goes |= volume.fate() == Volume.Fate.ATTACHED && volume.deleteOnTermination() && !isFreshRoot(node, volume);
        }
        return goes;
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
            chronicle.excused(Excuse.LEFT_PROTECTED_BY_ANOTHER, node.id());
        } else if (!asChosen
                && (unmarked.contains(node.id()) || chronicle.facts().isUnmarkable(node.id()))) {
            chronicle.excused(Excuse.LEFT_PROTECTED_UNMARKED, node.id());
        } else if (!asChosen) {
            chronicle.broken(
                    Promise.FLAGS_ARE_THE_OWNERS,
                    node.id(),
                    "released with a flag that is not its owner's, or with a tag of ours");
        }
    }
}
