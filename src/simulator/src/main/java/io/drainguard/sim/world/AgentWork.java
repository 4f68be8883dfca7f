package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands of one node: those that wait to be delivered, those that its agent has taken, those that run, and
/// answers that wait for the agent to be back.
///
/// The agent runs five commands at once and takes five more (amazon-ssm-agent, README, `CommandWorkersLimit`;
/// `CommandWorkerBufferLimit`); any further one stays with the service until there is room (*assumption*).
final class AgentWork {
    private static final int AT_ONCE = 5;
    private static final int BUFFER = 5;

    private final List<Invocation> undelivered = new ArrayList<>(0);
    private final List<Invocation> taken = new ArrayList<>(0);
    private final List<Invocation> running = new ArrayList<>(0);
    private final List<Runnable> answers = new ArrayList<>(0);

    /// A command has come as far as the node.
    void arrive(Invocation invocation) {
        if (!undelivered.contains(invocation)) {
            undelivered.add(invocation);
        }
    }

    /// The next command that the agent has room for, or `null`.
    @Nullable
    Invocation take() {
        if (undelivered.isEmpty() || (running.size() >= AT_ONCE && taken.size() >= BUFFER)) {
            return null;
        }
        Invocation next = undelivered.removeFirst();
        taken.add(next);
        return next;
    }

    /// The next command that the agent can start, or `null`.
    @Nullable
    Invocation start() {
        if (taken.isEmpty() || running.size() >= AT_ONCE) {
            return null;
        }
        Invocation next = taken.removeFirst();
        running.add(next);
        return next;
    }

    /// The command has ended, wherever it stood.
    void ended(Invocation invocation) {
        undelivered.remove(invocation);
        taken.remove(invocation);
        running.remove(invocation);
    }

    /// The guest goes down: what ran is gone; what the agent had taken is on its disk (*assumption*).
    List<Invocation> guestGone() {
        List<Invocation> cut = List.copyOf(running);
        running.clear();
        return cut;
    }

    void keep(Runnable answer) {
        answers.add(answer);
    }

    /// The answers that were ready while the agent was away; each is handed out once.
    List<Runnable> kept() {
        List<Runnable> ready = List.copyOf(answers);
        answers.clear();
        return ready;
    }
}
