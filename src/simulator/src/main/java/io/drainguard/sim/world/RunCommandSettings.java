package io.drainguard.sim.world;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is not known of Run Command, or goes wrong in it, and may therefore be set: by default nothing does.
public final class RunCommandSettings {
    /// How the service spreads one command over its nodes. That it begins with one node and doubles is of the
    /// Systems Manager User Guide, send-commands-multiple; what it waits for in between was never recorded, and the
    /// guide has said both.
    public enum Dispatch {
        /// All nodes at once, as far as MaxConcurrency lets it.
        AT_ONCE,
        /// In doubling steps; the next one follows when the agents of the ones before have taken the command.
        ACKNOWLEDGED,
        /// In doubling steps; the next one follows when the command has ended on the ones before (guide of 2017).
        COMPLETED
    }

    /// How long after an invocation's end, and so after its event at the earliest, the read calls show it: its state,
    /// and its output. That an output may lag behind is reported for GetCommandInvocation; no span is recorded.
    public record Lag(Duration state, Duration output) {
        /// Both are shown at once.
        public static final Lag NONE = new Lag(Duration.ZERO, Duration.ZERO);
    }

    /// Decides how late the end of an invocation is shown.
    @FunctionalInterface
    public interface Lags {
        /// The lag of one invocation; asked once, when it ends.
        Lag of(String commandId, String instanceId);
    }

    private Dispatch dispatch = Dispatch.AT_ONCE;
    private Lags lags = (command, instance) -> Lag.NONE;
    private int pendingQuota = Integer.MAX_VALUE;
    private boolean answersSurviveRestarts;
    private @Nullable TagRule tagRule;

    /// To which nodes a caller may send: those whose tag of that key has a value that begins so.
    public record TagRule(String key, String prefix) {
        boolean allows(Map<String, String> tags) {
            return tags.getOrDefault(key, "").startsWith(prefix) && tags.containsKey(key);
        }
    }

    RunCommandSettings() {}

    /// Changes how commands are spread, from the next one on.
    public RunCommandSettings dispatch(Dispatch newDispatch) {
        dispatch = newDispatch;
        return this;
    }

    /// Changes how late ends are shown, from the next end on.
    public RunCommandSettings lags(Lags newLags) {
        lags = newLags;
        return this;
    }

    /// How many invocations of the account may be open; a command that would exceed it ends as RateExceeded and runs
    /// nowhere (API Reference, Command, StatusDetails; no number is published). 0 refuses every command.
    public RunCommandSettings pendingQuota(int invocations) {
        pendingQuota = invocations;
        return this;
    }

    /// Whether an answer that is ready while the agent is away is kept on the node and reported, late, when the agent
    /// is back (amazon-ssm-agent runs a command in a worker process of its own, whose results outlive a restart),
    /// or is lost, the default (*assumption*).
    public RunCommandSettings answersSurviveRestarts(boolean survive) {
        answersSurviveRestarts = survive;
        return this;
    }

    /// IAM lets the callers send only to nodes whose tag of that key has a value that begins so, as a policy with a
    /// condition on `ssm:resourceTag/KEY` does; one other node refuses the whole call (AccessDeniedException that
    /// names it; recorded for one id: aws-captures, `role-after-deny-3`; for one of many an *assumption*).
    public RunCommandSettings onlyTagged(String key, String prefix) {
        tagRule = new TagRule(key, prefix);
        return this;
    }

    @Nullable
    TagRule tagRule() {
        return tagRule;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    Lag lag(Invocation ended) {
        return lags.of(ended.commandId(), ended.instance().id());
    }

    int pendingQuota() {
        return pendingQuota;
    }

    boolean answersSurviveRestarts() {
        return answersSurviveRestarts;
    }
}
