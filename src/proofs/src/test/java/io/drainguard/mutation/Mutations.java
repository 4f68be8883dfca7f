package io.drainguard.mutation;

import java.util.Arrays;
import java.util.List;

/// The planted bugs that PIT cannot make (see the guard's build). Three lines each: the file and what the guard then
/// does wrong, the old text, the new text. A fourth line names the seed of a story that finds it: where it stands, the
/// stories must find the bug, whatever the unit tests do.
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
            - default -> UNCLEAR;
            + default -> RELEASE;

            decide/Operator: a tag in another spelling counts as silence
            - default -> UNCLEAR;
            + default -> SILENT;

            decide/Policy: no time is kept free before the limit of AWS
            - globalTimeout.minus(MARGIN)
            + globalTimeout

            decide/Policy: the limit of AWS is not kept
            - return upTo(globalTimeout.minus(MARGIN));
            + return this;

            decide/Policy: the operator's longest hold is not kept
            - Collections.min(List.of(ceiling, longest))
            + longest

            decide/Phase: a node retained on its way into a warm pool is not seen
            - lifecycleState.endsWith(":Retained")
            + lifecycleState.equals("Terminating:Retained")

            decide/Phase: a node on its way into a warm pool is not seen
            - "Terminating:Wait", "Warmed:Pending:Wait",
            + "Terminating:Wait",

            # Which answer may be believed, and for how long.
            decide/LookCommand: an answer to other parameters is believed
            - && Set.of(WAIT).containsAll(parameters.keySet())
            +
            = 8

            decide/LookCommand: an answer of another version is believed
            - && version.equals(DEFAULT_VERSION)
            +

            decide/LookCommand: an answer of another document is believed
            - return document.equals(groupsDocument)
            + return !groupsDocument.isEmpty()

            decide/LookCommand: an answer that was asked for before the wait is believed
            - && requested.isAfter(waitBegan)
            +
            = 63

            decide/LookCommand: an answer that no guard asked for is believed
            - && comment.equals(COMMENT)
            +

            sweep/RecentLooks: looks of other documents count
            - .filter(command -> command.document().equals(visit.document()))
            +

            sweep/NodeSettler: an Empty is not held against the wait read again
            - new ArrayList<>(reads.waits.confirmed(ending, awsTime.get()))
            + new ArrayList<>(ending)
            = 102

            sweep/WaitStarts: an Empty counts although its wait could not be read again
            - .filter(visit -> told.contains(visit.id().group()))
            +

            decide/Answer: a node's clock may take any age away
            - took.isNegative() ? Duration.ZERO : Collections.min(List.of(took, command.stay().plus(LONGEST)))
            + took.isNegative() ? Duration.ZERO : took

            decide/Answer: a clock that steps back makes an answer old
            - took.isNegative() ? Duration.ZERO :
            +

            decide/Answer: the time that a look stayed counts as age
            - .minus(took);
            + ;
            = 4

            decide/Answer: an Empty is believed for twenty minutes
            - FRESH = Duration.ofSeconds(30)
            + FRESH = Duration.ofMinutes(20)
            = 22

            aws/SsmAnswers: the node's clock tells when a look ended
            - Duration took = took(steps);
            + Duration took = steps.isEmpty() || !isTold(steps.getFirst().responseFinishDateTime()) ? Duration.ZERO : Duration.between(command.requested(), steps.getFirst().responseFinishDateTime());
            = 43

            sweep/RecentLooks: an Empty that is too old is acted on
            - return newest.isStale(now) || (newest.look()
            + return (newest.look()

            sweep/SweepRun: the guard's own clock tells the age of answers
            - return ports.time().instant().minus(aheadOfAws);
            + return ports.time().instant();

            sweep/SweepRun: the difference of two clocks shortens a hold
            - Instant began = ports.time().instant().minus(visit.age(now));
            + Instant began = visit.began();
            = 1552

            # Looks: one at a time, and none forgotten.
            sweep/RecentLooks: a second look starts beside one under way
            - && allOpen(visit).stream().allMatch(open -> open.isOverdue(now) && !mayDecide(open, visit))
            +
            = 4

            sweep/RecentLooks: a look starts although nobody knows which are under way
            - return unlisted == null && allOpen(visit)
            + return allOpen(visit)
            = 32

            sweep/AnswerReader: looks of other guards are not seen
            - memory.listed(ports.looks().recent(since, documents));
            + ports.looks().recent(since, documents);

            sweep/RecentLooks: a person's look that hangs hides the guard's own
            - return unlisted == null && allOpen(visit).stream().allMatch(open -> open.isOverdue(now) && !mayDecide(open, visit))
            + return unlisted == null && allOpen(visit).stream().limit(1).allMatch(open -> open.isOverdue(now) && !mayDecide(open, visit))
            = 27248

            sweep/RecentLooks: a person's look that hangs keeps the guard from its own
            - allMatch(open -> open.isOverdue(now) && !mayDecide(open, visit))
            + allMatch(open -> open == null)

            sweep/RecentLooks: the guard forgets that it asked until the look is listed
            - memory.sent(commands);
            +

            sweep/RecentLooks: a command that was refused counts as under way
            - .filter(command -> answer(command, visit) == null && !command.isOver())
            + .filter(command -> answer(command, visit) == null)

            sweep/RecentLooks: a node that was asked a moment ago is asked again
            - JUST_ASKED = Duration.ofSeconds(20)
            + JUST_ASKED = Duration.ZERO

            sweep/RecentLooks: the first look of a wait stays on the node
            - return asked && !slow && !(newest
            + return !slow && !(newest

            sweep/RecentLooks: looks stay although commands are handed out one by one
            - return asked && !slow && !(newest
            + return asked && !(newest

            sweep/RecentLooks: the look that confirms an Empty stays on the node
            - !slow && !(newest != null && newest.look() instanceof Look.Empty)
            + !slow

            decide/Answer: the next look follows a short one at once
            - && command.stay().isPositive() && took.compareTo(command.stay()) >= 0;
            + ;

            sweep/Guard: no look follows one that stayed
            - run.startNext(news);
            +

            sweep/SweepRun: an Empty that is too old when its event comes is not looked at again
            - (few && looks.hasStayed(visit)) || looks.isStale(visit, now)
            + few && looks.hasStayed(visit)

            sweep/Guard: a sweep starts no looks
            - run.start(visits);
            +

            sweep/Guard: a sweep does not wait for a fresh look
            - run.await(stale);
            +

            sweep/AnswerReader: answers are read only where an event tells of them
            - || command.ended() > memory.answers(command.id());
            + ;

            sweep/RecentLooks: a look that is overdue is waited for
            - if (overdue != null) {
            + if (false) {

            sweep/RecentLooks: a node that did not answer in time is Empty
            - return new Unknown(late(overdue, now));
            + return new Look.Empty();

            sweep/RecentLooks: an answer that could not be read is Empty
            - return new Unknown("its answer could not be read: " + unreadable.getMessage());
            + return new Look.Empty();

            sweep/AnswerReader: an output that is not there yet is an answer
            - .filter(answer -> !answer.mayFollow(now))
            +

            sweep/SweepRun: an output behind its event is not waited for
            - if (answers.isBehind(visits, told)) {
            + if (answers == null) {

            sweep/AnswerReader: looks that could not be listed are passed over in silence
            - tally.failed("the looks under way could not be listed: " + fault.getMessage());
            +

            sweep/NodeSettler: a node that could not be asked is Empty
            - refused.containsKey(visit.id()) ? refused.get(visit.id()) :
            + refused.containsKey(visit.id()) ? new Look.Empty() :

            sweep/NodeSettler: a look that has not ended is Empty at the ceiling
            - new Unknown("its look has not ended")
            + new Look.Empty()

            sweep/NodeSettler: the operator's release waits for the look under way
            - || visit.operator(machine) == Operator.RELEASE;
            + ;

            sweep/NodeSettler: giving up waits for a look that never ends
            - return visit.isPastLastLook(machine, now) ||
            + return

            sweep/Visit: a node is given up without its last look
            - policy.ceiling().plus(LAST_LOOK)
            + policy.ceiling()

            sweep/LookStarter: a document of a foreign name is run
            - if (!document.startsWith(Group.DOCUMENT_PREFIX)) {
            + if (document.isEmpty()) {

            sweep/LookStarter: a document is run on an instance without the tag
            - if (reason.isEmpty() && machine != null && !machine.guarded()) {
            + if (false) {

            sweep/LookStarter: nodes that were asked a moment ago are asked first
            - .sorted(comparing(looks::asked))
            + .sorted(comparing((Visit visit) -> looks.asked(visit)).reversed())

            sweep/LookStarter: nodes that could not be asked are passed over in silence
            - refuse(batch.visits, "the look could not be started: " + fault.getMessage(), refused);
            +

            sweep/LookStarter: a node that Systems Manager refuses is passed over in silence
            - } else { refused.put(visit.id(), new Unknown(reason)); }
            + }

            sweep/LookStarter: a node that the guard may not ask raises no alarm
            - } else if (started.denied().contains(visit.instance())) {
            + } else if (false) {

            sweep/Looks: more nodes are asked at once than one call may name
            - BATCH = 50
            + BATCH = 51

            # Events.
            sweep/Announcement: an event of an earlier wait counts for this one
            - && command.requested().isAfter(notice.at())
            +

            sweep/AnswerReader: what a guard was told before is settled again and again
            - return newest != null && !memory.isSettled(newest);
            + return newest != null;

            sweep/SweepRun: a termination event starts looks at its own node alone
            - visit -> visit.id().equals(begins) || !looks.isAsked(visit)
            + visit -> visit.id().equals(begins)

            sweep/Announcement: an event that is ahead of its group's state is dropped
            - ports.time().pause(AHEAD); return again.get();
            + return read;

            sweep/Guard: a thousand copies start looks at the same nodes
            - if (!onDuty && event.isAskedByAnother(state.memory(), groups.aheadOfAws())) {
            + if (!onDuty && event == null) {

            sweep/Guard: the end of a look renews everybody
            - SweepRun run = run(groups.read(), until);
            + renew(); SweepRun run = run(groups.read(), until);
            = 2

            sweep/Guard: a termination event renews everybody
            - state.leases().renew(Set.of(notice.node()));
            + renew();
            = 8

            sweep/Guard: a termination event does not hold its node
            - state.leases().renew(Set.of(notice.node()));
            +

            sweep/Guard: an event fails where AWS is asked too often
            - if (fault.kind() != Fault.Kind.THROTTLED) {
            + if (true) {

            sweep/Guard: what failed at one event's node makes the function fail
            - return report.withoutFailures();
            + return report;

            # Leases.
            sweep/Guard: a sweep records no heartbeats
            - List<Visit> visits = run.everybody(); renew();
            + List<Visit> visits = run.everybody();

            sweep/GroupReader: nobody is held while the groups cannot be read
            - leases.renew(); throw fault;
            + throw fault;

            sweep/GroupReader: groups that could not be read are left to the next sweep
            - if (last || fault.kind() == Fault.Kind.DENIED) {
            + if (true) {

            sweep/Leases: no copy stays up for short periods
            - if (!ports.groups().acts() || held.values().stream().noneMatch(Lease::isShort)) {
            + if (true) {

            sweep/Lease: no period is too short for the schedule
            - return hook.heartbeat().compareTo(TWO_SWEEPS) < 0;
            + return false;

            sweep/Lease: a sweep that does not come lets a period lapse
            - Guard.INTERVAL.multipliedBy(2).plus(LATE)
            + Guard.INTERVAL.plus(LATE)

            sweep/Lease: a heartbeat that failed counts as recorded
            - return new Lease(hook, began, at.plus(Time.shorter(hook.heartbeat().dividedBy(10), RETRY)));
            + return of(hook, at);

            sweep/Lease: a heartbeat that failed is tried again a period later
            - Time.shorter(hook.heartbeat().dividedBy(10), RETRY)
            + hook.heartbeat()

            sweep/Lease: a period that grew is relied upon
            - return longer || read.equals(hook) ? this
            + return read.equals(hook) ? this

            sweep/Lease: a period whose beginning is not known is taken for fresh
            - (began == null || !now.isBefore(began.plus(cadence(node))))
            + began != null && !now.isBefore(began.plus(cadence(node)))

            sweep/Hook: heartbeats wait for the whole period
            - heartbeat.toMillis() * (300 + spread) / 900
            + heartbeat.toMillis()

            sweep/Hook: heartbeats wait for the last tenth of the period
            - (300 + spread) / 900
            + (810 + spread) / 900

            sweep/Leases: the heartbeat names another hook
            - ports.groups().hold(one.node, one.hook)
            + ports.groups().hold(one.node, one.node.group())

            sweep/Leases: the heartbeat names another node
            - ports.groups().hold(one.node, one.hook)
            + ports.groups().hold(new NodeId(one.node.group(), "i-0"), one.hook)

            sweep/Leases: a heartbeat is taken to reach further than it does
            - lease.renewed(asked)
            + lease.renewed(asked.plusSeconds(30))

            sweep/Leases: a node is dropped when its heartbeat fails
            - held.computeIfPresent( node, (id, lease) -> lease.failed(ports.time().instant()));
            + held.remove(node);

            sweep/Leases: waits that ended are held on and on
            - held.keySet().removeIf(node -> !waiting.contains(node) && !unread.contains(node.group()));
            +

            sweep/Leases: nodes of a group that could not be read whole are dropped
            - && !unread.contains(node.group())
            +

            sweep/Leases: a period that ends soon waits behind those that end late
            - due.sort(comparing(Due::end));
            + due.sort(comparing(Due::end).reversed());

            sweep/SweepRun: waiting nodes are not held from the moment they are read
            - leases.track(visit.id(), hook, isKnown ? began : null);
            +

            sweep/SweepRun: a period of which nothing is known is taken to begin now
            - leases.track(visit.id(), hook, isKnown ? began : null);
            + leases.track(visit.id(), hook, began);

            sweep/SweepRun: nobody is renewed while a sweep waits for fresh looks
            - ports.time().pause(POLL); leases.renew();
            + ports.time().pause(POLL);

            sweep/NodeSettler: a released node is held on
            - state.leases().drop(visit.id());
            +

            sweep/NodeSettler: the fresh wait of an ended node is not held
            - state.leases().track(visit.id(), hook, ports.time().instant());
            +

            # What is there.
            sweep/SweepRun: members of the warm pool are not seen
            - this.groups = inventory.whole(read.groups());
            + this.groups = read.groups();

            sweep/Inventory: nodes of a warm pool that could not be read are let go
            - unread.add(group.name());
            +

            sweep/SweepRun: retained nodes are not looked at
            - start(visits, visit -> !settler.isSettled(visit));
            + start(visits, visit -> !settler.isSettled(visit) && !visit.isRetained());

            sweep/Inventory: nodes whose hook cannot be read are not held
            - return known == null ? new Hooks(Hook.assumed(settings.hookName()), null) : known;
            + return Hooks.UNKNOWN;

            sweep/Memory: a hook is never read again
            - read == null || read.at.plus(GOOD_FOR).isBefore(now) ? null
            + read == null ? null

            sweep/NodeSettler: the age of a wait that ended unseen cuts the next one short
            - || visit.isAtCeiling(reads.machines.of(visit), awsTime.get())
            +

            sweep/Memory: the age of one wait counts for the next
            - if (before != null && !before.equals(state)) {
            + if (before == null) {

            sweep/NodeSettler: an ended wait is remembered
            - state.memory().forgetWait(visit.id());
            +

            sweep/Memory: ended waits are never forgotten
            - waits.keySet().retainAll(waiting);
            +

            sweep/Memory: a wait of which AWS tells nothing never grows old
            - firstSeen.computeIfAbsent(node, id -> now)
            + now

            sweep/Visit: nodes whose tags cannot be read are taken for silent
            - machine == null ? Operator.UNREAD : machine.operator()
            + machine == null ? Operator.SILENT : machine.operator()

            sweep/Machines: what EC2 said of a node is believed for ever
            - at != null && at.plus(RECENT).isAfter(now)
            + at != null

            sweep/Visit: the token of an event releases another node
            - notice != null && notice.node().equals(id) && notice.hook().equals(read.name()) ? notice.token() : null
            + notice != null ? notice.token() : null

            sweep/Visit: the token of another hook's event is used
            - && notice.hook().equals(read.name())
            +

            # What is done.
            sweep/Reconciler: giving up completes with CONTINUE
            - groups.giveUp(visit.id(), visit.hookName())
            + groups.release(visit.id(), visit.hookName(), null)

            sweep/Reconciler: a stale token is not followed by the instance id
            - return ack == ActionResult.GONE && visit.token() != null ? groups.release(visit.id(), visit.hookName(), null) : ack;
            + return ack;

            sweep/Reconciler: a node is released although its volumes could not be set back
            - if (outcome instanceof VolumeOutcome.Failed && !node.condition().ended()) {
            + if (outcome == null) {

            sweep/Reconciler: the operator's release stays on a node that comes back
            - if (!node.usesUpTheRelease() || node.condition().ended()) {
            + if (true) {

            sweep/Reconciler: a node goes with the operator's tag that could not be taken off
            - return new ActionOutcome.HeldInstead(Obstacle.TAG_NOT_REMOVED, new ActionOutcome.Failed(fault));
            +

            sweep/Reconciler: one failing node ends the sweep
            - return new ActionOutcome.Failed(fault);
            + throw new IllegalStateException(fault);

            sweep/Tally: a failure is swallowed
            - case ActionOutcome.Failed(Fault fault) -> failed(node, fault);
            + case ActionOutcome.Failed(Fault fault) -> {}

            sweep/VolumeProtection: flags that were decided upon are not set
            - case PROTECT -> protectInTime(visit, machine, look, decision);
            + case PROTECT -> new Change(new VolumeOutcome.AlreadyProtected());

            sweep/VolumeProtection: the flags are not set back before a release
            - case UNPROTECT -> new Change(unprotect(visit.id(), machine));
            + case UNPROTECT -> new Change(new VolumeOutcome.Restored());

            sweep/VolumeProtection: volumes are protected although the operator does not want it
            - if (!wanted) {
            + if (false) {

            sweep/VolumeProtection: a refused protection is told as protected
            - new VolumeOutcome.Outlived(left)); } throw fault;
            + new VolumeOutcome.Outlived(left)); } return new Change(new VolumeOutcome.FlagsSet(), unmarked);

            sweep/VolumeProtection: a node that is given up is left unprotected
            - boolean goesOn = (decision instanceof Hold hold && !hold.alarms()) || decision instanceof Leave;
            + boolean goesOn = true;

            sweep/VolumeProtection: flags are left although there is time
            - return goesOn && (refused.get() || budget.mayDefer(time.instant(), visit.policy().retains()));
            + return goesOn;

            sweep/VolumeProtection: protection goes on while AWS is asked too often
            - refused.get() ||
            +

            sweep/SweepBudget: flags hold up the next sweep
            - kept ? Time.earlier(start.plus(PROTECTING), until) : until
            + until

            sweep/SweepBudget: the sweep outlives the function
            - return Time.earlier(now.plus(FRESH_LOOK), until);
            + return now.plus(FRESH_LOOK);

            sweep/InstanceDetails: a flag that the user had set is taken for ours
            - return attached(marks.changed());
            + return volumes.stream().filter(volume -> !volume.goesWithNode()).toList();

            sweep/InstanceDetails: what was changed before is forgotten when more is changed
            - ours().forEach(volume -> ids.add(volume.volume()));
            +

            sweep/Reclaim: volumes of foreign instances are protected
            - machine.membership().document() == null ||
            +

            sweep/Reclaim: the new root volume of a reclaimed node is not protected
            - settled = !isGettingANewRoot(instance);
            + settled = true;

            sweep/Reclaim: volumes that were read before the state count as settled
            - || settled) {
            + || !isGettingANewRoot(instance)) {

            sweep/Reclaim: the volumes of a reclaimed node are not protected
            - flags.protect(new NodeMarks.Facts(own, machine, new Unknown(reason)))
            + new Change(new VolumeOutcome.FlagsSet())

            # What is Empty.
            decide/Sources: an Empty on another file system lets the node go
            - missing.removeAll(digests(empty.sources()));
            + missing.clear();

            decide/Sources: an absent path makes another file system of the one it lies on
            - source.startsWith("-") ? source.substring(1) : source
            + source

            sweep/NodeSettler: what this guard saw on another file system is forgotten
            - new HashSet<>(state.memory().facts().dataSeenOn(visit.id())); seen.addAll(marked(visit));
            + new HashSet<>(); seen.addAll(marked(visit));

            sweep/NodeSettler: what another guard saw on another file system does not count
            - seen.addAll(marked(visit));
            +

            sweep/NodeMarks: nobody writes down where data was seen
            - tags.put(Tags.PENDING_ON, Marks.pendingOn(named, seen));
            +

            sweep/NodeMarks: a file system of an earlier wait keeps the node in the next one
            - facts.ofThisWait() ? marks.pendingOn() : Set.of()
            + marks.pendingOn()

            sweep/NodeSettler: an Empty from before another guard's protection releases the node
            - if (known instanceof Empty && machine != null && reads.looks.isVoid(visit, machine.marks(), now)) {
            + if (false) {

            sweep/RecentLooks: an Empty counts although another guard has asked since
            - || (newest.look() instanceof Look.Empty && !last);
            + ;

            sweep/NodeSettler: looks are not listed again before a release
            - listAgain(some);
            +

            sweep/NodeSettler: older looks of the wait are never read
            - .filter(visit -> look(visit) instanceof Empty && marked(visit).isEmpty())
            + .filter(visit -> false)

            sweep/NodeSettler: data is forgotten where the node is protected later
            - visits.forEach(visit -> state.memory().facts().sawDataOn(visit.id(), reads.looks.dataSeenOn(visit)));
            +

            sweep/NodeSettler: data of an earlier wait keeps the node in the next
            - return machine == null || !visit.mayBeMarkedInThisWait(machine)
            + return machine == null

            sweep/SweepRun: a node on which nothing is ever decided raises no alarm
            - facts.observed(visit.id(), progress -> progress.nothingKnown(now), now);
            +

            # What alarms and notices tell.
            sweep/Tally: a node that nobody can look at holds zero bytes
            - case Look.Unknown _ -> notCounted(node);
            + case Look.Unknown _ -> pending(node, 0, 0);

            sweep/Tally: nothing known of any node is told as zero bytes
            - if (all.getOrDefault(Measure.NODES_NOT_COUNTED, 0L) == 0) {
            + if (true) {

            sweep/Tally: a node that is kept on purpose alarms
            - if (outlook.acknowledged()) { return; }
            +

            sweep/Tally: a release that failed counts as one
            - if (settled.isDone()) {
            + if (!(decision instanceof Hold) && !(decision instanceof Leave)) {

            decide/Progress: data that grows is progress
            - if (count.bytes < least || count.bytes
            + if (count.bytes != least || count.bytes

            decide/Progress: an overlap of an hour rings the alarm of data that stands still
            - when pending.ofConnections() -> connected(at);
            + when pending.files() < 0 -> connected(at);

            decide/Progress: a connection counts as a byte, and no data after it ever becomes less
            - return new Progress(null, at, Long.MAX_VALUE, 0, null, null);
            + return new Progress(null, at, 1, 1, null, null);

            decide/Progress: a node that has had connections is believed never to have started
            - return new Progress(null, at, Long.MAX_VALUE, 0, null, null);
            + return NONE;

            decide/Progress: a doubt begins the half hour anew
            - return unknownSince == null ? new Progress(at, steadySince, least, peak, latest, null) : this;
            + return unknownSince == null ? new Progress(at, null, Long.MAX_VALUE, 0, null, null) : this;

            decide/Progress: a mark from the future is believed
            - return at.isAfter(now) ? null : at;
            + return at;

            sweep/NodeSettler: a guard that starts anew forgets the trouble
            - ? Progress.ofMark(machine.marks().notes().trouble(), now)
            + ? Progress.NONE

            sweep/NodeMarks: trouble is never written on the node
            - tags.put(Tags.TROUBLE, trouble);
            +

            sweep/NoticeWriter: what lasts is told in each sweep
            - if (!what.code().equals(told(visit, machine))) {
            + if (true) {

            sweep/NoticeWriter: what was not taken is never told again
            - memory.untold(left.stream().filter(notice -> !notice.what().lasts()).toList());
            +

            sweep/NoticeWriter: another guard tells the same again
            - .forEach(this::mark);
            + ;

            sweep/NoticeWriter: a bus that does not answer stops the sweep
            - if (!ports.time().instant().isBefore(end)) {
            + if (false) {

            sweep/NoticeWriter: what was taken of a call that failed in part is told again
            - some.stream().filter(notice -> !refused.contains(notice)).forEach(left::remove);
            + if (refused.isEmpty()) { left.removeAll(some); }

            sweep/Marks: a quiet time without an end is believed
            - && quietUntil.isBefore(now.plus(LONGEST_QUIET))
            +

            sweep/Tally: flags that could not be set back count as data at risk
            - if (settled.decision().protection() == Protection.PROTECT) {
            + if (true) {

            sweep/NodeFacts: a guard that was away counts on from what it once saw
            - step.apply(stale ? Progress.NONE : facts.progress)
            + step.apply(facts.progress)

            journal/JsonJournal: a Spot node whose volumes cannot be protected rings nothing
            - || volumes instanceof VolumeOutcome.Failed;
            + ;

            journal/JsonJournal: every group has metrics, whatever they cost
            - .limit(groupMetrics)
            +

            decide/Answer: a mark from the future makes every Empty void
            - && protectedAt.isBefore(now.plus(ROUNDING))
            +

            sweep/VolumeProtection: a flag that a person set is set back
            - if (unmarked != null) { marks.owes(facts.node(), going);
            + if (false) {

            # Protection comes first.
            sweep/VolumeProtection: a node that takes no mark is not protected
            - Fault unmarked = marks.protect(facts, going);
            + Fault unmarked = marks.protect(facts, going); if (unmarked != null) { throw unmarked; }

            sweep/NodeMarks: a node with room for one tag gets none
            - } else if (refused.kind() != Fault.Kind.THROTTLED) {
            + } else if (refused == null) {

            sweep/NodeMarks: a mark that could not be set is never set
            - return facts.machine().attached(known.owedMarks(facts.node()));
            + return List.of();

            sweep/Tally: a mark that could not be set is passed over in silence
            - settled.unmarked().forEach(fault -> failed(node, fault));
            +

            sweep/Tally: volumes that are gone raise no alarm
            - if (settled.volumes().isLoss() && !(settled.outcome() instanceof ActionOutcome.AlreadyEnded)) {
            + if (false) {

            sweep/VolumeProtection: a node without volumes is called protected
            - return left.isEmpty() ? new VolumeOutcome.NoVolumes() : new VolumeOutcome.Outlived(left);
            + return new VolumeOutcome.AlreadyProtected();

            sweep/VolumeProtection: a forged mark on the node turns a flag back
            - .filter(marked::contains)
            +

            sweep/VolumeProtection: a forged mark on the volume turns a flag back
            - if (!machine.ours().isEmpty()) {
            + changed.addAll(volumes.marked(node)); if (!machine.ours().isEmpty()) {

            # Ended instances.
            decide/Decider: a node whose instance has ended is held on
            - if (node.condition().ended()) { return new Release(
            + if (false) { return new Release(

            decide/Decider: a retained node whose instance has ended is left for good
            - if (node.condition().ended()) { return new Terminate(
            + if (false) { return new Terminate(

            sweep/Machines: an instance that EC2 does not show for a moment has ended
            - return facts.hasEnded(visit.id());
            + return !known.containsKey(visit.id());

            sweep/Machines: an instance that EC2 has forgotten is held for good
            - facts.read(node, machine != null, now);
            +

            # Groups that yield.
            decide/Decider: a group that yields never lets a node go
            - if (!policy.yields()) {
            + if (!policy.yields() || !node.heldFor().isNegative()) {
            = 15

            decide/Decider: a node of a group that yields goes before its ceiling
            - return node.heldFor().compareTo(policy.ceiling()) < 0 ? new Hold(Protection.KEEP, false, reason + "; " + YIELDS)
            + return node.heldFor().isNegative() ? new Hold(Protection.KEEP, false, reason + "; " + YIELDS)
            = 15

            decide/Decider: a node that an operator holds yields
            - case HOLD -> hold("operator; " + describe(look), node, look, policy, kept);
            + case HOLD -> pending("operator; " + describe(look), node, look, policy, kept);
            = 52

            decide/Decider: a node yields without an alarm
            - + YIELDS, Cause.YIELDS);
            + + YIELDS, Cause.EMPTY);

            sweep/Yield: a tag that nobody can read yields at once
            - seconds < LEAST || seconds > MOST ? new Yield(null, tag) :
            + seconds < LEAST || seconds > MOST ? new Yield(Duration.ofSeconds(LEAST), null) :
            = 24

            sweep/NodeSettler: a node that yields waits for its look
            - || visit.yields(machine, now)
            +

            sweep/VolumeProtection: nobody writes on a node that yields since when it is held
            - return staysWithData ? marks.remember(facts(visit, machine, look)) : null;
            + return null;

            sweep/SweepRun: a tag that nobody can read is passed over in silence
            - groups.forEach(this::tellOfUnclearYield);
            +

            sweep/Tally: a node that yields counts as Empty
            - case YIELDS -> Measure.RELEASED_YIELDING;
            + case YIELDS -> Measure.RELEASED_EMPTY;

            aws/AutoScalingGroups: the tag that makes a group yield is not read
            - Yield.of(tags.get(Tags.YIELDS_AFTER))
            + Yield.NONE
            = 15

            # Nodes whose product never started.
            sweep/NodeFacts: one reading of a first boot's tag is enough
            - && !facts.unstartedSince.plus(APART).isAfter(now);
            + ;
            = 443

            sweep/NodeFacts: a first boot's tag that came back counts from when it was first seen
            - facts.unstartedSince = null;
            +

            sweep/NodeFacts: data that was seen is forgotten for a first boot's tag
            - return facts.unstarted && facts.dataSeenOn.isEmpty() && facts.progress.steadySince() == null;
            + return facts.unstarted;

            decide/Phase: a first boot's tag counts on the way into a warm pool
            - return lifecycleState.equals("Terminating:Wait") ||
            + return lifecycleState.endsWith(":Wait") ||

            decide/Decider: a first boot's tag counts more than data
            - if (look instanceof Unknown && node.isUnstarted()) { yield new Release(
            + if (node.isUnstarted()) { yield new Release(

            sweep/Tags: a first boot's tag counts whatever its value
            - "true".equals(tags.get(UNSTARTED))
            + tags.containsKey(UNSTARTED)

            sweep/Tags: a mark of data does not count against a first boot's tag
            - && tags.getOrDefault(PENDING_ON, "").isEmpty()
            +

            sweep/NodeFacts: one reading tells that EC2 has forgotten an instance
            - APART = Duration.ofMinutes(2)
            + APART = Duration.ZERO

            sweep/NodeSettler: an instance that has ended waits for a look
            - || reads.machines.hasEnded(visit)
            +

            # Nobody else's node.
            sweep/Hooks: what others retained is ended
            - return endsForeign ||
            + return true ||

            sweep/Hooks: what a guard gave up is left for good beside another hook
            - || marks.gaveUp() != null
            +

            decide/Retainer: a node that another hook retains is ended again and again
            - ROUNDS = 3
            + ROUNDS = 3_000_000

            sweep/NodeMarks: nobody counts how often a node was ended
            - known.rounds(node, rounds);
            +

            sweep/Leases: a node that another hook holds is passed over in silence
            - && facts.heldInVain(visit.id(), now)
            + && facts.heldInVain(visit.id(), now) && now == null

            sweep/LookStarter: a document that the guard was not given is run
            - return ports.looks().mayRun(document)
            + return true

            sweep/LookStarter: a fresh node of another stack's guard is a failure
            - return visit.age(awsTime).compareTo(OTHERS_TURN) < 0;
            + return false;

            sweep/LookStarter: a document that nobody was given is passed over in silence
            - return visit.age(awsTime).compareTo(OTHERS_TURN) < 0;
            + return true;

            sweep/LookStarter: a node of another stack's guard is a failure
            - if (looks.isAskedByAGuard(visit)) {
            + if (false) {

            sweep/LookStarter: a retained node of another stack's guard is a failure
            - return since.plus(RARELY).plus(RecentLooks.BACK).isAfter(now);
            + return false;

            sweep/Inventory: a hook that is deleted under its nodes is passed over in silence
            - if (!waiting.isEmpty() || !departed.isEmpty()) {
            + if (!waiting.isEmpty()) {

            # Waiting time, and load on the node.
            sweep/Visit: the draining of connections counts as held
            - return seen.isAfter(began()) ? seen : began();
            + return began();

            sweep/Visit: each fresh guard counts the hold anew
            - return positive(Duration.between(marked == null ? seen : Time.earlier(marked, seen), now));
            + return positive(Duration.between(seen, now));

            sweep/Memory: a limit that was raised makes the hold longer
            - return limits.merge(node, seen, (one, other) -> one.compareTo(other) < 0 ? one : other);
            + return seen;

            sweep/LookStarter: retained nodes are looked at each minute for good
            - if (!visit.isRetained() || asked == null || !asked.plus(RARELY).isAfter(now)) {
            + if (true) {

            sweep/LookStarter: waiting nodes are looked at more rarely after an hour
            - if (!visit.isRetained() || asked == null
            + if (asked == null

            sweep/NodeSettler: a retained node that is not looked at raises no alarm
            - if (known == null && visit.isRetained()) {
            + if (false) {
            """;

    static final List<Mutation> ALL =
            Arrays.stream(TEXT.split("\n\n")).map(Mutations::read).toList();

    private Mutations() {}

    private static Mutation read(String text) {
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        String[] title = lines.getFirst().split(": ", 2);
        boolean names = lines.size() == 4 && lines.get(3).startsWith("= ");
        if (lines.size() != (names ? 4 : 3)
                || !lines.get(1).startsWith("- ")
                || !lines.get(2).startsWith("+")) {
            throw new IllegalArgumentException("no three lines of a mutation: " + text);
        }
        return new Mutation(
                title[1],
                title[0],
                lines.get(1).substring(2),
                lines.get(2).substring(1).strip(),
                names ? Long.parseLong(lines.get(3).substring(2).strip()) : 0);
    }
}
