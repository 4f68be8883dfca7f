package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A command on one node while it lives: where it stands, what it printed, what runs.
final class Invocation {
    private final String commandId;
    private final Instance instance;
    private final CommandDocument document;
    private final Instant requested;
    Shell.@Nullable Running running;
    Agenda.@Nullable Entry executionTimer;
    private String status = "InProgress";
    private String details = "InProgress";
    private int responseCode = -1;
    private @Nullable Instant started;
    private @Nullable Instant finished;
    private String stdout = "";
    private String stderr = "";

    Invocation(String commandId, Instance instance, CommandDocument document, Instant requested) {
        this.commandId = commandId;
        this.instance = instance;
        this.document = document;
        this.requested = requested;
    }

    String commandId() {
        return commandId;
    }

    Instance instance() {
        return instance;
    }

    CommandDocument document() {
        return document;
    }

    /// Whether the read calls find it yet.
    boolean isShown(Instant now, Duration lag) {
        return !now.isBefore(requested.plus(lag));
    }

    Instant requested() {
        return requested;
    }

    boolean isOver() {
        return finished != null || details.equals("DeliveryTimedOut");
    }

    boolean isStarted() {
        return started != null;
    }

    void waitsForAgent() {
        status = "Pending";
        details = "Delayed";
    }

    void start(Instant now) {
        status = "InProgress";
        details = "InProgress";
        started = now;
    }

    void printed(String out, String err) {
        stdout = out;
        stderr = err;
    }

    void end(Instant now, String newStatus, String newDetails, int code) {
        status = newStatus;
        details = newDetails;
        responseCode = code;
        finished = now;
    }

    void neverDelivered() {
        status = "TimedOut";
        details = "DeliveryTimedOut";
    }

    InvocationView view() {
        boolean over = isOver();
        return new InvocationView(
                commandId,
                instance.id(),
                document.name(),
                document.stepName(),
                requested,
                status,
                details,
                responseCode,
                started,
                finished,
                over ? stdout : "",
                over ? stderr : "");
    }
}
