package io.drainguard.proofs.trial;

import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What truly happened in a trial: counted, written into its trace, and remembered where a promise depends on it.
final class History {
    /// A sweep that read an operator's word may act on it so much later.
    private static final Duration MAY_HAVE_READ = Duration.ofMinutes(3);

    /// A look that nobody answers is known to have ended by then.
    private static final Duration LOST_LOOK = Duration.ofSeconds(160);

    /// A look, and the time for which its answer counts.
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(4);

    private final World world;
    private final Trace trace;
    private final Map<Enum<?>, Integer> counts = new HashMap<>();
    private final Map<String, Doom> dooms = new HashMap<>();
    private final Map<String, Excuse> lapses = new HashMap<>();
    private final Map<String, Instant> releases = new HashMap<>();
    private final Map<String, Instant> notices = new HashMap<>();
    private final Map<String, Instant> usedUp = new HashMap<>();
    private final Set<String> releasedByOperator = new HashSet<>();
    private final Set<String> retaining = new HashSet<>();
    private final Map<String, Instant> agentsBack = new HashMap<>();
    private final Map<String, Instant> foreignLooks = new HashMap<>();
    private final Map<String, Instant> clocksStepped = new HashMap<>();
    private final Map<String, Instant> hooksDeleted = new HashMap<>();
    private final Map<String, Instant> hooksChanged = new HashMap<>();
    private final Map<String, Instant> tagsRemoved = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private final StoryFacts facts = new StoryFacts();
    private final Words words = new Words();
    private String speaker = "";
    private Instant lastTrouble = Instant.MIN;
    private int dead;
    private boolean protectionOff;
    private boolean crowded;
    private boolean dispatchSlow;
    private boolean refusesLooks;

    /// An end that no hook can hold.
    record Doom(Excuse excuse, Instant at) {}

    History(World world, Trace trace) {
        this.world = world;
        this.trace = trace;
    }

    /// What is true of single nodes and groups.
    StoryFacts facts() {
        return facts;
    }

    /// What operators have written.
    Words words() {
        return words;
    }

    /// From now on this guard makes the calls.
    void speaks(String guard) {
        speaker = guard;
    }

    String speaker() {
        return speaker;
    }

    void happened(CoverageEvent what, String subject) {
        count(what, subject);
    }

    /// A promise did not hold, and that is why it need not.
    void excused(Excuse why, String subject) {
        count(why, subject);
    }

    private void count(Enum<?> what, String subject) {
        counts.merge(what, 1, Integer::sum);
        trace.add(() -> world.instant() + " " + what + " " + subject);
    }

    /// Something stood between a guard and AWS, or changed what holds the nodes.
    void trouble() {
        lastTrouble = world.instant();
    }

    boolean troubledSince(Instant since) {
        return dead > 0 || !lastTrouble.isBefore(since);
    }

    void died() {
        dead++;
        trouble();
    }

    void tookOver() {
        dead--;
        trouble();
    }

    // --- what excuses the loss of data ---

    /// The node ends at that time, whatever hooks say.
    void doomed(String node, Excuse excuse, Instant at) {
        dooms.putIfAbsent(node, new Doom(excuse, at));
    }

    @Nullable
    Doom doom(String node) {
        return dooms.get(node);
    }

    /// An event of the node's end reached a guard.
    void noticed(String node) {
        notices.putIfAbsent(node, world.instant());
    }

    @Nullable
    Instant notice(String node) {
        return notices.get(node);
    }

    /// The operator asks for the release, until further notice.
    void operatorReleases(String node) {
        releases.put(node, Instant.MAX);
    }

    /// The operator asks for it no longer; a guard may have read it just before.
    void operatorIsSilent(String node) {
        releases.computeIfPresent(node, (id, until) -> world.instant().plus(MAY_HAVE_READ));
    }

    boolean operatorReleased(String node) {
        Instant until = releases.get(node);
        return (until != null && !world.instant().isAfter(until))
                || words().releasedByGroups().contains(node);
    }

