package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/// Run Command at work, the nodes' side: the agent takes commands, runs scripts, stops them in time, and reports.
///
/// The start and the end of a script are told by the node's own clock (amazon-ssm-agent, runpluginutil.go,
/// `time.Now()`).
final class Runner {
    /// Below this many seconds the agent ignores an execution timeout and takes the default (recorded:
    /// ssm/managed_execution_current.json, `command-execution-timeout`).
    private static final int SHORTEST_EXECUTION_TIMEOUT = 5;

    private final World world;
    private final RunCommandSettings settings;
    private final BiConsumer<Invocation, Invocation.End> report;
    private Shell shell = (command, sink) -> {
        sink.finish(127, "", "no shell was given to this world\n");
        return () -> {};
    };

    Runner(World world, RunCommandSettings settings, BiConsumer<Invocation, Invocation.End> report) {
        this.world = world;
        this.settings = settings;
        this.report = report;
    }

    void shell(Shell newShell) {
        shell = newShell;
    }

    /// A command has come as far as its node.
    void arrive(Invocation invocation) {
        if (!invocation.isOver() && !invocation.isAcknowledged()) {
            invocation.instance().work.arrive(invocation);
            work(invocation.instance());
        }
    }

    /// The agent is back: it reports what it kept, and what waits for it is delivered.
    void agentBack(Instance instance) {
        world.after(world.timings().commandStart(), () -> {
            if (instance.agentReachable()) {
                instance.work.kept().forEach(Runnable::run);
                work(instance);
            }
        });
    }

    /// The node is gone in the middle of a look: its script dies, and nobody reports.
    ///
    /// *Assumption*: the invocation stays InProgress until the delivery and execution timeouts have passed.
    void hostGone(Instance instance) {
        for (Invocation cut : instance.work.guestGone()) {
            Shell.Running running = cut.running;
            cut.running = null;
            if (running != null) {
                running.gone();
            }
        }
    }

    /// The service gives an invocation up: what runs is stopped.
    void drop(Invocation invocation) {
        stopShell(invocation);
        free(invocation);
    }

    private void work(Instance instance) {
        if (!instance.agentReachable()) {
            return;
        }
        AgentWork work = instance.work;
        for (Invocation one = work.take(); one != null; one = work.take()) {
            one.acknowledge();
            startAll(work);
            one.command().acknowledged();
        }
        startAll(work);
    }

    private void startAll(AgentWork work) {
        for (Invocation one = work.start(); one != null; one = work.start()) {
            start(one);
        }
    }

    private void start(Invocation invocation) {
        Instance instance = invocation.instance();
        Instant now = world.instant();
        invocation.start(instance.clock(now));
        String platform = invocation.document().platform();
        if (!platform.isEmpty() && !platform.equals(instance.platform)) {
            skip(invocation);
            return;
        }
        invocation.executionTimer = world.enter(executionTimeout(invocation.document()), () -> timeOut(invocation));
        Shell.Command command = new Shell.Command(
                invocation.commandId(),
                instance.id(),
                invocation.document(),
                invocation.command().asked(),
                now);
        Shell.Running running = shell.start(command, new AgentSink(invocation, this::ended));
        if (!invocation.isOver()) {
            invocation.running = running;
        }
    }

    /// The step's precondition is not met: that counts as a success (amazon-ssm-agent; run: reviews/ssm-agent.md; the
    /// words after the first four are an *assumption*).
    private void skip(Invocation invocation) {
        CommandDocument document = invocation.document();
        invocation.printed(
                "Step execution skipped due to unsatisfied preconditions: '\"StringEquals\": [platformType, "
                        + document.platform() + "]'. Step name: " + document.stepName(),
                "");
        answer(invocation, Invocation.End.ofScript(0, clock(invocation)));
    }

    /// The agent reboots the node and runs the document again (the same).
    private void reboot(Invocation invocation) {
        Agenda.Entry timer = invocation.executionTimer;
        if (timer != null) {
            timer.cancel();
        }
        invocation.running = null;
        Instance instance = invocation.instance();
        instance.agent.stop(world.instant());
        world.after(world.timings().agentStart(), () -> {
            if (instance.isRunning()) {
                instance.agent.start();
                agentBack(instance);
                if (!invocation.isOver()) {
                    start(invocation);
                }
            }
        });
    }

    private static Duration executionTimeout(CommandDocument document) {
        Duration asked = document.executionTimeout();
        return asked.toSeconds() < SHORTEST_EXECUTION_TIMEOUT ? CommandDocument.DEFAULT_EXECUTION_TIMEOUT : asked;
    }

    /// Without an agent nobody stops the script, unless its worker lives on.
    private void timeOut(Invocation invocation) {
        boolean reachable = invocation.instance().agentReachable();
        if (!invocation.isOver() && (reachable || survives(invocation))) {
            stopShell(invocation);
            answer(invocation, Invocation.End.executionTimedOut(clock(invocation)));
        }
    }

    private void ended(Invocation invocation, int exitCode) {
        if (exitCode == Invocation.REBOOT) {
            reboot(invocation);
        } else {
            answer(invocation, Invocation.End.ofScript(exitCode, clock(invocation)));
        }
    }

    /// Reports an answer now, or later, or never.
    private void answer(Invocation invocation, Invocation.End end) {
        Agenda.Entry timer = invocation.executionTimer;
        if (timer != null) {
            timer.cancel();
        }
        invocation.running = null;
        if (invocation.instance().agentReachable()) {
            report(invocation, end);
        } else if (survives(invocation)) {
            invocation.instance().work.keep(() -> report(invocation, end));
        } else {
            free(invocation);
        }
    }

    private void report(Invocation invocation, Invocation.End end) {
        if (!invocation.isOver()) {
            report.accept(invocation, end);
            free(invocation);
        }
    }

    private boolean survives(Invocation invocation) {
        return settings.answersSurviveRestarts() && invocation.instance().isRunning();
    }

    private void free(Invocation invocation) {
        invocation.instance().work.ended(invocation);
        work(invocation.instance());
    }

    private Instant clock(Invocation invocation) {
        return invocation.instance().clock(world.instant());
    }

    private static void stopShell(Invocation invocation) {
        Shell.Running running = invocation.running;
        if (running != null) {
            invocation.running = null;
            running.kill();
        }
    }
}
