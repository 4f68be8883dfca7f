package io.drainguard.mutation;

import java.util.Arrays;
import java.util.List;

/// The planted bugs. Three lines each: the file and what the guard then does wrong, the old text, the new text.
final class Mutations {
    private static final String TEXT = """
            # The rule.
            decide/Decider: Unknown is read as Empty
            - case WAITING -> waiting(node, look,
            + case WAITING -> waiting(node, look instanceof Unknown ? new Empty() : look,

            decide/Decider: Pending is read as Empty
            - case WAITING -> waiting(node, look,
            + case WAITING -> waiting(node, look instanceof Pending ? new Empty() : look,

            decide/Decider: the last moment of a hold lies beyond the ceiling
            - node.heldFor().compareTo(policy.ceiling()) < 0
            + node.heldFor().compareTo(policy.ceiling()) <= 0

            decide/Decider: a node is given up by a group that would kill it
            - waiting(node, look, policy, policy.retains())
            + waiting(node, look, policy, true)

            decide/Decider: a wait for a new root volume is given up
            - waiting(node, look, policy, false)
            + waiting(node, look, policy, policy.retains())

            decide/Decider: a node that an operator holds is released once it is empty
            - case HOLD -> hold("operator; " + describe(look), node, look, policy, kept);
            + case HOLD -> look instanceof Empty ? new Release(Protection.KEEP, "operator") : hold(describe(look), node, look, policy, kept);

            decide/Decider: a retained node is ended whatever its queues hold
            - case SILENT -> look instanceof Empty ? new Terminate(
            + case SILENT -> true ? new Terminate(

            decide/Decider: a retained node that an operator holds is ended
            - case RETAINED -> retained(node, look);
            + case RETAINED -> node.operator() == Operator.HOLD ? new Terminate("operator") : retained(node, look);

            decide/Decider: a node with data is left unprotected
            - if (node.heldFor().compareTo(policy.ceiling()) < 0) {
            + if (node.heldFor().compareTo(policy.ceiling()) < 0) { if (true) { return new Hold(Protection.KEEP, false, reason); }

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
            - maxHold.compareTo(latest) < 0 ? maxHold : latest
            + maxHold

            decide/Policy: the operator's longest hold is not kept
            - maxHold.compareTo(latest) < 0 ? maxHold : latest
            + latest

            decide/Phase: a node retained on its way into a warm pool is not seen
            - lifecycleState.endsWith(":Retained")
            + lifecycleState.equals("Terminating:Retained")

            decide/Phase: a node on its way into a warm pool is not seen
            - "Terminating:Wait", "Warmed:Pending:Wait",
            + "Terminating:Wait",

            # Calls and what goes into them.
            sweep/Acts: the heartbeat names another hook
            - groups.hold(visit.id(), hookOf(visit))
            + groups.hold(visit.id(), visit.id().group())

            sweep/Acts: the heartbeat names another node
            - groups.hold(visit.id(), hookOf(visit))
            + groups.hold(new io.drainguard.decide.NodeId(visit.id().group(), "i-0"), hookOf(visit))

            sweep/Acts: a heartbeat that failed counts as recorded
            - Ack ack = groups.hold(visit.id(), hookOf(visit));
            + visit.periodBegan = now; Ack ack = groups.hold(visit.id(), hookOf(visit));

            sweep/Acts: a heartbeat is taken to reach further than it does
            - visit.periodBegan = now;
            + visit.periodBegan = now.plusSeconds(30);

            sweep/Acts: giving up completes with CONTINUE
            - groups.giveUp(visit.id(), hookOf(visit))
            + groups.release(visit.id(), hookOf(visit), null)

            sweep/Acts: a stale token is not followed by the instance id
            - return ack == Ack.GONE && visit.token != null ? groups.release(visit.id(), hookOf(visit), null) : ack;
            + return ack;

            sweep/Acts: an ended wait is remembered
            - memory.forgetWait(visit.id());
            +

            sweep/Roster: the token of an event releases another node
            - hint != null && hint.node().equals(id) && hint.hook().equals(hook.name()) ? hint.token() : null
            + hint != null ? hint.token() : null

            sweep/Roster: the token of another hook's event is used
            - && hint.hook().equals(hook.name())
            +

            sweep/Roster: nodes whose hook cannot be read are not held
            - return memory.hook(group.name(), Hook.assumed(settings.hookName()));
            + return null;

            sweep/Roster: not knowing when a wait began shortens the hold
            - since == null ? Duration.ZERO : time.since(since)
            + since == null ? settings.maxHold() : time.since(since)

            sweep/Roster: a period of which nothing is known is taken to begin now
            - beat == null ? since : beat
            + beat == null ? time.instant() : beat

            sweep/Roster: retained nodes are not looked at
            - if (member.retained()) {
            + if (member.retained()) { if (true) { return Stream.empty(); }

            sweep/Memory: ended waits are never forgotten
            - waits.keySet().retainAll(waiting);
            +

            sweep/Memory: heartbeats of ended waits are never forgotten
            - beats.keySet().retainAll(waiting);
            +

            # The pass.
            sweep/Pass: a node that did not answer in time is Empty
            - new Unknown("no answer in time")
            + new Look.Empty()

            sweep/Pass: a node whose look failed is Empty
            - + reason); nodes.forEach(visit -> settle(visit, new Unknown(reason)));
            + + reason); nodes.forEach(visit -> settle(visit, new Look.Empty()));

            sweep/Pass: a document of a foreign name is run
            - !group.document().startsWith(Group.DOCUMENT_PREFIX)
            + group.document().isEmpty()

            sweep/Settlement: one failing node ends the pass
            - return FAILED + fault.getMessage();
            + throw new IllegalStateException(fault);

            sweep/Settlement: a failure is swallowed
            - tally.failed("node " + visit.id() + ": " + fault.getMessage());
            +

            sweep/Pass: nodes that were decided upon are not kept alive during the pass
            - .filter(visit -> !visit.settled || visit.held)
            + .filter(visit -> !visit.settled)

            sweep/Pass: nodes that were not decided upon are not kept alive during the pass
            - .filter(visit -> !visit.settled || visit.held)
            + .filter(visit -> visit.held)

            sweep/Pass: a retained node that was ended is left alone until the next sweep
            - visits.add(visit.afresh(time.instant()));
            +

            sweep/Pass: the pass sleeps through short periods
            - POLL = Duration.ofSeconds(3)
            + POLL = Duration.ofSeconds(25)

            sweep/Visit: the fresh wait of an ended node is not held
            - fresh.held = true;
            +

            sweep/Visit: a period that seems to begin in the future is believed
            - began.isAfter(now) ||
            +

            sweep/Hook: heartbeats wait for the whole period
            - heartbeat.multipliedBy(200 + spread).dividedBy(900)
            + heartbeat

            sweep/Looks: more nodes are asked at once than one call may name
            - BATCH = 50
            + BATCH = 51

            # The sweep.
            sweep/Sweep: the sweep does not stay up for short periods
            - pass.stayUp(
            + if (until == null) pass.stayUp(

            sweep/Sweep: nodes looked at a moment ago are dropped
            - pass.keep(visits.stream().filter(visit -> fresh(visit.id())).toList());
            +

            sweep/Sweep: an answer is fresh for far too long
            - FRESH = Duration.ofSeconds(20)
            + FRESH = Duration.ofMinutes(20)

            sweep/Sweep: the sweep outlives the function
            - earlier(time.instant().plus(settings.lookTimeout()), until)
            + time.instant().plus(settings.lookTimeout())
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
