package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import java.util.Objects;

/// Carries a decision out at its group.
final class DecisionExecutor {
    private final Groups groups;
    private final Holds holds;
    private final Memory memory;
    private final Time time;

    DecisionExecutor(Groups groups, Holds holds, Memory memory, Time time) {
        this.groups = groups;
        this.holds = holds;
        this.memory = memory;
        this.time = time;
    }

    /// Acts, and says what came of it.
    ///
    /// @throws Fault when the call failed; the node stays held and the next sweep decides anew
    ActionOutcome carryOut(Visit visit, Decision decision) {
        return switch (decision) {
            case Hold hold -> holds.hold(visit.id());
            case Release release -> ended(visit, release(visit));
            case GiveUp giveUp -> ended(visit, groups.giveUp(visit.id(), hookOf(visit)));
            case Terminate terminate -> terminated(visit, groups.terminate(visit.id()));
            case Leave leave -> new ActionOutcome.Left();
        };
    }

    /// By the event's token; where that belongs to an earlier wait, by the instance id, as a sweep does.
    private ActionResult release(Visit visit) {
        ActionResult ack = groups.release(visit.id(), hookOf(visit), visit.token());
        return ack == ActionResult.GONE && visit.token() != null
                ? groups.release(visit.id(), hookOf(visit), null)
                : ack;
    }

    private ActionOutcome ended(Visit visit, ActionResult ack) {
        holds.drop(visit.id());
        memory.forgetWait(visit.id());
        return ack.outcome();
    }

    /// Ending a retained node opens a fresh wait. It is held until the next sweep looks at it, or a short
    /// period would lapse in between and the node be retained again, over and over.
    private ActionOutcome terminated(Visit visit, ActionResult ack) {
        memory.forgetWait(visit.id());
        if (ack == ActionResult.DONE && visit.hook() != null) {
            holds.keep(visit.id(), visit.hook(), time.instant());
        }
        return ack.outcome();
    }

    private static String hookOf(Visit visit) {
        return Objects.requireNonNull(visit.hook(), "only a waiting node is released or given up")
                .name();
    }
}
