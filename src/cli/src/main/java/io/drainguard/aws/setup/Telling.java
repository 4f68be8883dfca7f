package io.drainguard.aws.setup;

import java.util.List;

/// What tells people of a guard, as AWS describes it: alarms, the subscriptions of the topics that they tell, and the
/// rules that pass events on.
public final class Telling {
    private Telling() {}

    /// The state of an alarm.
    public enum State {
        /// It does not ring.
        OK,
        /// It rings.
        ALARM,
        /// CloudWatch has no data for it.
        NO_DATA,
        /// A state that this version does not know.
        OTHER
    }

    /// An alarm.
    ///
    /// @param reason why it has its state, in CloudWatch's words
    /// @param actions the ARNs of what it tells when it begins to ring; none where its actions are switched off
    public record Alarm(String name, State state, String reason, List<String> actions) {
        /// Copies the actions.
        public Alarm {
            actions = List.copyOf(actions);
        }

        /// The topics among the actions.
        public List<String> topics() {
            return actions.stream().filter(Telling::isTopic).toList();
        }
    }

    private static boolean isTopic(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 2 && parts[2].equals("sns");
    }

    /// A subscription of a topic.
    ///
    /// @param protocol how it is told, such as `email`
    /// @param endpoint who is told, such as the address
    /// @param confirmed whether somebody has confirmed it; until then it is told nothing
    public record Subscription(String protocol, String endpoint, boolean confirmed) {
        @Override
        public String toString() {
            return endpoint + " (" + protocol + ")";
        }
    }

    /// A topic.
    ///
    /// @param exists whether there is such a topic
    /// @param subscriptions who has subscribed to it
    public record Topic(boolean exists, List<Subscription> subscriptions) {
        /// Copies the subscriptions.
        public Topic {
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /// A rule on the default event bus.
    ///
    /// @param notices whether its pattern is about the guard's notices
    public record Rule(String name, boolean enabled, boolean notices) {}

    /// An action of an alarm that CloudWatch has carried out, or could not.
    ///
    /// @param id tells one from another
    /// @param target the ARN of what was to be told, empty where CloudWatch's answer does not name it
    /// @param done whether CloudWatch has told it
    /// @param words what CloudWatch says of it
    public record Execution(String id, String target, boolean done, String words) {}
}
