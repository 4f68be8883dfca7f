package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Run Command at work: delivery to the agent, the script's run, and its timeouts.
///
/// Recorded: ssm/managed_execution_current.json, managed_execution_timeouts_current.json.
final class Commands {
    /// Below this many seconds the agent ignores an execution timeout and takes the default (recorded:
    /// ssm/managed_execution_current.json, `command-execution-timeout`).
    private static final int SHORTEST_EXECUTION_TIMEOUT = 5;

    /// The exit code that a killed script shows.
    private static final int KILLED = 137;

    private final World world;
    private final Map<String, CommandDocument> documents = new HashMap<>();
    private final Map<String, DocumentState> states = new HashMap<>();
    private final Map<String, Map<String, CommandDocument>> versions = new HashMap<>();
    private final SequencedMap<String, SentCommand> sent = new LinkedHashMap<>();
    private final List<Invocation> live = new ArrayList<>();
    private Shell shell = (command, sink) -> {
        sink.finish(127, "", "no shell was given to this world\n");
        return () -> {};
    };

    Commands(World world) {
        this.world = world;
    }

    void shell(Shell newShell) {
        shell = newShell;
    }

    void putDocument(CommandDocument document) {
        documents.put(document.name(), document);
    }

    void putVersion(String version, CommandDocument document) {
        versions.computeIfAbsent(document.name(), name -> new HashMap<>()).put(version, document);
    }

    void documentState(String name, DocumentState state) {
        states.put(name, state);
    }

    DocumentState documentState(String name) {
        return states.getOrDefault(name, DocumentState.ACTIVE_COMMAND);
    }

    void removeDocument(String name) {
        documents.remove(name);
    }

    @Nullable
    CommandDocument document(String name) {
        return documents.get(name);
    }

    /// A version of a document; `$LATEST` is the default one unless another was stored.
    @Nullable
    CommandDocument document(String name, String version) {
        CommandDocument standard = documents.get(name);
        boolean isStandard = version.equals(SendCommand.DEFAULT_VERSION) || version.equals("$LATEST");
        return versions.getOrDefault(name, Map.of()).getOrDefault(version, isStandard ? standard : null);
    }

    /// The command of that id, or `null`.
    @Nullable
    SentCommand of(String commandId) {
        return sent.get(commandId);
    }

    /// Every command that is remembered, newest first.
    Collection<SentCommand> newestFirst() {
        return sent.sequencedValues().reversed();
    }

    void send(SentCommand command) {
        sent.put(command.id(), command);
        live.addAll(command.invocations());
        command.invocations().forEach(one -> deliver(one, command.deliveryTimeout()));
    }

    /// Drops the commands that everybody has answered, so that a long simulation of many nodes keeps little. The
    /// service itself keeps them for 30 days (SSM User Guide, monitor-commands).
    void forgetEnded() {
        sent.values().removeIf(SentCommand::isOver);
    }

    /// Commands that wait for this node's agent are delivered now.
    void agentBack(Instance instance) {
        for (Invocation invocation : List.copyOf(live)) {
            if (invocation.instance() == instance && !invocation.isStarted()) {
                world.after(world.timings().commandStart(), () -> tryStart(invocation));
            }
        }
    }

    /// The node is gone in the middle of a look: its script dies, and nobody reports.
    ///
    /// *Assumption*: the invocation stays InProgress until the delivery and execution timeouts have passed.
    void hostGone(Instance instance) {
        for (Invocation invocation : live) {
            if (invocation.instance() == instance) {
                stopShell(invocation);
            }
        }
    }

    private void deliver(Invocation invocation, Duration deliveryTimeout) {
        Timings timings = world.timings();
        invocation.sent();
        world.after(timings.commandStart(), () -> tryStart(invocation));
        world.after(timings.delayedShown(), () -> {
            if (!invocation.isStarted() && !invocation.isOver()) {
                invocation.waitsForAgent();
            }
        });
        Duration nominal = deliveryTimeout.plus(invocation.document().executionTimeout());
        world.after(nominal.plus(timings.deliverySlack()), () -> expire(invocation));
    }

    private void tryStart(Invocation invocation) {
        Instance instance = invocation.instance();
        if (invocation.isStarted() || invocation.isOver() || !instance.agentReachable()) {
            return;
        }
        Instant now = world.instant();
        invocation.start(now);
        invocation.executionTimer = world.enter(executionTimeout(invocation.document()), () -> timeOut(invocation));
        Shell.Command command = new Shell.Command(
                invocation.commandId(),
                instance.id(),
                invocation.document(),
                invocation.command().asked(),
                now);
        Shell.Running running = shell.start(command, new InvocationSink(invocation));
        if (!invocation.isOver()) {
            invocation.running = running;
        }
    }

    private static Duration executionTimeout(CommandDocument document) {
        Duration asked = document.executionTimeout();
        return asked.toSeconds() < SHORTEST_EXECUTION_TIMEOUT ? CommandDocument.DEFAULT_EXECUTION_TIMEOUT : asked;
    }

    private void timeOut(Invocation invocation) {
        if (!invocation.isOver() && invocation.instance().agentReachable()) {
            stopShell(invocation);
            end(invocation, "TimedOut", "ExecutionTimedOut", KILLED);
        }
    }

    private void expire(Invocation invocation) {
        if (!invocation.isOver()) {
            stopShell(invocation);
            invocation.neverDelivered();
            live.remove(invocation);
        }
    }

    private void end(Invocation invocation, String status, String details, int code) {
        Agenda.Entry timer = invocation.executionTimer;
        if (timer != null) {
            timer.cancel();
        }
        invocation.end(world.instant(), status, details, code);
        live.remove(invocation);
    }

    private static void stopShell(Invocation invocation) {
        Shell.Running running = invocation.running;
        if (running != null) {
            invocation.running = null;
            running.kill();
        }
    }

    /// Takes a script's output into the invocation. What comes from a node that is gone reaches nobody, and what
    /// ends while its agent is away is lost (*assumption*).
    private final class InvocationSink implements Shell.Sink {
        private final Invocation invocation;

        private InvocationSink(Invocation invocation) {
            this.invocation = Objects.requireNonNull(invocation);
        }

        @Override
        public void partial(String stdout, String stderr) {
            if (!invocation.isOver()) {
                invocation.printed(stdout, stderr);
            }
        }

        @Override
        public void finish(int exitCode, String stdout, String stderr) {
            if (invocation.isOver() || !invocation.instance().agentReachable()) {
                return;
            }
            boolean success = exitCode == 0;
            invocation.printed(stdout, success ? stderr : stderr + "\nfailed to run commands: exit status " + exitCode);
            end(invocation, success ? "Success" : "Failed", success ? "Success" : "Failed", exitCode);
        }
    }
}
