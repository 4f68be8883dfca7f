package io.drainguard.sweep;

import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Progress;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What one guard has learned about single nodes, from the first sweep that lists a node to the last. Another copy of
/// the guard knows none of it, so what must outlive this one is also written on the node (see [NodeMarks]). Safe for
/// several threads that deal with different nodes.
final class NodeFacts {
    /// An instance that EC2 does not know in two readings so far apart has ended: EC2 forgets an ended instance after
    /// an hour (EC2 User Guide, terminating-instances), and may not know a new one for seconds. Two readings so far
    /// apart are also what it takes to believe that a product has never started.
    private static final Duration APART = Duration.ofMinutes(2);

    /// What was known of a node is forgotten where this guard has not seen it for so long.
    private static final Duration UNOBSERVED = Duration.ofMinutes(5);

    private final Map<NodeId, Facts> known = new ConcurrentHashMap<>();

    /// The facts of one node.
    private static final class Facts {
        final Set<String> owedMarks = new HashSet<>();
        final Set<String> dataSeenOn = new HashSet<>();
        int rounds;
        boolean ended;
        boolean acknowledged;
        boolean owesTold;

        @Nullable
        Instant observed;

        @Nullable
        Instant missing;

        @Nullable
        Instant unstartedSince;

        boolean unstarted;

        Progress progress = Progress.NONE;

        @Nullable
        String told;

        @Nullable
        Instant inVain;

        @Nullable
        Instant retained;

        @Nullable
        Look last;

        boolean timedOut;

        @Nullable
        Instant asked;
    }

    private Facts of(NodeId node) {
        return known.computeIfAbsent(node, id -> new Facts());
    }

    /// Forgets all nodes but these.
    void keepOnly(Predicate<NodeId> wanted) {
        known.keySet().removeIf(wanted.negate());
    }

    /// Forgets what belongs to a wait that is over. What guards write on the node outlives a wait, too.
    void forgetWait(NodeId node) {
        Facts before = of(node);
        known.remove(node);
        Facts fresh = of(node);
        fresh.rounds = before.rounds;
        fresh.owedMarks.addAll(before.owedMarks);
        fresh.dataSeenOn.addAll(before.dataSeenOn);
        fresh.inVain = before.inVain;
        fresh.ended = before.ended;
    }

    /// Forgets where data was seen: the node is let go.
    void forgetData(NodeId node) {
        of(node).dataSeenOn.clear();
    }

    // --- marks that could not be written ---

    /// The guard changes the flags of these volumes, and has not marked them yet.
    void owes(NodeId node, Collection<Attached> volumes) {
        volumes.forEach(volume -> of(node).owedMarks.add(volume.volume()));
    }

    Set<String> owedMarks(NodeId node) {
        return of(node).owedMarks;
    }

    /// All marks of the node's volumes are written, or none is needed any more.
    void paidMarks(NodeId node) {
        of(node).owedMarks.clear();
    }

    /// Data was seen on the file systems with these digests.
    void sawDataOn(NodeId node, Set<String> digests) {
        of(node).dataSeenOn.addAll(digests);
    }

    Set<String> dataSeenOn(NodeId node) {
        return of(node).dataSeenOn;
    }

    /// How often guards have ended the retained node, as far as this one knows.
    int rounds(NodeId node) {
        return of(node).rounds;
    }

    void rounds(NodeId node, int rounds) {
        of(node).rounds = rounds;
    }

    // --- EC2 ---

    /// EC2 was asked for the node.
    void read(NodeId node, boolean found, Instant now) {
        Facts facts = of(node);
        if (found) {
            facts.missing = null;
        } else if (facts.missing == null) {
            facts.missing = now;
        } else if (!facts.missing.plus(APART).isAfter(now)) {
            facts.ended = true;
        }
    }

    /// EC2 was asked for a node, whose tags say that its product has never started, or do not.
    ///
    /// An instance that has taken the tag off starts its product only 30 s later, and only if its metadata do not
    /// say by then that it terminates. So where the first of two readings was made in its wait, and the second two
    /// minutes later, the tag would have gone from the second, unless EC2 and the metadata together are late by two
    /// and a half minutes. What was read in another wait is forgotten with it (see [#forgetWait]).
    void readTag(NodeId node, boolean saysUnstarted, Instant now) {
        Facts facts = of(node);
        if (!saysUnstarted) {
            facts.unstartedSince = null;
        } else if (facts.unstartedSince == null) {
            facts.unstartedSince = now;
        }
        facts.unstarted = facts.unstartedSince != null
                && !facts.unstartedSince.plus(APART).isAfter(now);
    }

