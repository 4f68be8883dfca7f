package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Finds and reads the log of a guard. Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class GuardLog {
    /// A guard on an instance is named after its stack, with this at the end.
    private static final String ON_EC2 = "-ec2";

    private static final String LOG = "AWS::Logs::LogGroup";

    private final CloudWatchLogsClient logs;
    private final LambdaClient functions;
    private final CloudFormationClient stacks;

    /// Builds the reader.
    public GuardLog(CloudWatchLogsClient logs, LambdaClient functions, CloudFormationClient stacks) {
        this.logs = logs;
        this.functions = functions;
        this.stacks = stacks;
    }

    /// A line of a log.
    public record Line(Instant at, String text) {}

    /// Returns the log groups of a guard: its function's, or those of its stack for a guard on an instance. None if it
    /// is neither.
    public Set<String> of(String guard) {
        return call("reading where guard " + guard + " writes its log", () -> {
            Set<String> found = new TreeSet<>();
            try {
                GetFunctionConfigurationResponse function =
                        functions.getFunctionConfiguration(request -> request.functionName(guard));
                found.add(
                        function.loggingConfig() == null
                                        || function.loggingConfig().logGroup() == null
                                ? "/aws/lambda/" + guard
                                : function.loggingConfig().logGroup());
            } catch (ResourceNotFoundException none) {
                if (guard.endsWith(ON_EC2)) {
                    String stack = guard.substring(0, guard.length() - ON_EC2.length());
                    stacks
                            .listStackResourcesPaginator(request -> request.stackName(stack))
                            .stackResourceSummaries()
                            .stream()
                            .filter(resource -> LOG.equals(resource.resourceType()))
                            .map(StackResourceSummary::physicalResourceId)
                            .filter(Objects::nonNull)
                            .forEach(found::add);
                }
            }
            return found;
        });
    }

    /// Returns the lines of a log group that name an instance, oldest first. An empty page is not the last one:
    /// CloudWatch Logs returns them while it searches (CloudWatch Logs API Reference, FilterLogEvents).
    public List<Line> lines(String group, String instance, Instant since, Instant until) {
        return call(
                "reading the log " + group,
                () -> logs
                        .filterLogEventsPaginator(request -> request.logGroupName(group)
                                .filterPattern("\"" + instance + "\"")
                                .startTime(since.toEpochMilli())
                                .endTime(until.toEpochMilli()))
                        .events()
                        .stream()
                        .map(event -> new Line(
                                Instant.ofEpochMilli(event.timestamp()),
                                Objects.requireNonNullElse(event.message(), "").strip()))
                        .toList());
    }
}
