package io.drainguard.cli;

import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who is told of what a guard finds: the alarms of its stack, the people whom these tell, and its notices.
///
/// @param guard name of the guard
/// @param stack name of its stack, `null` if no CloudFormation stack made it; the parts after it are then empty
/// @param alarms the alarms of the stack
/// @param topics by its ARN each topic that an alarm tells
/// @param notices the rule that passes notices on, `null` if the stack has none
/// @param noticesOn whether the guard's settings ask for notices; `false` where they could not be read
record Watch(
        String guard,
        Part<@Nullable String> stack,
        Part<Alarms> alarms,
        Map<String, Part<Topic>> topics,
        Part<@Nullable Rule> notices,
        boolean noticesOn) {
    Watch {
        topics = Map.copyOf(topics);
    }

    /// The alarms of a stack.
    ///
    /// @param missing names of those that the stack made and that are gone
    record Alarms(List<Alarm> found, List<String> missing) {
        static final Alarms NONE = new Alarms(List.of(), List.of());

        Alarms {
            found = found.stream().sorted(Comparator.comparing(Alarm::name)).toList();
            missing = List.copyOf(missing);
        }
    }

    /// Whether the stack was found.
    boolean inStack() {
        return stack.or(null) != null;
    }

    /// The name of its stack, for texts.
    String stackName() {
        return Objects.requireNonNullElse(stack.or(null), "unknown");
    }
}
