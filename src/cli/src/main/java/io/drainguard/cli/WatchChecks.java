package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;

import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.aws.setup.Telling.Subscription;
import io.drainguard.aws.setup.Telling.Topic;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Part.Unreadable;
import io.drainguard.cli.Watch.Alarms;
import io.drainguard.sweep.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks whether anybody is told when a guard needs a person. Pure.
final class WatchChecks {
    private WatchChecks() {}

    /// Returns the findings about who is told.
    static List<Finding> of(Setup setup) {
        return setup.watches().stream().flatMap(watch -> of(watch).stream()).toList();
    }

    private static List<Finding> of(Watch watch) {
        return switch (watch.stack()) {
            case Unreadable(Fault fault) ->
                List.of(ALL.skipped(
                        "which alarms watch guard " + watch.guard() + ", and whom they tell",
                        fault,
                        "cloudformation:DescribeStackResources and cloudformation:ListStackResources"));
            case Known(String stack)
            when stack != null ->
                Stream.of(alarms(watch), topics(watch), notices(watch))
                        .flatMap(List::stream)
                        .toList();
            case Known<@Nullable String> none ->
                List.of(ALL.skipped(
                        "which alarms watch guard " + watch.guard()
                                + ", and whom they tell: no CloudFormation stack made it",
                        "see that alarms stand on its metrics, and that their topic has a confirmed subscription"));
        };
    }

    private static List<Finding> alarms(Watch watch) {
        return switch (watch.alarms()) {
            case Unreadable(Fault fault) ->
                List.of(ALL.skipped(
                        "the alarms of stack " + watch.stackName() + ", and whom they tell",
                        fault,
                        "cloudwatch:DescribeAlarms and cloudformation:ListStackResources"));
            case Known(Alarms alarms) -> alarms(watch.stackName(), alarms);
        };
    }

    private static List<Finding> alarms(String stack, Alarms alarms) {
        List<Finding> found = new ArrayList<>();
        if (alarms.found().isEmpty() && alarms.missing().isEmpty()) {
            found.add(ALL.fault("stack " + stack + " has no alarm", "deploy the stack from the template as it is"));
        }
        if (!alarms.missing().isEmpty()) {
            found.add(ALL.fault(
                    "somebody deleted these alarms of stack " + stack + ": " + alarms.missing(),
                    "make them again as the template has them, or deploy the stack anew"));
        }
        List<String> silent = alarms.found().stream()
                .filter(alarm -> alarm.actions().isEmpty())
                .map(Alarm::name)
                .toList();
        if (!silent.isEmpty()) {
            found.add(ALL.fault(
                    "nobody is told when "
                            + (silent.size() == alarms.found().size()
                                    ? "an alarm of stack " + stack
                                    : "one of " + silent)
                            + " rings: no action, or its actions are switched off",
                    "deploy the stack with AlarmEmail or AlarmTopicArn, and see that the alarms' actions are enabled"));
        }
        alarms.found().forEach(alarm -> state(alarm, found));
        return found;
    }

    private static void state(Alarm alarm, List<Finding> found) {
        if (alarm.state() == State.ALARM) {
            found.add(ALL.risk(
                    "alarm " + alarm.name() + " rings: " + alarm.reason(),
                    "do what docs/runbook.md says of this alarm; 'drainguard status' shows the nodes"));
        } else if (alarm.state() != State.OK) {
            found.add(ALL.skipped(
                    "whether alarm " + alarm.name() + " would ring: it has no data: " + alarm.reason(),
                    "run doctor again 15 minutes after the deployment; if the alarm has no data then, see its metric"));
        }
    }

    private static List<Finding> topics(Watch watch) {
        List<Finding> found = new ArrayList<>();
        new TreeMap<>(watch.topics()).forEach((topic, read) -> found.addAll(topic(topic, read)));
        return found;
    }

    private static List<Finding> topic(String topic, Part<Topic> read) {
        return switch (read) {
            case Unreadable(Fault fault) ->
                List.of(ALL.skipped("whether anybody hears topic " + topic, fault, "sns:ListSubscriptionsByTopic"));
            case Known(Topic found) -> topic(topic, found);
        };
    }

    private static List<Finding> topic(String topic, Topic found) {
        if (!found.exists()) {
            return List.of(ALL.fault(
                    "the alarms tell topic " + topic + ", which does not exist",
                    "deploy the stack with AlarmEmail or with the AlarmTopicArn of a topic that exists"));
        }
        List<Subscription> subscriptions = found.subscriptions();
        List<Subscription> pending =
                subscriptions.stream().filter(each -> !each.confirmed()).toList();
        if (subscriptions.isEmpty()) {
            return List.of(ALL.fault(
                    "the alarms tell topic " + topic + ", and nobody has subscribed to it",
                    "subscribe somebody to the topic, and confirm the subscription"));
        }
        if (pending.size() == subscriptions.size()) {
            return List.of(ALL.fault(
                    "nobody hears the alarms: the subscription of " + pending + " to topic " + topic
                            + " is not confirmed (PendingConfirmation)",
                    "let the owner follow the link in the mail 'AWS Notification - Subscription Confirmation'; it holds for"
                            + " two days, then subscribe again"));
        }
        return pending.isEmpty()
                ? List.of()
                : List.of(ALL.risk(
                        pending + " hears no alarm: the subscription to topic " + topic
                                + " is not confirmed (PendingConfirmation)",
                        "let the owner confirm it, or delete the subscription"));
    }

    private static List<Finding> notices(Watch watch) {
        if (watch.notices() instanceof Unreadable(Fault fault)) {
            // Where the stack's resources could not be read, the finding about the alarms has said so.
            return watch.alarms().fault() == fault
                    ? List.of()
                    : List.of(ALL.skipped("whether notices are passed on", fault, "events:DescribeRule"));
        }
        Rule rule = watch.notices().or(null);
        if (!watch.noticesOn() || (rule != null && rule.enabled())) {
            return List.of();
        }
        return List.of(ALL.risk(
                "guard " + watch.guard() + " tells the event bus what becomes of a node, and "
                        + (rule == null
                                ? "stack " + watch.stackName() + " has no rule"
                                : "rule " + rule.name() + " is disabled, so it does not")
                        + (rule == null ? " that passes it on" : " pass it on"),
                "deploy the stack with Notices=on, or with Notices=off if nobody wants them"));
    }

    /// Says whom the alarms tell, and whether notices are passed on, for the reader to judge.
    static List<String> notes(Setup setup) {
        return setup.watches().stream()
                .filter(Watch::inStack)
                .map(WatchChecks::note)
                .toList();
    }

    private static String note(Watch watch) {
        Rule rule = watch.notices().or(null);
        String notices = watch.notices().fault() != null
                ? "not known"
                : rule != null && rule.enabled() ? "passed on by rule " + rule.name() : "off";
        return "alarms of stack " + watch.stackName() + ": "
                + (watch.alarms().fault() != null
                        ? "not known"
                        : watch.alarms().or(Alarms.NONE).found().size() + ", heard by " + heard(watch))
                + "; notices: " + notices;
    }

    private static String heard(Watch watch) {
        List<String> heard = new ArrayList<>();
        new TreeMap<>(watch.topics()).forEach((topic, read) -> {
            switch (read) {
                case Unreadable<Topic> unread -> heard.add("whoever subscribed to " + topic);
                case Known(Topic found) ->
                    found.subscriptions().stream()
                            .filter(Subscription::confirmed)
                            .map(Subscription::toString)
                            .forEach(heard::add);
            }
        });
        return heard.isEmpty() ? "nobody" : String.join(", ", heard);
    }
}
