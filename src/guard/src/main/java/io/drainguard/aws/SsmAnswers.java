package io.drainguard.aws;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;

/// Reads what Systems Manager tells of a look at one node. The functions are pure.
final class SsmAnswers {
    /// The largest number of commands or invocations in one answer (SSM API Reference, ListCommands and
    /// ListCommandInvocations, MaxResults).
    static final int PAGE = 50;

    /// The statuses that Systems Manager does not change any more (SSM User Guide, monitor-commands). While a
    /// node has any other status, the guard waits for it.
    private static final Set<String> FINAL = Set.of("Success", "Failed", "TimedOut", "Cancelled");

    private SsmAnswers() {}

    /// Tells whether the node will give no further answer.
    static boolean hasEnded(CommandInvocation invocation) {
        return FINAL.contains(String.valueOf(invocation.statusAsString()));
    }

    /// Returns the answer that an ended invocation contains.
    static Answer answer(LookCommand command, CommandInvocation invocation) {
        List<CommandPlugin> steps = invocation.commandPlugins();
        boolean silent = "Success".equals(invocation.statusAsString())
                && steps.stream().allMatch(step -> text(step).isBlank());
        Duration took = took(steps);
        boolean timedOut = AgentOutput.hasTimedOut(String.valueOf(invocation.statusDetails()), took);
        return new Answer(command, String.valueOf(invocation.instanceId()), look(invocation), took, silent, timedOut);
    }

    /// Returns how long the look ran, by the node's clock alone; zero if the node did not say.
    private static Duration took(List<CommandPlugin> steps) {
        Instant start = steps.isEmpty() ? null : steps.getFirst().responseStartDateTime();
        Instant end = steps.isEmpty() ? null : steps.getFirst().responseFinishDateTime();
        return isTold(start) && isTold(end) ? Duration.between(start, end) : Duration.ZERO;
    }

    private static boolean isTold(@Nullable Instant time) {
        return time != null && time.isAfter(Instant.EPOCH);
    }

    /// Returns the look that an ended invocation contains.
    static Look look(CommandInvocation invocation) {
        if (!"Success".equals(invocation.statusAsString())) {
            return new Unknown(failure(invocation));
        }
        List<CommandPlugin> steps = invocation.commandPlugins();
        return steps.size() == 1
                ? LookLine.parse(text(steps.getFirst()))
                : new Unknown("the drain document has " + steps.size() + " steps, 1 step is expected");
    }

    private static String failure(CommandInvocation invocation) {
        List<CommandPlugin> steps = invocation.commandPlugins();
        int code = steps.stream()
                .map(CommandPlugin::responseCode)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(-1);
        return AgentOutput.failure(
                String.valueOf(invocation.statusDetails()),
                code,
                steps.stream().map(SsmAnswers::text).reduce("", String::concat),
                took(steps));
    }

    private static String text(CommandPlugin step) {
        return step.output() == null ? "" : step.output();
    }
}