    /// Tells whether the node's tags say, in the newest reading and in one far enough before it, that its product has
    /// never started, and whether no look of which this guard knows saw data on it.
    boolean isUnstarted(NodeId node) {
        Facts facts = of(node);
        return facts.unstarted && facts.dataSeenOn.isEmpty() && facts.progress.steadySince() == null;
    }

    /// EC2 has called the instance `terminated`, and it never runs again.
    void ended(NodeId node) {
        of(node).ended = true;
    }

    /// Tells whether the instance has ended, as EC2 has said, or as two readings tell that lie far enough apart and in
    /// which EC2 did not know it.
    boolean hasEnded(NodeId node) {
        return of(node).ended;
    }

    // --- looks ---

    /// The node was settled on this look.
    ///
    /// @param timedOut whether the look did not end by itself
    void looked(NodeId node, Look look, boolean timedOut) {
        Facts facts = of(node);
        facts.last = look;
        facts.timedOut = timedOut;
    }

    /// How the looks at the node go.
    Progress progress(NodeId node) {
        return of(node).progress;
    }

    /// Takes note of how the looks at the node go. Each sweep does so of each node that waits; where this guard has not
    /// seen the node for a while another one has, and the mark on the node tells more than this guard's memory.
    void observed(NodeId node, UnaryOperator<Progress> step, Instant now) {
        Facts facts = of(node);
        boolean stale =
                facts.observed != null && facts.observed.plus(UNOBSERVED).isBefore(now);
        facts.progress = step.apply(stale ? Progress.NONE : facts.progress);
        facts.observed = now;
    }

    /// Takes note of whether a person keeps the node on purpose.
    void acknowledged(NodeId node, boolean acknowledged) {
        of(node).acknowledged = acknowledged;
    }

    boolean isAcknowledged(NodeId node) {
        return of(node).acknowledged;
    }

    /// What is to be expected of the node.
    Outlook outlook(NodeId node, Policy policy) {
        Facts facts = of(node);
        return new Outlook(policy, facts.progress, facts.acknowledged);
    }

    /// What a notice has told of the node, `null` if this guard does not know.
    @Nullable
    String told(NodeId node) {
        return of(node).told;
    }

    /// A notice has told this of the node.
    ///
    /// @param unmarked whether the mark that says so could not be written
    void told(NodeId node, String what, boolean unmarked) {
        of(node).told = what;
        of(node).owesTold = unmarked;
    }

    /// Tells whether the mark that says what was told could not be written.
    boolean owesTold(NodeId node) {
        return of(node).owesTold;
    }

    /// What the node was last settled on, `null` if it never was.
    @Nullable
    Look last(NodeId node) {
        return of(node).last;
    }

    /// Tells whether the node's last look did not end by itself.
    boolean hasTimedOut(NodeId node) {
        return of(node).timedOut;
    }

    /// The node was asked for a look.
    void asked(NodeId node, Instant now) {
        of(node).asked = now;
    }

    @Nullable
    Instant asked(NodeId node) {
        return of(node).asked;
    }

    /// When this guard first saw the node retained.
    Instant retainedSince(NodeId node, Instant now) {
        Facts facts = of(node);
        facts.retained = facts.retained == null ? now : facts.retained;
        return facts.retained;
    }

    // --- waits that another hook holds ---

    /// AWS found no action of the guard's hook at the node, which its group lists as waiting. Tells whether that was so
    /// in an earlier reading, too.
    boolean heldInVain(NodeId node, Instant now) {
        Facts facts = of(node);
        if (facts.inVain == null) {
            facts.inVain = now;
        }
        return !facts.inVain.plus(Guard.INTERVAL.dividedBy(2)).isAfter(now);
    }

    /// AWS did what the guard asked for at the node's wait.
    void held(NodeId node) {
        of(node).inVain = null;
    }
}
