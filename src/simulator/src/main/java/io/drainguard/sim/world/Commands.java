package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;

/// Run Command at work, the service's side: what it sends, what has ended, and who hears of it. [Runner] is the
/// nodes' side.
///
/// Recorded: ssm/managed_execution_current.json, managed_execution_timeouts_current.json.
final class Commands {
    private final World world;
    private final Documents documents = new Documents();
    private final CommandHistory history = new CommandHistory();
    private final RunCommandSettings settings = new RunCommandSettings();
    private final Runner runner;
    private int open;

    Commands(World world) {
        this.world = world;
        this.runner = new Runner(world, settings, this::ended);
    }

    Documents documents() {
        return documents;
    }

    CommandHistory history() {
        return history;
    }

    RunCommandSettings settings() {
        return settings;
    }

    Runner runner() {
        return runner;
    }

    void send(SentCommand command) {
        history.add(command);
        int targets = command.invocations().size();
        if (targets > settings.pendingQuota() - open) {
            command.exceedRate();
            return;
        }
        open += targets;
        CommandDispatch dispatch = new CommandDispatch(command, settings.dispatch(), this::sendTo, this::terminate);
        command.dispatch(dispatch);
        dispatch.go();
    }

    /// Timeouts count from the moment the command is sent to this node (*assumption*; it matters only where rate
    /// control sends later).
    private void sendTo(Invocation invocation) {
        Timings timings = world.timings();
        SentCommand command = invocation.command();
        invocation.sent();
        world.after(timings.commandStart(), () -> runner.arrive(invocation));
        world.after(timings.delayedShown(), () -> {
            if (!invocation.isAcknowledged() && !invocation.isOver()) {
                invocation.waitsForAgent();
            }
        });
        Duration nominal = command.deliveryTimeout().plus(command.document().executionTimeout());
        world.after(nominal.plus(timings.deliverySlack()), () -> expire(invocation));
    }

    private void expire(Invocation invocation) {
        if (!invocation.isOver()) {
            runner.drop(invocation);
            ended(invocation, Invocation.End.neverDelivered());
        }
    }

    /// Too many nodes have failed before this one was sent to (API Reference, CommandInvocation, StatusDetails; that
    /// its status is Cancelled is an *assumption*).
    private void terminate(Invocation invocation) {
        ended(invocation, Invocation.End.terminated());
    }

    private void ended(Invocation invocation, Invocation.End end) {
        Instant now = world.instant();
        invocation.end(end, now, settings.lag(invocation));
        open--;
        world.events().publishEnd(invocation);
        invocation.command().ended(invocation);
    }
}
