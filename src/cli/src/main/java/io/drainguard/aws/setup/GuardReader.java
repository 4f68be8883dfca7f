package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.journal.JsonJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EnvironmentResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Reads which guards sweep, from their metrics: each sweep writes the metric `NodesWaiting`, whatever edition and
/// schedule started it. The metric therefore shows when a schedule exists and starts no sweep. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class GuardReader {
    /// A working function has swept within this time; the alarm `NoSweep` uses the same time.
    private static final Duration FUNCTION_WINDOW = Duration.ofMinutes(5);

    /// Any other working guard has swept within this time: it starts no sweep before the previous sweep has ended, and
    /// a sweep may take [io.drainguard.entry.Rounds#LONGEST].
    private static final Duration SERVICE_WINDOW = Duration.ofMinutes(10);

    /// The names of the metrics and of their dimension, as the journal writes them.
    private static final String METRIC = "NodesWaiting";

    /// The name of the same metric in version 0.1.0: a guard that is older than this command line still sweeps.
    private static final String OLDER_METRIC = "NodesHeld";

    private static final String FAILURES = "Failures";

    private static final String GUARD = "Guard";

    /// Length of one data point in seconds: the minimum for metrics of the last hour (CloudWatch API Reference,
    /// GetMetricStatistics).
    private static final int PERIOD_SECONDS = 60;

    private final CloudWatchClient metrics;
    private final LambdaClient functions;

    /// Builds the reader.
    public GuardReader(CloudWatchClient metrics, LambdaClient functions) {
        this.metrics = metrics;
        this.functions = functions;
    }

    /// A guard that runs as a Lambda function.
    ///
    /// @param role ARN of its execution role
    /// @param environment its environment variables, which include the settings
    /// @param timeout how long one invocation may take
    public record Function(String role, Map<String, String> environment, Duration timeout) {
        /// Copies the environment.
        public Function {
            environment = Map.copyOf(environment);
        }
    }

    /// Returns the time within which a working guard has swept.
    ///
    /// @param function the guard's function, `null` for a guard on an instance
    public static Duration window(@Nullable Function function) {
        return function == null ? SERVICE_WINDOW : FUNCTION_WINDOW;
    }

    /// Returns the names of the guards that wrote metrics in the last three hours. CloudWatch lists a new guard after
    /// up to 15 minutes (CloudWatch API Reference, ListMetrics).
    ///
    /// Guards of version 0.1.0 are looked for only where no newer one is: a call less for everybody else.
    public List<String> known() {
        List<String> known = writersOf(METRIC);
        return known.isEmpty() ? writersOf(OLDER_METRIC) : known;
    }

    private List<String> writersOf(String metric) {
        return call(
                "reading which guards have written metrics",
                () -> metrics
                        .listMetricsPaginator(request -> request.namespace(JsonJournal.NAMESPACE)
                                .metricName(metric)
                                .recentlyActive(RecentlyActive.PT3_H))
                        .metrics()
                        .stream()
                        .map(Metric::dimensions)
                        .flatMap(List::stream)
                        .filter(dimension -> GUARD.equals(dimension.name()))
                        .map(Dimension::value)
                        .distinct()
                        .toList());
    }

    /// Counts the sweeps that a guard has finished recently.
    ///
    /// @param now by AWS's clock, which stamps the metrics
    public long sweeps(String guard, Duration window, Instant now) {
        long sweeps = sum(guard, METRIC, Statistic.SAMPLE_COUNT, window, now);
        return sweeps > 0 ? sweeps : sum(guard, OLDER_METRIC, Statistic.SAMPLE_COUNT, window, now);
    }

    /// Counts the failures that a guard has reported recently: nodes and groups that it could not serve, and sweeps
    /// that it could not finish.
    ///
    /// @param now by AWS's clock
    public long failures(String guard, Duration window, Instant now) {
        return sum(guard, FAILURES, Statistic.SUM, window, now);
    }

    private long sum(String guard, String metric, Statistic statistic, Duration window, Instant now) {
        Dimension dimension = Dimension.builder().name(GUARD).value(guard).build();
        return Math.round(call(
                "reading metric " + metric + " of guard " + guard,
                () -> metrics
                        .getMetricStatistics(request -> request.namespace(JsonJournal.NAMESPACE)
                                .metricName(metric)
                                .dimensions(dimension)
                                .startTime(now.minus(window))
                                .endTime(now)
                                .period(PERIOD_SECONDS)
                                .statistics(statistic))
                        .datapoints()
                        .stream()
                        .mapToDouble(point -> Objects.requireNonNullElse(
                                statistic == Statistic.SUM ? point.sum() : point.sampleCount(), 0.0))
                        .sum()));
    }

    /// Returns the function with this name, or `null` if the guard is not a function.
    public @Nullable Function function(String guard) {
        return call("reading function " + guard, () -> {
            try {
                GetFunctionConfigurationResponse found =
                        functions.getFunctionConfiguration(request -> request.functionName(guard));
                EnvironmentResponse environment = found.environment();
                return new Function(
                        found.role(),
                        environment == null ? Map.of() : environment.variables(),
                        Duration.ofSeconds(found.timeout()));
            } catch (ResourceNotFoundException none) {
                return null;
            }
        });
    }
}
