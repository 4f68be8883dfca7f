package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.aws.setup.Telling.Subscription;
import io.drainguard.aws.setup.Telling.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/// Reads who is told what. Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class TellingReader {
    /// AWS takes at most this many names in one call (CloudWatch API Reference, DescribeAlarms).
    private static final int ALARMS = 100;

    /// The ARN of a subscription that nobody has confirmed, and that of one that was taken off (Amazon SNS API
    /// Reference, ListSubscriptionsByTopic).
    private static final String PENDING = "PendingConfirmation";

    private static final String DELETED = "Deleted";

    private final CloudWatchClient metrics;
    private final SnsClient topics;
    private final EventBridgeClient events;

    /// Builds the reader.
    public TellingReader(CloudWatchClient metrics, SnsClient topics, EventBridgeClient events) {
        this.metrics = metrics;
        this.topics = topics;
        this.events = events;
    }

    /// Returns the alarms with these names. An alarm that does not exist is missing.
    public List<Alarm> alarms(List<String> names) {
        List<Alarm> alarms = new ArrayList<>();
        names.stream()
                .gather(Gatherers.windowFixed(ALARMS))
                .forEach(batch -> call(
                                "reading the alarms " + batch,
                                () -> metrics.describeAlarms(request -> request.alarmNames(batch)
                                                .alarmTypes(AlarmType.METRIC_ALARM)
                                                .maxRecords(ALARMS))
                                        .metricAlarms())
                        .stream()
                        .map(TellingReader::alarm)
                        .forEach(alarms::add));
        return alarms;
    }

    private static Alarm alarm(MetricAlarm found) {
        return new Alarm(
                String.valueOf(found.alarmName()),
                state(found.stateValueAsString()),
                Objects.requireNonNullElse(found.stateReason(), ""),
                Boolean.FALSE.equals(found.actionsEnabled()) ? List.of() : found.alarmActions());
    }

    private static State state(@Nullable String value) {
        return switch (value) {
            case "OK" -> State.OK;
            case "ALARM" -> State.ALARM;
            case "INSUFFICIENT_DATA" -> State.NO_DATA;
            case null, default -> State.OTHER;
        };
    }

    /// Returns the topic with this ARN.
    public Topic topic(String arn) {
        return call("reading who is told by topic " + arn, () -> {
            try {
                return new Topic(
                        true,
                        topics
                                .listSubscriptionsByTopicPaginator(request -> request.topicArn(arn))
                                .subscriptions()
                                .stream()
                                .filter(found -> !DELETED.equals(found.subscriptionArn()))
                                .map(found -> new Subscription(
                                        String.valueOf(found.protocol()),
                                        String.valueOf(found.endpoint()),
                                        !PENDING.equals(found.subscriptionArn())))
                                .toList());
            } catch (NotFoundException none) {
                return new Topic(false, List.of());
            }
        });
    }

    /// Returns the rule with this name, or `null` if there is no such rule.
    ///
    /// @param source the source of the notices
    public @Nullable Rule rule(String name, String source) {
        return call("reading rule " + name, () -> {
            try {
                DescribeRuleResponse found = events.describeRule(request -> request.name(name));
                String pattern = Objects.requireNonNullElse(found.eventPattern(), "");
                return new Rule(name, found.state() != RuleState.DISABLED, pattern.contains("\"" + source + "\""));
            } catch (ResourceNotFoundException none) {
                return null;
            }
        });
    }
}
