package io.drainguard.sim.world;

import io.drainguard.sim.world.RunCommandSettings.Lag;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A command on one node: where it stands, what it printed, what runs.
final class Invocation {
    /// The exit code that a killed script shows.
    private static final int KILLED = 137;

    /// The agent's own code for a success.
    private static final int SUCCESS = 168;

    /// The script asks for a reboot.
    static final int REBOOT = 194;

    private final SentCommand command;
    private final Instance instance;
    Shell.@Nullable Running running;
    Agenda.@Nullable Entry executionTimer;
    private String status = "Pending";
    private String details = "Pending";
    private boolean acknowledged;
    private @Nullable Instant started;
    private String stdout = "";
    private String stderr = "";
    private @Nullable End end;
    private @Nullable Instant ended;
    private Instant shown = Instant.MAX;
    private Instant outputShown = Instant.MAX;

    Invocation(SentCommand command, Instance instance) {
        this.command = command;
        this.instance = instance;
    }

    /// How an invocation ended; `finished` is told by the node's clock, and `null` where the node told nothing.
    record End(
            String status,
            String details,
            int responseCode,
            @Nullable Instant finished) {
        /// What the agent makes of an exit code (amazon-ssm-agent, pluginutil_unix.go; run: reviews/ssm-agent.md): 137,
        /// no matter who killed the script, is a timeout; 168 is a success. 194 is the agent's SuccessAndReboot
        /// and does not end the invocation: the document runs again after the reboot.
        static End ofScript(int exitCode, Instant finished) {
            if (exitCode == KILLED) {
                return executionTimedOut(finished);
            }
            String word = isFailure(exitCode) ? "Failed" : "Success";
            return new End(word, word, exitCode, finished);
        }

        static boolean isFailure(int exitCode) {
            return !Set.of(0, KILLED, SUCCESS, REBOOT).contains(exitCode);
        }

        static End executionTimedOut(Instant finished) {
            return new End("TimedOut", "ExecutionTimedOut", KILLED, finished);
        }

        static End neverDelivered() {
            return new End("TimedOut", "DeliveryTimedOut", -1, null);
        }

        static End terminated() {
            return new End("Cancelled", "Terminated", -1, null);
        }
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

    boolean isOver() {
        return end != null;
    }

    /// Whether the read calls show that it is over.
    boolean isShownOver(Instant now) {
        return !now.isBefore(shown);
    }

    /// Whether the node's agent has taken it.
    boolean isAcknowledged() {
        return acknowledged;
    }

    /// The true status, whatever the read calls show.
    String status() {
        return end == null ? status : end.status();
    }

    /// The true details, whatever the read calls show.
    String details() {
        return end == null ? details : end.details();
    }

    String statusAt(Instant now) {
        return isShownOver(now) ? status() : status;
    }

    String detailsAt(Instant now) {
        return isShownOver(now) ? details() : details;
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

    void acknowledge() {
        acknowledged = true;
        sent();
    }

    /// The script starts, by the node's clock.
    void start(Instant nodeTime) {
        started = nodeTime;
    }

    void printed(String out, String err) {
        stdout = out;
        stderr = err;
    }

    /// It has ended now, and is shown so after the lag; the output never before the state.
    void end(End how, Instant now, Lag lag) {
        end = how;
        ended = now;
        shown = now.plus(lag.state());
        Instant output = now.plus(lag.output());
        outputShown = output.isBefore(shown) ? shown : output;
    }

    /// The invocation as it truly stands.
    CommandTruth truth() {
        return new CommandTruth(command.id(), instance.id(), command.requested(), ended, details(), stdout);
    }

    /// The invocation as the read calls show it at a moment.
    InvocationView view(Instant now) {
        End told = isShownOver(now) ? end : null;
        boolean printed = !now.isBefore(outputShown);
        return new InvocationView(
                command.id(),
                instance.id(),
                command.asked().documentName(),
                command.asked().askedVersion(),
                command.document().stepName(),
                command.asked().comment(),
                command.requested(),
                statusAt(now),
                detailsAt(now),
                told == null ? -1 : told.responseCode(),
                started,
                told == null ? null : told.finished(),
                printed ? stdout : "",
                printed ? stderr : "");
    }
}
