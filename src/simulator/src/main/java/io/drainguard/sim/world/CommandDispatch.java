package io.drainguard.sim.world;

import io.drainguard.sim.world.RunCommandSettings.Dispatch;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Spreads one command over its nodes by rate control: MaxConcurrency at a time, perhaps in doubling steps, and no
/// further once there were more than MaxErrors errors.
///
/// Source: API Reference, SendCommand; Systems Manager User Guide, send-commands-multiple. An invocation that has ended
/// without ever being acknowledged lets the next step go, too (*assumption*).
final class CommandDispatch {
    private final Dispatch manner;
    private final Consumer<Invocation> send;
    private final Consumer<Invocation> terminate;
    private final List<Invocation> all;
    private final int concurrency;
    private final int mostErrors;
    private int next;
    private int stepEnd;
    private int step = 1;
    private int errors;

    CommandDispatch(SentCommand command, Dispatch manner, Consumer<Invocation> send, Consumer<Invocation> terminate) {
        this.manner = manner;
        this.send = send;
        this.terminate = terminate;
        this.all = command.invocations();
        this.concurrency = Math.max(1, CommandTally.bound(command.asked().maxConcurrency(), all.size()));
        this.mostErrors = CommandTally.bound(command.asked().maxErrors(), all.size());
        this.stepEnd = manner == Dispatch.AT_ONCE ? all.size() : 0;
    }

    /// An invocation of the command has ended.
    void ended(Invocation invocation) {
        if (CommandTally.isError(invocation.details())) {
            errors++;
        }
        if (errors > mostErrors) {
            terminateTheRest();
        } else {
            go();
        }
    }

    /// Sends to as many further nodes as rate control lets.
    void go() {
        while (next < all.size() && (next < stepEnd || mayStep()) && open() < concurrency) {
            if (next == stepEnd) {
                stepEnd = Math.min(all.size(), next + step);
                step = Math.min(2 * step, concurrency);
            }
            send.accept(all.get(next++));
        }
    }

    private boolean mayStep() {
        Predicate<Invocation> done =
                manner == Dispatch.COMPLETED ? Invocation::isOver : one -> one.isOver() || one.isAcknowledged();
        return all.subList(0, next).stream().allMatch(done);
    }

    private long open() {
        return all.subList(0, next).stream().filter(one -> !one.isOver()).count();
    }

    private void terminateTheRest() {
        List<Invocation> rest = List.copyOf(all.subList(next, all.size()));
        next = all.size();
        rest.forEach(terminate);
    }
}
