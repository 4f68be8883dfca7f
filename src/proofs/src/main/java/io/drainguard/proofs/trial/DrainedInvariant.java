package io.drainguard.proofs.trial;

import io.drainguard.decide.Sources;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.NodePaths;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// That a drained node does not stay.
final class DrainedInvariant implements Invariant {
    /// Two sweeps of which one comes late, a look that finds the node empty, another where that Empty is too old by
    /// then, and outputs that come late.
    private static final Duration TO_LET_GO =
            Guard.INTERVAL.multipliedBy(2).plusSeconds(20).plusSeconds(66);

    /// A second guard's sweep may lie between any two calls of the first.
    private static final Duration BESIDE_ANOTHER = Duration.ofSeconds(75);

    private final World world;
    private final MemoryShell shell;
    private final Answers answers;
    private final History chronicle;
    private final Map<String, Drained> drained = new HashMap<>();

    /// Since when a node has been drained in this state.
    private record Drained(LifecycleState state, Instant since) {}

    DrainedInvariant(World world, MemoryShell shell, Answers answers, History chronicle) {
        this.world = world;
        this.shell = shell;
        this.answers = answers;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.DRAINED_GOES);
    }

    /// A node that is drained and answers is let go within two sweeps and one look: a retained one is ended by
    /// then, and its fresh wait then has as long.
    @Override
    public void check(Instance node) {
        if (!isDrained(node)) {
            drained.remove(node.id());
            return;
        }
        Instant now = world.instant();
        Drained known = drained.get(node.id());
        if (known == null
                || known.state != node.state()
                || answers.deny(node.id(), known.since)
                || chronicle.isDispatchSlow()
                || chronicle.isRefusingLooks()
                || chronicle.mayHaveLostLook(node.id())
                || hasForeignLook(node.id(), now)
                || hasHungLook(node.id(), now)
                || chronicle.troubledSince(known.since)) {
            drained.put(node.id(), new Drained(node.state(), now));
            return;
        }
        Duration longest = chronicle.isCrowded() ? TO_LET_GO.plus(BESIDE_ANOTHER) : TO_LET_GO;
        if (Duration.between(known.since, now).compareTo(longest) > 0) {
            chronicle.broken(Promise.DRAINED_GOES, node.id(), "drained since " + known.since + " and still held");
            drained.put(node.id(), new Drained(node.state(), now));
        }
    }

    /// Whether a person's look may keep the guard from its own: no node has two at once.
    private boolean hasForeignLook(String node, Instant now) {
        Instant at = chronicle.foreignLookAt(node);
        return at != null && at.plus(Guard.INTERVAL).isAfter(now);
    }

    /// Whether a look that began before the node came to answer still runs: no node has two at once.
    private boolean hasHungLook(String node, Instant now) {
        return answers.running(node).stream()
                .anyMatch(look -> look.started().plus(Guard.INTERVAL).isBefore(now));
    }

    private boolean isDrained(Instance node) {
        String group = node.groupName();
        return (node.waitBegan() != null || node.state().isRetained())
                && node.agentReachable()
                && shell.canSayEmpty(node.id())
                && shell.contentNow(node.id()).isEmpty()
                && isLetGoOnEmpty(node)
                && !chronicle.isTagRemoved(group)
                && !chronicle.isHookDeleted(group)
                && !chronicle.words().keep(node.id());
    }

    /// Whether nothing but its queues keeps the node.
    private boolean isLetGoOnEmpty(Instance node) {
        StoryFacts facts = chronicle.facts();
        boolean isTheirs = facts.otherHook(node.groupName()) != null
                && node.state().isRetained()
                && (!node.tags().containsKey(Tags.GAVE_UP)
                        || !"0".equals(node.tags().get(Tags.ROUNDS)));
        return !isTheirs
                && !(node.state().isRetained() && facts.hasHung(node.id()))
                && !facts.isCompleted(node.id(), node.waitBegan())
                && facts.isAskable(node.id())
                && facts.isGiven(Scenario.document(node.groupName()))
                && isMarkedStill(node)
                && facts.sights(node.id()).stream().allMatch(sight -> isSeenStill(node, sight.sources()));
    }

    /// Whether no mark tells of data on other file systems: a guard that died may have journalled nothing.
    private boolean isMarkedStill(Instance node) {
        String mark = node.tags().get(Tags.PENDING_ON);
        return mark == null || Sources.digests(present(shell.paths(node.id()))).containsAll(List.of(mark.split(",")));
    }

    private static List<String> present(NodePaths paths) {
        return paths.all().stream()
                .map(path -> path.isAbsent() ? paths.rootSource() : path.source())
                .toList();
    }

    /// Whether its paths lie on what data was seen on.
    private boolean isSeenStill(Instance node, List<String> sources) {
        if (sources.isEmpty()) {
            return true;
        }
        return !chronicle.facts().printsOld(node.id())
                && sources.stream()
                        .map(source -> source.startsWith("-") ? source.substring(1) : source)
                        .toList()
                        .equals(present(shell.paths(node.id())));
    }
}
