package io.drainguard.sim.world;

import java.time.Instant;

/// Runs the script of a command on one node; decides its output, its exit code and how long it takes.
public interface Shell {
    /// Starts one look. The result goes to the sink, now or later, at most once; what comes after a kill is
    /// dropped.
    Running start(Command command, Sink sink);

    /// A command that runs.
    interface Running {
        /// Ends it at once, with all its children: timeout, or the node is gone.
        void kill();
    }

    /// Takes what a command printed. Call it from the world's own thread; from any other one through
    /// [World#post].
    interface Sink {
        /// The command wrote this much so far; kept should it be killed.
        void partial(String stdout, String stderr);

        /// The command ended by itself.
        void finish(int exitCode, String stdout, String stderr);
    }

    /// One command on one node: the document with every parameter's value, and what the caller had asked.
    record Command(String commandId, String instanceId, CommandDocument document, SendCommand asked, Instant started) {}
}
