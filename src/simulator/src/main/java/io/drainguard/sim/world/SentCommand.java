package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command that was sent: what was asked, and how it stands on each of its nodes.
final class SentCommand {
    private final String id;
    private final SendCommand asked;
    private final CommandDocument document;
    private final Instant requested;
    private final Duration deliveryTimeout;
    private final List<Invocation> invocations;
    private boolean rateExceeded;
    private @Nullable CommandDispatch dispatch;

    SentCommand(
            String id,
            SendCommand asked,
            CommandDocument document,
            Instant requested,
            Duration deliveryTimeout,
            List<Instance> targets) {
        this.id = id;
        this.asked = asked;
        this.document = document;
        this.requested = requested;
        this.deliveryTimeout = deliveryTimeout;
        this.invocations = new ArrayList<>(targets.size());
        targets.forEach(target -> invocations.add(new Invocation(this, target)));
    }

    String id() {
        return id;
    }

    SendCommand asked() {
        return asked;
    }

    /// The document with the values that this command gives its parameters.
    CommandDocument document() {
        return document;
    }

    Instant requested() {
        return requested;
    }

    Duration deliveryTimeout() {
        return deliveryTimeout;
    }

    /// One for each target, in the order of the targets.
    List<Invocation> invocations() {
        return invocations;
    }

    /// The account has too many open invocations: the command runs nowhere, and has no invocations (*assumption*).
    void exceedRate() {
        rateExceeded = true;
        invocations.clear();
    }

    boolean isRateExceeded() {
        return rateExceeded;
    }

    void dispatch(CommandDispatch by) {
        dispatch = by;
    }

    /// One of the nodes has taken it.
    void acknowledged() {
        if (dispatch != null) {
            dispatch.go();
        }
    }

    /// It has ended on one of the nodes.
    void ended(Invocation invocation) {
        if (dispatch != null) {
            dispatch.ended(invocation);
        }
    }

    boolean isShownOver(Instant now) {
        return invocations.stream().allMatch(one -> one.isShownOver(now));
    }

    /// The command at a moment.
    CommandView view(Instant now) {
        CommandTally tally = CommandTally.of(this, now);
        return new CommandView(
                id,
                asked.documentName(),
                asked.askedVersion(),
                asked.parameters(),
                asked.comment(),
                asked.instanceIds(),
                requested,
                requested.plus(deliveryTimeout).plus(document.executionTimeout()),
                deliveryTimeout,
                asked.maxConcurrency(),
                asked.maxErrors(),
                tally.status(),
                tally.details(),
                asked.instanceIds().size(),
                tally.completed(),
                tally.errors(),
                tally.undelivered());
    }
}
