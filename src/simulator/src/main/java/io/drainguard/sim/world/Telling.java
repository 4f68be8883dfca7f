package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What tells people: alarms of CloudWatch, topics of SNS with their subscriptions, and the default bus of EventBridge
/// with its rules. No message is delivered and no metric evaluated: an alarm has the state that it was given.
public final class Telling {
    /// CloudWatch evaluates an alarm whose state was set again soon, "often within seconds" (CloudWatch API Reference,
    /// SetAlarmState); a minute here, so that a caller sees both states.
    private static final Duration EVALUATION = Duration.ofMinutes(1);

    /// The history of an alarm shows an action a moment later.
    private static final Duration RECORDING = Duration.ofSeconds(3);

    private final Supplier<Instant> clock;
    private final Map<String, Alarm> alarms = new LinkedHashMap<>();
    private final Map<String, List<Subscription>> topics = new LinkedHashMap<>();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final List<StateSet> set = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final List<PutEvent> events = new ArrayList<>();

    private boolean forgetful;

    Telling(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /// An alarm as DescribeAlarms shows it.
    public record Alarm(String name, List<String> actions, boolean enabled, String state, String reason) {
        /// An alarm that is well and has these actions.
        public static Alarm well(String name, String... actions) {
            return new Alarm(name, List.of(actions), true, "OK", "no datapoint was above the threshold");
        }

        /// The same in another state.
        public Alarm in(String newState, String newReason) {
            return new Alarm(name, actions, enabled, newState, newReason);
        }
    }

    /// A subscription of a topic. One that nobody has confirmed has the ARN `PendingConfirmation` (Amazon SNS API
    /// Reference, ListSubscriptionsByTopic).
    public record Subscription(String protocol, String endpoint, String arn) {}

    /// A rule as DescribeRule shows it.
    public record Rule(String name, String pattern, boolean enabled) {}

    /// A state that a caller has set.
    public record StateSet(String alarm, String state, String reason, Instant at) {}

    /// An action of an alarm that CloudWatch carried out, or could not.
    ///
    /// @param refusal why it could not, `null` where it did
    public record Execution(
            String alarm,
            String action,
            Instant at,
            @Nullable String refusal) {}

    /// An event that a caller has put on the default bus.
    public record PutEvent(String source, String detailType, String detail) {}

    /// Makes an alarm, or makes it anew.
    public void alarm(Alarm alarm) {
        alarms.put(alarm.name(), alarm);
    }

    /// Deletes an alarm.
    public void noAlarm(String name) {
        alarms.remove(name);
    }

    /// The alarm of that name in its present state, or `null`.
    public @Nullable Alarm alarm(String name) {
        Alarm alarm = alarms.get(name);
        if (alarm == null) {
            return null;
        }
        return set.stream()
                .filter(each -> each.alarm().equals(name)
                        && clock.get().isBefore(each.at().plus(EVALUATION)))
                .reduce((earlier, later) -> later)
                .map(last -> alarm.in(last.state(), last.reason()))
                .orElse(alarm);
    }

    /// The names of all alarms.
    public List<String> alarmNames() {
        return List.copyOf(alarms.keySet());
    }

    /// Sets the state of an alarm until it is evaluated again. Where the state changes to ALARM, its actions follow
    /// (CloudWatch API Reference, SetAlarmState).
    public void set(String name, String state, String reason) {
        Alarm before = alarm(name);
        set.add(new StateSet(name, state, reason, clock.get()));
        if (before != null
                && before.enabled()
                && state.equals("ALARM")
                && !before.state().equals(state)) {
            before.actions()
                    .forEach(action -> executions.add(new Execution(name, action, clock.get(), refused.get(action))));
        }
    }

    /// From now on a topic does not take what alarms tell it.
    public void refuse(String topic, String why) {
        refused.put(topic, why);
    }

    /// From now on no alarm's history shows an action.
    public void forgetful() {
        forgetful = true;
    }

    /// The actions of an alarm that its history shows, the newest first.
    public List<Execution> executions(String alarm) {
        return executions.stream()
                .filter(each -> !forgetful)
                .filter(each -> each.alarm().equals(alarm)
                        && !clock.get().isBefore(each.at().plus(RECORDING)))
                .toList()
                .reversed();
    }

    /// The states that callers have set.
    public List<StateSet> set() {
        return set;
    }

    /// Makes a topic with these subscriptions, or makes it anew.
    public void topic(String arn, Subscription... subscriptions) {
        topics.put(arn, List.of(subscriptions));
    }

    /// The subscriptions of a topic, `null` where there is no such topic.
    public @Nullable List<Subscription> subscriptions(String topic) {
        return topics.get(topic);
    }

    /// Makes a rule on the default bus, or makes it anew.
    public void rule(Rule rule) {
        rules.put(rule.name(), rule);
    }

    /// The rule of that name, or `null`.
    public @Nullable Rule rule(String name) {
        return rules.get(name);
    }

    /// Puts an event on the default bus.
    public void put(PutEvent event) {
        events.add(event);
    }

    /// The events that callers have put on the default bus.
    public List<PutEvent> events() {
        return events;
    }
}
