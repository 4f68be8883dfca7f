package io.drainguard.mutation;

import java.util.Arrays;
import java.util.List;

/// The planted bugs that PIT cannot make (see the guard's build). Three lines each: the file and what the guard then
/// does wrong, the old text, the new text.
final class Mutations {
    private static final String TEXT = """
            # The rule.
            decide/Decider: Unknown is read as Empty
            - case WAITING -> waiting(node, look,
            + case WAITING -> waiting(node, look instanceof Unknown ? new Empty() : look,

            decide/Decider: Pending is read as Empty
            - case WAITING -> waiting(node, look,
            + case WAITING -> waiting(node, look instanceof Pending ? new Empty() : look,

            decide/Decider: a wait for a new root volume is given up
            - waiting(node, look, policy, false)
            + waiting(node, look, policy, policy.retains())

            decide/Decider: a node that an operator holds is released once it is empty
            - case HOLD -> hold("operator; " + describe(look), node, look, policy, kept);
            + case HOLD -> look instanceof Empty ? new Release(Protection.KEEP, "operator", Cause.OPERATOR) : hold(describe(look), node, look, policy, kept);

            decide/Decider: a retained node that an operator holds is ended
            - case RETAINED -> retained(node, look);
            + case RETAINED -> node.operator() == Operator.HOLD ? new Terminate("operator", Cause.OPERATOR) : retained(node, look);

            decide/Operator: the operator's two words are swapped
            - case "release" -> RELEASE; case "hold" -> HOLD;
            + case "release" -> HOLD; case "hold" -> RELEASE;

            decide/Operator: a typing error in the operator's tag releases a node
            - case null, default -> SILENT;
            + case null -> SILENT; default -> RELEASE;

            decide/Policy: no time is kept free before the limit of AWS
            - globalTimeout.minus(MARGIN)
            + globalTimeout

            decide/Policy: the limit of AWS is not kept
            - Collections.min(List.of(maxHold, latest))
            + maxHold

            decide/Policy: the operator's longest hold is not kept
            - Collections.min(List.of(maxHold, latest))
            + latest

            decide/Phase: a node retained on its way into a warm pool is not seen
            - lifecycleState.endsWith(":Retained")
            + lifecycleState.equals("Terminating:Retained")

            decide/Phase: a node on its way into a warm pool is not seen
            - "Terminating:Wait", "Warmed:Pending:Wait",
            + "Terminating:Wait",

            # Calls and what goes into them.
            sweep/Holds: the heartbeat names another hook
            - groups.hold(node, one.hook.name())
            + groups.hold(node, node.group())

            sweep/Holds: the heartbeat names another node
            - groups.hold(node, one.hook.name())
            + groups.hold(new NodeId(node.group(), "i-0"), one.hook.name())

            sweep/Holds: a heartbeat that failed counts as recorded
            - ActionResult ack = groups.hold(
            + put(Held.since(node, one.hook, now)); ActionResult ack = groups.hold(

            sweep/Holds: a heartbeat is taken to reach further than it does
            - case DONE -> put(Held.since(node, one.hook, now));
            + case DONE -> put(Held.since(node, one.hook, now.plusSeconds(30)));

            sweep/Holds: a period that seems to begin in the future is believed
            - since != null && since.isAfter(time.instant()) ? null : since
            + since

            sweep/Holds: a node is dropped when its heartbeat fails
            - catch (Fault stillDue) {
            + catch (Fault stillDue) { held.remove(one.node);

            sweep/Holds: a period that grew is relied upon
            - longer ? known.hook : hook
            + hook

            sweep/Holds: waits that ended are held on and on
            - held.keySet().removeIf(node -> !waiting.contains(node) && !unread.contains(node.group()));
            +

            sweep/Holds: no period is ever at risk
            - return held.values().stream().anyMatch(one -> one.atRisk(later));
            + return false;

            sweep/DecisionExecutor: giving up completes with CONTINUE
            - groups.giveUp(visit.id(), hookOf(visit))
            + groups.release(visit.id(), hookOf(visit), null)

            sweep/DecisionExecutor: a stale token is not followed by the instance id
            - return ack == ActionResult.GONE && visit.token() != null ? groups.release(visit.id(), hookOf(visit), null) : ack;
            + return ack;

            sweep/DecisionExecutor: a released node is held on
            - private ActionOutcome ended(Visit visit, ActionResult ack) { holds.drop(visit.id());
            + private ActionOutcome ended(Visit visit, ActionResult ack) {

            sweep/DecisionExecutor: an ended wait is remembered
            - holds.drop(visit.id()); memory.forgetWait(visit.id());
            + holds.drop(visit.id());

            sweep/DecisionExecutor: the fresh wait of an ended node is not held
            - holds.keep(visit.id(), visit.hook(), time.instant());
            +

            sweep/VolumeProtection: flags that were decided upon are not set
            - case PROTECT -> wanted ? protect(visit, machine, look, decision) : new ProtectionOff();
            + case PROTECT -> new AlreadyProtected();

            sweep/VolumeProtection: a new root volume is called protected from an earlier reading
            - mayHaveANewRoot(visit) ? protectAgain(visit, look) : protect(visit.id(), machine, look)
            + protect(visit.id(), machine, look)

            sweep/VolumeProtection: the flags are not set back before a release
            - case UNPROTECT -> unprotect(visit, machine);
            + case UNPROTECT -> new Restored();

            sweep/VolumeProtection: volumes are protected although the operator does not want it
            - wanted ? protect(
            + true ? protect(

            sweep/VolumeProtection: a refused protection is told as protected
            - return new GoneWithNode(); } throw fault;
            + return new GoneWithNode(); } return new Protected();

            sweep/InstanceDetails: a flag that the user had set is taken for ours
            - changed.contains(volume.volume())
            + !volume.goesWithNode()

            sweep/InstanceDetails: what was changed before is forgotten when more is changed
            - ours().forEach(volume -> ids.add(volume.volume()));
            +

            sweep/Reconciler: a node is released although its volumes could not be set back
            - case VolumeOutcome.Failed _ -> holdInstead(visit, Obstacle.VOLUMES_NOT_RESTORED);
            + case VolumeOutcome.Failed _ -> act(visit, release);

            sweep/Reconciler: the operator's release stays on a node that comes back
            - visit.node().usesUpTheRelease() ? releaseOnce(visit, release) : act(visit, release)
            + act(visit, release)

            sweep/Reconciler: a node goes with the operator's tag that could not be taken off
            - if (!clearOverride(visit)) {
            + if (!clearOverride(visit) && visit == null) {

            sweep/Reclaim: volumes of foreign instances are protected
            - !machine.guarded() ||
            +

            sweep/Reclaim: the new root volume of a reclaimed node is not protected
            - settled = !isGettingANewRoot(instance);
            + settled = true;

            sweep/Reclaim: volumes that were read before the state count as settled
            - || settled) {
            + || !isGettingANewRoot(instance)) {

            sweep/Reclaim: the volumes of a reclaimed node are not protected
            - flags.protect(node, machine, new Unknown(reason))
            + new VolumeOutcome.Protected()

            sweep/Memory: the age of one wait counts for the next
            - if (before != null && !before.equals(state)) {
            + if (before == null) {

            sweep/Roster: the token of an event releases another node
            - hint != null && hint.node().equals(id) && hint.hook().equals(hook.name()) ? hint.token() : null
            + hint != null ? hint.token() : null

            sweep/Roster: the token of another hook's event is used
            - && hint.hook().equals(hook.name())
            +

            sweep/Roster: nodes whose hook cannot be read are not held
            - return memory.hook(group.name(), Hook.assumed(settings.hookName()));
            + return null;

            sweep/Roster: nodes whose tags cannot be read are taken for silent
            - machine == null ? Operator.UNREAD : machine.operator()
            + machine == null ? Operator.SILENT : machine.operator()

            sweep/Roster: a period of which nothing is known is taken to begin now
            - memory.knowsWait(node) ? memory.waitBegan(node, time.instant()) : null
            + memory.waitBegan(node, time.instant())

            sweep/Roster: waiting nodes are not held from the moment they are read
            - waiting.forEach(node -> holds.keep(node, hook, since(node)));
            +

            sweep/Roster: retained nodes are not looked at
            - if (member.retained()) {
            + if (member.retained()) { if (true) { return Stream.empty(); }

            sweep/Roster: members of the warm pool are not seen
            - return group.with(groups.pool(group.name()));
            + return group;

            sweep/Memory: ended waits are never forgotten
            - waits.keySet().retainAll(waiting);
            +

            sweep/Memory: a wait of which AWS tells nothing never grows old
            - firstSeen.computeIfAbsent(node, id -> now)
            + now

            sweep/Reading: the difference of two clocks shortens a hold
            - return now.minus(Duration.between(aws, at));
            + return aws;

            # The pass.
            sweep/Pass: a node that did not answer in time is Empty
            - new Unknown("no answer in time")
            + new Look.Empty()

            sweep/Pass: a node whose look failed is Empty
            - unsettled.add(new Answer(visit, new Unknown(reason)))
            + unsettled.add(new Answer(visit, new Look.Empty()))

            sweep/Pass: an Empty is believed however old it is
            - time.since(since).compareTo(STALE) > 0
            + false

            sweep/Pass: a document of a foreign name is run
            - !visit.document().startsWith(Group.DOCUMENT_PREFIX)
            + visit.document().isEmpty()

            sweep/Pass: a document is run on an instance without the tag
            - } else if (!visit.guarded()) {
            + } else if (false) {

            sweep/Pass: nobody is kept alive while answers are awaited
            - holds.tend(); Instant now = time.instant(); if (!now.isBefore(enough)) {
            + Instant now = time.instant(); if (!now.isBefore(enough)) {

            sweep/Reconciler: one failing node ends the pass
            - return failed.apply(fault);
            + throw new IllegalStateException(fault);

            sweep/Reconciler: a failure is swallowed
            - tally.failed("node " + visit.id() + ": " + fault.getMessage());
            +

            sweep/Hook: heartbeats wait for the whole period
            - heartbeat.multipliedBy(300 + spread).dividedBy(900)
            + heartbeat

            sweep/Looks: more nodes are asked at once than one call may name
            - BATCH = 50
            + BATCH = 51

            # The sweep.
            sweep/Sweep: the sweep does not stay up for short periods
            - holds.stayUp(nextSweep(start),
            + if (until == null) holds.stayUp(nextSweep(start),

            sweep/Sweep: nobody is held while the groups cannot be read
            - holds.stayUp(nextSweep(time.instant()), until);
            +

            sweep/Sweep: an answer is fresh for far too long
            - FRESH = Duration.ofSeconds(20)
            + FRESH = Duration.ofMinutes(20)

            sweep/Sweep: an event of an earlier wait counts for this one
            - asked.isAfter(hint.at())
            + true

            sweep/Sweep: the sweep outlives the function
            - Duration.ofSeconds(50), until).over(visits);
            + Duration.ofSeconds(50), until.plus(INTERVAL)).over(visits);

            # Many nodes.
            sweep/Pass: nodes that were asked a moment ago are asked first
            - all.sort(comparing(batch -> lastAsked(batch.getFirst())));
            + all.sort(comparing(batch -> lastAsked(batch.getFirst()))); java.util.Collections.reverse(all);

            sweep/Pass: nodes that were not asked are passed over in silence
            - if (!unasked.isEmpty()) { tally
            + if (unasked == null) { tally

            sweep/Pass: nodes are asked although no time is left for an answer
            - && now.isBefore(until.minus(ONE_LOOK))
            +

            sweep/Pass: the age of an answer is counted from its reading only
            - take(round.given(answers), round.read);
            + take(round.given(answers), time.instant());

            sweep/Pass: flags hold up the next sweep
            - earlier(start.plus(Sweep.INTERVAL).minus(SPARE), until)
            + until

            sweep/VolumeProtection: flags are left although there is time
            - if (left && canWait(
            + if (canWait(

            sweep/VolumeProtection: protection goes on while AWS is asked too often
            - left |= refused;
            +

            sweep/VolumeProtection: a node that is given up is left unprotected
            - boolean goesOn = (decision instanceof Hold hold && !hold.alarms()) || decision instanceof Leave;
            + boolean goesOn = true;

            sweep/VolumeProtection: what was read again is believed for ever
            - !expected.contains(instance) || time.since(readAgainAt).compareTo(RECENT) > 0
            + !expected.contains(instance) && readAgain.isEmpty()

            sweep/Pass: a node that could not be asked is no longer doubted
            - if (!(look instanceof Unknown)) {
            + if (look != null) {

            sweep/Memory: a node that answered is doubted on
            - silent.remove(node);
            +

            sweep/Holds: heartbeats go on while AWS is asked too often
            - if (stillDue.kind() == Fault.Kind.THROTTLED) {
            + if (stillDue == null) {

            sweep/Holds: heartbeats that can wait keep the sweep from looking
            - return credit.isPositive();
            + return true;

            sweep/Holds: a period that ends soon waits behind those that end late
            - .sorted(comparing(Held::end))
            + .sorted(comparing(Held::end).reversed())

            sweep/Sweep: an event makes a guard look at everybody whom others may be looking at
            - return everybody ? run(reading, hint, until) : glance(reading, group, hint, until);
            + return run(reading, hint, until);

            sweep/Sweep: an event fails where AWS is asked too often
            - if (fault.kind() != Fault.Kind.THROTTLED) {
            + if (true) {

            sweep/Sweep: what failed at one event's node makes the function fail
            - return report.withoutFailures();
            + return report;
            """;

    static final List<Mutation> ALL =
            Arrays.stream(TEXT.split("\n\n")).map(Mutations::read).toList();

    private Mutations() {}

    private static Mutation read(String text) {
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        String[] title = lines.getFirst().split(": ", 2);
        if (lines.size() != 3 || !lines.get(1).startsWith("- ") || !lines.get(2).startsWith("+")) {
            throw new IllegalArgumentException("no three lines of a mutation: " + text);
        }
        return new Mutation(
                title[1],
                title[0],
                lines.get(1).substring(2),
                lines.get(2).substring(1).strip());
    }
}
