package io.drainguard.sim.world;

import java.time.Instant;

/// Runs the script of a command on one node; decides its output, its exit code and how long it takes.
public interface Shell {
    /// Instead of an exit code: the agent itself could not even write the script. That is told as Failed with code 1
    /// and without a word (reviews/ssm-agent.md, defect 3, run on amazon-ssm-agent with a full disk).
    int AGENT_FAILED = Integer.MIN_VALUE;

    /// Starts one look. The result goes to the sink, now or later, at most once; what comes after a kill is
    /// dropped.
    Running start(Command command, Sink sink);

    /// A command that runs.
    interface Running {
        /// Ends it at once, with all its children: timeout, or the node is gone.
        void kill();

        /// The whole node is gone, with everything that ran on it; the agent's own kill may leave something running.
        default void gone() {
            kill();
        }
    }

    /// Takes what a command printed. Call it from the world's own thread; from any other one through
    /// [World#post].
    interface Sink {
        /// The command wrote this much so far; kept should it be killed.
        void partial(String stdout, String stderr);

        /// The command ended by itself, with an exit code of 0 to 255, or [#AGENT_FAILED].
        void finish(int exitCode, String stdout, String stderr);
    }

    /// One command on one node: the document with every parameter's value, and what the caller had asked.
    record Command(String commandId, String instanceId, CommandDocument document, SendCommand asked, Instant started) {}
}
