package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Happening.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/// What goes wrong in a story, and when.
final class FaultScript {
    private static final Duration AGENT_GOES = Duration.ofSeconds(45);
    private static final Duration AGENT_BACK = AGENT_GOES.plusMinutes(3);

    /// @param happens does it, and says whether it came to pass
    private record Turn(BooleanSupplier due, BooleanSupplier happens) {}

    private final DemoEnvironment stage;
    private final Notes notes;
    private final Instant start;
    private int looksBefore;
    private final Deque<Turn> turns;

    /// The plot of a story whose scale-in begins now.
    FaultScript(Story story, DemoEnvironment stage, Notes notes) {
        this.stage = stage;
        this.notes = notes;
        this.start = stage.time().now();
        this.looksBefore = looks();
        this.turns = new ArrayDeque<>(turns(story));
    }

    /// Lets happen what is due; what does not come to pass is tried again.
    void step() {
        Turn next = turns.peek();
        if (next != null && next.due().getAsBoolean() && next.happens().getAsBoolean()) {
            turns.remove();
        }
    }

    private List<Turn> turns(Story story) {
        return switch (story) {
            case DRAIN,
                    EVENTS_LOST,
                    MISTYPED_PATH,
                    HOLD_FOREVER,
                    DLC_FAILOVER,
                    DLC_HANDOVER,
                    DSIEM_SCALE_IN,
                    DSIEM_GAP -> List.of();
            case AGENT_OFFLINE ->
                List.of(
                        new Turn(() -> passed(AGENT_GOES), this::agentGoes),
                        new Turn(() -> passed(AGENT_BACK), this::agentIsBack));
            case GUARD_KILLED ->
                List.of(new Turn(this::isLooking, this::killGuard), new Turn(this::isLooking, this::killGuard));
        };
    }

    private boolean passed(Duration span) {
        return !stage.time().now().isBefore(start.plus(span));
    }

    /// Whether a look was started since the scale-in, or since the last kill. Right after the start of a look the guard
    /// is still at work, or has just ended its own part; the look itself waits on the node.
    private boolean isLooking() {
        return looks() > looksBefore;
    }

    private int looks() {
        return stage.shared().ask(world -> world.calls().count("SendCommand"));
    }

    private boolean agentGoes() {
        stage.shared().change(world -> world.mishaps().stopAgent(node()));
        note(Kind.AGENT_GONE, "the Systems Manager agent of " + node() + " is gone; the node itself runs on");
        return true;
    }

    private boolean agentIsBack() {
        stage.shared().change(world -> world.mishaps().startAgent(node()));
        note(Kind.AGENT_BACK, "the Systems Manager agent of " + node() + " is back");
        return true;
    }

    /// A call of a process that was killed may still arrive and look like that of the next one, which is not there yet.
    private boolean killGuard() {
        int processes = stage.guard().kill();
        if (processes == 0) {
            return false;
        }
        looksBefore = looks();
        note(Kind.GUARD_KILLED, "the guard was killed while looks are under way; processes: " + processes);
        return true;
    }

    /// The first one of the story, which has data.
    private String node() {
        return stage.queues().keySet().iterator().next();
    }

    private void note(Kind kind, String text) {
        notes.add(stage.time().now(), kind, text);
    }
}
