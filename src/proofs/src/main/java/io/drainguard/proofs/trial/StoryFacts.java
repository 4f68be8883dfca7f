package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Disk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is true of single nodes and groups in a story, whatever guards know of it: file systems, other people's hooks,
/// refused marks, and what guards have journalled of the nodes' data.
final class StoryFacts {
    private final Map<String, List<FileSystem>> fileSystems = new HashMap<>();
    private final Map<String, List<Sight>> sights = new HashMap<>();
    private final Map<String, Freed> freed = new HashMap<>();
    private final Map<String, Instant> lastWaits = new HashMap<>();
    private final Map<String, Instant> completed = new HashMap<>();
    private final Map<String, Instant> abandoned = new HashMap<>();
    private final Map<String, Duration> yielding = new HashMap<>();
    private final Map<String, Instant> otherHooks = new HashMap<>();
    private final Set<String> booting = new HashSet<>();
    private final Set<String> unmarkable = new HashSet<>();
    private final Set<String> remounted = new HashSet<>();
    private final Set<String> oldLines = new HashSet<>();
    private final Set<String> unaskable = new HashSet<>();
    private final Set<String> hung = new HashSet<>();
    private final Set<String> notGiven = new HashSet<>();
    private final Set<String> draining = new HashSet<>();
    private boolean endsForeign;

    /// A file system of a node, mounted or not, and what lies in it.
    record FileSystem(String source, Supplier<Disk> disk) {}

    /// A guard journalled that a node holds data.
    ///
    /// @param decided when
    /// @param printed when the node last printed Pending before that
    /// @param sources the file systems that the look names; none for a line of version 1
    record Sight(Instant decided, Instant printed, List<String> sources) {}

    /// A guard released a node on a look.
    ///
    /// @param excuse why it may have held data, `null` where it held none
    record Freed(Instant at, @Nullable Excuse excuse) {}

    // --- data ---

    void fileSystem(String node, String source, Supplier<Disk> disk) {
        fileSystems.computeIfAbsent(node, id -> new ArrayList<>(2)).add(new FileSystem(source, disk));
    }

    List<FileSystem> fileSystems(String node) {
        return fileSystems.getOrDefault(node, List.of());
    }

    /// What the node's paths lie on changes in the story.
    void remounted(String node) {
        remounted.add(node);
    }

    boolean isRemounted(String node) {
        return remounted.contains(node);
    }

    /// The node prints lines of version 1, which name no file systems.
    void printsOldLines(String node) {
        oldLines.add(node);
    }

    boolean printsOld(String node) {
        return oldLines.contains(node);
    }

    void sight(String node, Sight sight) {
        sights.computeIfAbsent(node, id -> new ArrayList<>()).add(sight);
    }

    List<Sight> sights(String node) {
        return sights.getOrDefault(node, List.of());
    }

    void freed(String node, Freed release) {
        freed.put(node, release);
    }

    /// The release on a look of the node's last wait, `null` if there was none.
    @Nullable
    Freed freed(String node) {
        Freed last = freed.get(node);
        Instant waited = lastWaits.get(node);
        return last == null || (waited != null && last.at.isBefore(waited)) ? null : last;
    }

    void waits(String node, Instant began) {
        lastWaits.put(node, began);
    }

    // --- first boots ---

    /// The node boots for the first time: its product has not started.
    void boots(String node) {
        booting.add(node);
    }

    /// Its product starts.
    void started(String node) {
        booting.remove(node);
    }

    /// Whether its product has not started so far.
    boolean isUnstarted(String node) {
        return booting.contains(node);
    }

    // --- marks ---

    /// Marks of the node, or of a volume of it, cannot be set for a while, or at all.
    void unmarkable(String node) {
        unmarkable.add(node);
    }

    boolean isUnmarkable(String node) {
        return unmarkable.contains(node);
    }

    // --- other people ---

    /// The group has another termination hook from now on.
    void otherHook(String group, Instant since) {
        otherHooks.putIfAbsent(group, since);
    }

    /// Since when the group has another termination hook, `null` for never.
    @Nullable
    Instant otherHook(String group) {
        return otherHooks.get(group);
    }

    /// The guard's own hook was answered, or ran out.
    void completed(String node, Instant at) {
        completed.put(node, at);
    }

    /// Whether that was so in the wait that began then, so that only other hooks hold the node.
    boolean isCompleted(String node, @Nullable Instant began) {
        Instant at = completed.get(node);
        return at != null && began != null && !at.isBefore(began);
    }

    /// Somebody else abandoned the node's wait.
    void abandoned(String node, Instant at) {
        abandoned.put(node, at);
    }

    /// Whether somebody else, and no guard since, abandoned the node's last wait.
    boolean isAbandoned(String node) {
        Instant at = abandoned.get(node);
        Instant waited = lastWaits.get(node);
        return at != null && (waited == null || !at.isBefore(waited));
    }

    /// Connections of the group's nodes are drained before their waits begin.
    void drains(String group) {
        draining.add(group);
    }

    boolean isDraining(String group) {
        return draining.contains(group);
    }

    /// The group's data outlives its nodes: they go after this time.
    void yields(String group, Duration after) {
        yielding.put(group, after);
    }

    /// After which time its nodes go, `null` if it does not yield.
    @Nullable
    Duration yieldsAfter(String group) {
        return yielding.get(group);
    }

    /// The guards' operator lets them end what others retained.
    void endsForeign() {
        endsForeign = true;
    }

    boolean isEndingForeign() {
        return endsForeign;
    }

    // --- looks ---

    /// No look can start at the node.
    void unaskable(String node) {
        unaskable.add(node);
    }

    boolean isAskable(String node) {
        return !unaskable.contains(node);
    }

    /// A look at the node does not end by itself: once it is retained, guards look at it every quarter of an hour.
    void hangs(String node) {
        hung.add(node);
    }

    boolean hasHung(String node) {
        return hung.contains(node);
    }

    /// The guards may not run this document.
    void notGiven(String document) {
        notGiven.add(document);
    }

    boolean isGiven(String document) {
        return !notGiven.contains(document);
    }
}
