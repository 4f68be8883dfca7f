package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import java.time.Instant;
import java.util.Objects;

/// Carries a decision out at its group: at most one call that changes the node's wait.
final class Acts {
    private final Groups groups;
    private final Memory memory;
    private final Time time;

    Acts(Groups groups, Memory memory, Time time) {
        this.groups = groups;
        this.memory = memory;
        this.time = time;
    }

    /// Acts, and says in a word what came of it.
    ///
    /// @throws Fault when the call failed; the next sweep decides anew
    String carryOut(Visit visit, Decision decision) {
        return switch (decision) {
            case Hold hold -> hold(visit);
            case Release release -> ended(visit, release(visit));
            case GiveUp giveUp -> ended(visit, groups.giveUp(visit.id(), hookOf(visit)));
            case Terminate terminate -> ended(visit, groups.terminate(visit.id()));
            case Leave leave -> "left";
        };
    }

    /// Records a heartbeat where one is due.
    ///
    /// @throws Fault when the call failed; it stays due
    String hold(Visit visit) {
        visit.held = true;
        Instant now = time.instant();
        if (!visit.beatDue(now)) {
            return "heartbeat not due";
        }
        Ack ack = groups.hold(visit.id(), hookOf(visit));
        // The period restarted when AWS had the call, which is no earlier than `now`.
        visit.periodBegan = now;
        visit.held = ack == Ack.DONE;
        memory.beaten(visit.id(), now);
        return word(ack);
    }

    /// By the event's token; where that belongs to an earlier wait, by the instance id, as a sweep does.
    private Ack release(Visit visit) {
        Ack ack = groups.release(visit.id(), hookOf(visit), visit.token);
        return ack == Ack.GONE && visit.token != null ? groups.release(visit.id(), hookOf(visit), null) : ack;
    }

    private String ended(Visit visit, Ack ack) {
        memory.forgetWait(visit.id());
        return word(ack);
    }

    private static String hookOf(Visit visit) {
        return Objects.requireNonNull(visit.hook, "only a waiting node is held, released or given up")
                .name();
    }

    private static String word(Ack ack) {
        return switch (ack) {
            case DONE -> "done";
            case GONE -> "gone: the wait had ended";
        };
    }
}
