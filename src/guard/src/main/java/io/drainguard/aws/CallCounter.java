package io.drainguard.aws;

import io.drainguard.sweep.Usage;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/// Counts the attempts of calls that clients of the SDK make.
public final class CallCounter implements MetricPublisher, Usage {
    /// The name of an attempt's metrics (AWS SDK for Java 2.x Developer Guide, metrics-list).
    private static final String ATTEMPT = "ApiCallAttempt";

    /// How the SDK calls the failure of an attempt that AWS refused for coming too often (`SdkErrorType`).
    private static final String THROTTLING = "Throttling";

    private final LongAdder made = new LongAdder();
    private final LongAdder throttled = new LongAdder();

    @Override
    public void publish(MetricCollection call) {
        call.childrenWithName(ATTEMPT).forEach(attempt -> {
            made.increment();
            if (attempt.metricValues(CoreMetric.ERROR_TYPE).contains(THROTTLING)) {
                throttled.increment();
            }
        });
    }

    @Override
    public Calls now() {
        return new Calls(made.sum(), throttled.sum());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
