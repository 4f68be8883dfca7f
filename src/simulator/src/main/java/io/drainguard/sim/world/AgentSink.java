package io.drainguard.sim.world;

import java.util.function.ObjIntConsumer;

/// Takes a script's output into its invocation. What comes from a node that is gone reaches nobody.
///
/// The agent's own words on a failure come without a line of their own (run on 3.3.987.0: reviews/ssm-agent.md; the
/// recordings of 3.3.5226.0 show them after a newline whose origin they do not tell).
final class AgentSink implements Shell.Sink {
    private final Invocation invocation;
    private final ObjIntConsumer<Invocation> ended;

    /// `ended` hears of the script's end and its exit code.
    AgentSink(Invocation invocation, ObjIntConsumer<Invocation> ended) {
        this.invocation = invocation;
        this.ended = ended;
    }

    @Override
    public void partial(String stdout, String stderr) {
        if (!invocation.isOver()) {
            invocation.printed(stdout, stderr);
        }
    }

    @Override
    public void finish(int exitCode, String stdout, String stderr) {
        if (invocation.isOver()) {
            return;
        }
        if (exitCode == Shell.AGENT_FAILED) {
            ended.accept(invocation, 1);
            return;
        }
        boolean failed = Invocation.End.isFailure(exitCode);
        invocation.printed(stdout, failed ? stderr + "failed to run commands: exit status " + exitCode : stderr);
        ended.accept(invocation, exitCode);
    }
}
