package io.drainguard.aws.setup;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.sweep.Group;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A tagged group with everything that a check or an operator's command needs to know of it.
///
/// @param name its name
/// @param arn its ARN
/// @param document the value of its tag `drainguard`
/// @param propagates whether that tag goes to instances at launch
/// @param stack the CloudFormation stack that made it, `null` for none
/// @param mixesSpot whether its mixed instances policy launches Spot nodes, too
/// @param retains whether its instance lifecycle policy keeps a node whose terminate hook was abandoned
/// @param suspended processes that somebody suspended, such as `Terminate`
/// @param hooks all its lifecycle hooks
/// @param members its instances and those of its warm pool
public record GroupSetup(
        String name,
        String arn,
        String document,
        boolean propagates,
        @Nullable String stack,
        boolean mixesSpot,
        boolean retains,
        Set<String> suspended,
        List<Hooked> hooks,
        List<Member> members) {
    /// Copies the collections.
    public GroupSetup {
        suspended = Set.copyOf(suspended);
        hooks = List.copyOf(hooks);
        members = List.copyOf(members);
    }

    /// A lifecycle hook, of a launch or a termination.
    public record Hooked(
            String name, String transition, String defaultResult, Duration heartbeat, Duration globalTimeout) {
        /// Whether it holds a node on its way out.
        public boolean terminating() {
            return transition.equals(AutoScalingGroups.TERMINATING);
        }
    }

    /// An instance of the group.
    ///
    /// @param state its Auto Scaling lifecycle state
    public record Member(String instance, String state) {
        boolean inService() {
            return state.equals("InService");
        }
    }

    /// Whether its tag names what may be a drain document; otherwise nothing that hangs on the name can be told.
    public boolean namesADocument() {
        return document.startsWith(Group.DOCUMENT_PREFIX);
    }

    /// The nodes in service: the ones a scale-in takes.
    public List<String> inService() {
        return members.stream().filter(Member::inService).map(Member::instance).toList();
    }

    /// The hook of this name, whatever its transition.
    public @Nullable Hooked hook(String name) {
        return hooks.stream()
                .filter(hook -> hook.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The names of its termination hooks.
    public List<String> terminationHooks() {
        return hooks.stream().filter(Hooked::terminating).map(Hooked::name).toList();
    }

    /// A document as Systems Manager describes it.
    public record Document(String type, String status) {}

    /// An agent as Systems Manager knows it.
    public record Agent(String pingStatus, String version) {
        /// The first agent that hands ENV_VAR parameters to a script as variables (SSM User Guide,
        /// parameter-troubleshooting).
        public static final String LEAST = "3.3.2746.0";

        /// Whether it answers.
        public boolean online() {
            return pingStatus.equals("Online");
        }

        /// Whether it is [#LEAST] or later.
        public boolean recentEnough() {
            return compare(version, LEAST) >= 0;
        }

        /// Compares dotted numbers; what is not a number counts as 0.
        static int compare(String one, String other) {
            List<Integer> left = numbers(one);
            List<Integer> right = numbers(other);
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                int order = Integer.compare(at(left, i), at(right, i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        private static int at(List<Integer> numbers, int index) {
            return index < numbers.size() ? numbers.get(index) : 0;
        }

        private static List<Integer> numbers(String version) {
            return Stream.of(version.split("\\.", -1))
                    .map(part -> part.matches("[0-9]{1,9}") ? Integer.parseInt(part) : 0)
                    .toList();
        }
    }
}
