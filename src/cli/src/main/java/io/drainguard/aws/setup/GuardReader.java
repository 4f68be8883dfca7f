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

/// Reads which guards sweep, by what they leave behind: each sweep writes the metric `NodesHeld`, whatever edition
/// and schedule started it. A schedule that exists and starts nothing is thus told from one that works. Every method
/// throws [io.drainguard.sweep.Fault] when a call failed.
public final class GuardReader {
    /// A function that is alive has swept this lately; the alarm `NoSweep` takes the same time.
    private static final Duration LATELY = Duration.ofMinutes(5);

    /// Any other guard: it starts no sweep before the last has ended, and one may take
    /// [io.drainguard.entry.Rounds#LONGEST].
    private static final Duration LATELY_ELSEWHERE = Duration.ofMinutes(10);

    /// The metrics and their dimension, as the journal writes them.
    private static final String METRIC = "NodesHeld";

    private static final String FAILURES = "Failures";

    private static final String GUARD = "Guard";

    /// Length of one data point in seconds: the least for metrics of an hour ago and less (CloudWatch API Reference,
    /// GetMetricStatistics).
    private static final int PERIOD_SECONDS = 60;

    private final CloudWatchClient metrics;
    private final LambdaClient functions;

    /// Builds the reader.
    public GuardReader(CloudWatchClient metrics, LambdaClient functions) {
        this.metrics = metrics;
        this.functions = functions;
    }

    /// A guard that is a function.
    ///
    /// @param role ARN of the role it has
    /// @param environment its variables, the settings among them
    /// @param timeout how long one run may take
    public record Function(String role, Map<String, String> environment, Duration timeout) {
        /// Copies the environment.
        public Function {
            environment = Map.copyOf(environment);
        }
    }

    /// How far back a guard that is alive has swept.
    ///
    /// @param function the function that it is, `null` where it is none
    public static Duration lately(@Nullable Function function) {
        return function == null ? LATELY_ELSEWHERE : LATELY;
    }

    /// The guards that CloudWatch saw in the last three hours. A new one is listed after up to 15 minutes (CloudWatch
    /// API Reference, ListMetrics).
    public List<String> known() {
        return call(
                "reading which guards have written metrics",
                () -> metrics
                        .listMetricsPaginator(request -> request.namespace(JsonJournal.NAMESPACE)
                                .metricName(METRIC)
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

    /// How many sweeps a guard has ended lately.
    ///
    /// @param now by AWS's clock, which stamps the metrics
    public long sweeps(String guard, Duration lately, Instant now) {
        return sum(guard, METRIC, Statistic.SAMPLE_COUNT, lately, now);
    }

    /// How many failures a guard has counted lately: nodes and groups that it could not serve, and sweeps that came to
    /// no end.
    ///
    /// @param now by AWS's clock
    public long failures(String guard, Duration lately, Instant now) {
        return sum(guard, FAILURES, Statistic.SUM, lately, now);
    }

    private long sum(String guard, String metric, Statistic statistic, Duration lately, Instant now) {
        Dimension dimension = Dimension.builder().name(GUARD).value(guard).build();
        return Math.round(call(
                "reading metric " + metric + " of guard " + guard,
                () -> metrics
                        .getMetricStatistics(request -> request.namespace(JsonJournal.NAMESPACE)
                                .metricName(metric)
                                .dimensions(dimension)
                                .startTime(now.minus(lately))
                                .endTime(now)
                                .period(PERIOD_SECONDS)
                                .statistics(statistic))
                        .datapoints()
                        .stream()
                        .mapToDouble(point -> Objects.requireNonNullElse(
                                statistic == Statistic.SUM ? point.sum() : point.sampleCount(), 0.0))
                        .sum()));
    }

    /// The function of this name, or `null` where the guard is none.
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
