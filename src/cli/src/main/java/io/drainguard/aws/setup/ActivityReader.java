package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.Filter;

/// Reads what Auto Scaling did with an instance. AWS keeps the activities of six weeks (EC2 Auto Scaling API Reference,
/// DescribeScalingActivities). Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class ActivityReader {
    /// AWS returns at most this many activities in one answer (EC2 Auto Scaling API Reference, MaxRecords).
    private static final int PAGE = 100;

    private final AutoScalingClient scaling;

    /// Builds the reader.
    public ActivityReader(AutoScalingClient scaling) {
        this.scaling = scaling;
    }

    /// A scaling activity.
    ///
    /// @param end when it ended, `null` while it runs
    /// @param status AWS's word, such as `InProgress`
    /// @param cause why AWS began it, in AWS's words
    public record Scaling(
            String group, Instant start, @Nullable Instant end, String description, String status, String cause) {}

    /// Returns the activities of a group since this time whose description names the instance.
    public List<Scaling> of(String group, String instance, Instant since) {
        Pattern named = Pattern.compile("(?<![\\w-])" + Pattern.quote(instance) + "(?![\\w-])");
        Filter started = Filter.builder()
                .name("StartTimeLowerBound")
                .values(since.truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        return call(
                "reading the activities of group " + group,
                () -> scaling
                        .describeScalingActivitiesPaginator(request -> request.autoScalingGroupName(group)
                                .filters(started)
                                .maxRecords(PAGE))
                        .activities()
                        .stream()
                        .filter(activity -> named.matcher(Objects.requireNonNullElse(activity.description(), ""))
                                .find())
                        .map(activity -> scaling(group, activity))
                        .toList());
    }

    private static Scaling scaling(String group, Activity activity) {
        return new Scaling(
                group,
                activity.startTime(),
                activity.endTime(),
                activity.description(),
                Objects.requireNonNullElse(activity.statusCodeAsString(), ""),
                Objects.requireNonNullElse(activity.cause(), ""));
    }
}
