package io.drainguard.sim.world;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Writes events as the exact JSON that EventBridge hands to a target.
///
/// Recorded: autoscaling/retention_native.json, lifecycle_native.json; EC2's two events by EC2 User Guide,
/// spot-instance-termination-notices (with its odd ARN) and rebalance-recommendations.
public final class EventJson {
    /// Three digits behind the second, zeros too (Systems Manager User Guide,
    /// monitoring-systems-manager-event-examples).
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventJson() {}

    /// The event's text in the given Region and account.
    public static String render(Event event, Site site) {
        return switch (event) {
            case Event.LifecycleHook hook ->
                envelope(event, site, "aws.autoscaling", quote(hook.groupArn()), detail(hook));
            case Event.TerminateResult result ->
                envelope(
                        event,
                        site,
                        "aws.autoscaling",
                        quote(result.activity().groupArn()) + "," + quote(site.instanceArn(event.instanceId())),
                        detail(result));
            case Event.SpotWarning warning ->
                envelope(
                        event,
                        site,
                        "aws.ec2",
                        quote("arn:aws:ec2:" + warning.zone() + ":instance/" + event.instanceId()),
                        "{" + field("instance-id", event.instanceId()) + "," + field("instance-action", "terminate")
                                + "}");
            case Event.RebalanceRecommendation rebalance ->
                envelope(
                        event,
                        site,
                        "aws.ec2",
                        quote(site.instanceArn(rebalance.instanceId())),
                        "{" + field("instance-id", rebalance.instanceId()) + "}");
            case Event.CommandEnded command ->
                envelope(event, site, "aws.ssm", quote(site.instanceArn(event.instanceId())), detail(command));
        };
    }

    private static String envelope(Event event, Site site, String source, String resources, String detail) {
        return "{" + field("version", "0") + "," + field("id", event.id()) + ","
                + field("detail-type", event.detailType()) + "," + field("source", source) + ","
                + field("account", site.account()) + ","
                + field("time", event.time().truncatedTo(ChronoUnit.SECONDS).toString()) + ","
                + field("region", site.region()) + ",\"resources\":[" + resources + "],\"detail\":" + detail + "}";
    }

    private static String detail(Event.LifecycleHook hook) {
        return "{" + field("LifecycleActionToken", hook.token()) + "," + field("AutoScalingGroupName", hook.group())
                + ","
                + field("LifecycleHookName", hook.hook()) + "," + field("EC2InstanceId", hook.instanceId()) + ","
                + field("LifecycleTransition", Hook.TERMINATING) + ","
                + optional("NotificationMetadata", hook.notificationMetadata())
                + field("Origin", hook.origin()) + "," + field("Destination", hook.destination()) + ","
                + field("Action", hook.action()) + "}";
    }

    private static String detail(Event.TerminateResult result) {
        Activity activity = result.activity();
        boolean full = result.destination().equals("WarmPool");
        String message = activity.statusMessage();
        return "{" + field("Origin", result.origin()) + "," + field("Destination", result.destination()) + ","
                + field("Action", "Terminate") + ","
                + field("Description", full ? activity.description() : plain(activity.description())) + ","
                + field("StartTime", activity.start().toString()) + ","
                + field("EndTime", millis(result.time())) + ","
                + field("RequestId", activity.id()) + "," + field("ActivityId", activity.id()) + ","
                + field("EC2InstanceId", activity.instanceId()) + "," + field("Cause", activity.cause()) + ","
                + field("AutoScalingGroupName", activity.group()) + ",\"Details\":" + activity.details() + ","
                + field("StatusCode", full ? activity.statusCode() : Activity.WAITING) + ","
                + field("StatusMessage", full && message != null ? message : "") + "}";
    }

    private static String detail(Event.CommandEnded command) {
        return "{" + field("command-id", command.commandId()) + ","
                + field("document-name", command.documentName()) + ","
                + field("instance-id", command.instanceId()) + ","
                + field("requested-date-time", MILLIS.format(command.requested())) + ","
                + field("status", command.status()) + "}";
    }

    private static String plain(String description) {
        int suffix = description.indexOf(".  Status Reason: ");
        return suffix < 0 ? description : description.substring(0, suffix);
    }

    private static String millis(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000Z");
    }

    private static String optional(String name, @Nullable String value) {
        return value == null ? "" : field(name, value) + ",";
    }

    private static String field(String name, String value) {
        return quote(name) + ":" + quote(value);
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
