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

    private record Turn(BooleanSupplier due, Runnable happens) {}

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

    /// Lets happen what is due.
    void step() {
        Turn next = turns.peek();
        if (next != null && next.due().getAsBoolean()) {
            turns.remove().happens().run();
        }
    }

    private List<Turn> turns(Story story) {
        return switch (story) {
            case DRAIN, EVENTS_LOST, MISTYPED_PATH, HOLD_FOREVER -> List.of();
            case AGENT_OFFLINE ->
                List.of(
                        new Turn(() -> passed(AGENT_GOES), this::agentGoes),
                        new Turn(() -> passed(AGENT_BACK), this::agentIsBack));
            case GUARD_KILLED ->
                List.of(new Turn(() -> looking(2), this::killGuard), new Turn(() -> looking(1), this::killGuard));
        };
    }

    private boolean passed(Duration span) {
        return !stage.time().now().isBefore(start.plus(span));
    }

    /// Whether so many looks were started since the scale-in, or since the last kill. Right after the start of a look
    /// the guard is still at work, or has just ended its own part; the look itself waits on the node.
    private boolean looking(int times) {
        return looks() - looksBefore >= times;
    }

    private int looks() {
        return stage.shared().ask(world -> world.calls().count("SendCommand"));
    }

    private void agentGoes() {
        stage.shared().change(world -> world.mishaps().stopAgent(node()));
        note(Kind.AGENT_GONE, "the Systems Manager agent of " + node() + " is gone; the node itself runs on");
    }

    private void agentIsBack() {
        stage.shared().change(world -> world.mishaps().startAgent(node()));
        note(Kind.AGENT_BACK, "the Systems Manager agent of " + node() + " is back");
    }

    private void killGuard() {
        looksBefore = looks();
        int processes = stage.guard().kill();
        note(
                processes > 0 ? Kind.GUARD_KILLED : Kind.NODE,
                "the guard was killed while looks are under way; processes: " + processes);
    }

    /// The first one of the story, which has data.
    private String node() {
        return stage.queues().keySet().iterator().next();
    }

    private void note(Kind kind, String text) {
        notes.add(stage.time().now(), kind, text);
    }
}