    /// A guard took the operator's release off.
    void operatorIsUsedUp(String node) {
        usedUp.put(node, world.instant());
        operatorIsSilent(node);
    }

    /// Whether a guard that releases the node now may have taken the operator's release off before.
    boolean isOperatorUsedUp(String node) {
        Instant at = usedUp.get(node);
        return at != null && !at.plus(MAY_HAVE_READ).isBefore(world.instant());
    }

    /// What the operator accepted for an earlier wait is over.
    void isBackInService(String node) {
        releasedByOperator.remove(node);
    }

    void releasedByOperator(String node) {
        releasedByOperator.add(node);
    }

    boolean isReleasedByOperator(String node) {
        return releasedByOperator.contains(node);
    }

    /// AWS ended a wait of the node by itself; `excuse` says why that may be, `null` where it may not.
    void lapsed(String node, @Nullable Excuse excuse) {
        if (excuse == null) {
            lapses.remove(node);
        } else {
            lapses.put(node, excuse);
        }
    }

    @Nullable
    Excuse lapse(String node) {
        return lapses.get(node);
    }

    void agentBack(String node) {
        agentsBack.put(node, world.instant());
    }

    /// Whether a look that the node's agent lost may be taken for one under way.
    boolean mayHaveLostLook(String node) {
        Instant at = agentsBack.get(node);
        return at != null && at.plus(LOST_LOOK).isAfter(world.instant());
    }

    void foreignLook(String node) {
        foreignLooks.put(node, world.instant());
    }

    /// When somebody but a guard last asked the node for a look.
    @Nullable
    Instant foreignLookAt(String node) {
        return foreignLooks.get(node);
    }

    /// Systems Manager refuses every command, or no longer.
    void refusesLooks(boolean refuses) {
        refusesLooks = refuses;
        trouble();
    }

    boolean isRefusingLooks() {
        return refusesLooks;
    }

    void dispatchedSlowly() {
        dispatchSlow = true;
    }

    /// Whether Systems Manager hands a command out to a node only after others: one of them may keep it for minutes.
    boolean isDispatchSlow() {
        return dispatchSlow;
    }

    void clockStepped(String node) {
        clocksStepped.put(node, world.instant());
    }

    /// Whether the node's clock stepped while a look could run that counts now.
    boolean isClockStepped(String node) {
        Instant at = clocksStepped.get(node);
        return at != null && at.plus(LONGEST_LOOK).isAfter(world.instant());
    }

    void protectionOff() {
        protectionOff = true;
    }

    boolean protectionIsOff() {
        return protectionOff;
    }

    void crowded() {
        crowded = true;
    }

    /// Whether two guards are on duty.
    boolean isCrowded() {
        return crowded;
    }

    void retaining(String group) {
        retaining.add(group);
    }

    boolean retains(String group) {
        return retaining.contains(group);
    }

    void hookDeleted(String group) {
        hooksDeleted.putIfAbsent(group, world.instant());
        hookChanged(group);
    }

    boolean isHookDeleted(String group) {
        return hooksDeleted.containsKey(group);
    }

    void hookChanged(String group) {
        hooksChanged.put(group, world.instant());
        trouble();
    }

    boolean isHookChanged(String group) {
        return hooksChanged.containsKey(group);
    }

    void tagRemoved(String group) {
        tagsRemoved.putIfAbsent(group, world.instant());
    }

    boolean isTagRemoved(String group) {
        return tagsRemoved.containsKey(group);
    }

    // --- the outcome ---

    /// A promise does not hold, and nothing excuses it.
    void broken(Promise promise, String node, String what) {
        String sentence = world.instant() + " " + node + ": " + what + " (" + promise + ")";
        trace.add(() -> "BROKEN " + sentence);
        broken.add(sentence);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    /// How often each happened that did.
    Map<Enum<?>, Integer> counts() {
        return counts;
    }

    Trace trace() {
        return trace;
    }
}
