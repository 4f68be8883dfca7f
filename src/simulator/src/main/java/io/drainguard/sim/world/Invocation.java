package io.drainguard.sim.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A command on one node while it lives: where it stands, what it printed, what runs.
final class Invocation {
    private final SentCommand command;
    private final Instance instance;
    Shell.@Nullable Running running;
    Agenda.@Nullable Entry executionTimer;
    private String status = "Pending";
    private String details = "Pending";
    private int responseCode = -1;
    private @Nullable Instant started;
    private @Nullable Instant finished;
    private String stdout = "";
    private String stderr = "";

    Invocation(SentCommand command, Instance instance) {
        this.command = command;
        this.instance = instance;
    }

    SentCommand command() {
        return command;
    }

    String commandId() {
        return command.id();
    }

    Instance instance() {
        return instance;
    }

    CommandDocument document() {
        return command.document();
    }

    /// Whether these details are those of an invocation that has ended.
    static boolean isFinal(String details) {
        return switch (details) {
            case "Pending", "InProgress", "Delayed" -> false;
            default -> true;
        };
    }

    String statusAt(Instant now) {
        return status;
    }

    String detailsAt(Instant now) {
        return details;
    }

    boolean isOver() {
        return finished != null || details.equals("DeliveryTimedOut");
    }

    boolean isStarted() {
        return started != null;
    }

    /// The service has sent it to the node; it is InProgress from then on, also before the script starts (recorded:
    /// ssm/managed_execution_current.json).
    void sent() {
        status = "InProgress";
        details = "InProgress";
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

    /// The invocation as the read calls show it at a moment.
    InvocationView view(Instant now) {
        boolean over = isOver();
        return new InvocationView(
                command.id(),
                instance.id(),
                command.asked().documentName(),
                command.asked().askedVersion(),
                command.document().stepName(),
                command.asked().comment(),
                command.requested(),
                status,
                details,
                responseCode,
                started,
                finished,
                over ? stdout : "",
                over ? stderr : "");
    }
}
