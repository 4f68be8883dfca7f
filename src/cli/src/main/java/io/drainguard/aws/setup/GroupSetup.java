package io.drainguard.aws.setup;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.SystemSetup.Kind;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A tagged group with everything that a check or an operator's command needs.
///
/// @param name its name
/// @param arn its ARN
/// @param document the value of its tag `drainguard`
/// @param propagates whether Auto Scaling copies that tag to instances at launch
/// @param stack the CloudFormation stack that made it, `null` for none
/// @param mixesSpot whether its mixed instances policy also launches Spot nodes
/// @param retains whether its instance lifecycle policy keeps a node whose lifecycle action was abandoned
/// @param yields whether, and after how long, its nodes go whatever their looks say
/// @param suspended scaling processes that are suspended, such as `Terminate`
/// @param hooks all its lifecycle hooks
/// @param members its instances, including the instances of its warm pool
/// @param system what it says of the system that its nodes are part of, `null` where it says nothing
public record GroupSetup(
        String name,
        String arn,
        String document,
        boolean propagates,
        @Nullable String stack,
        boolean mixesSpot,
        boolean retains,
        Yield yields,
        Set<String> suspended,
        List<Hooked> hooks,
        List<Member> members,
        @Nullable SystemSetup system) {
    /// Copies the collections.
    public GroupSetup {
        suspended = Set.copyOf(suspended);
        hooks = List.copyOf(hooks);
        members = List.copyOf(members);
    }

    /// A lifecycle hook, of a launch or a termination.
    public record Hooked(
            String name, String transition, String defaultResult, Duration heartbeat, Duration globalTimeout) {
        /// Whether the hook holds nodes that are launched, before they serve.
        public boolean launching() {
            return transition.equals("autoscaling:EC2_INSTANCE_LAUNCHING");
        }

        /// Whether the hook holds nodes that terminate.
        public boolean terminating() {
            return transition.equals(AutoScalingGroups.TERMINATING);
        }
    }

    /// An instance of the group.
    ///
    /// @param state its Auto Scaling lifecycle state
    /// @param override what a tag of its group asks for
    public record Member(String instance, String state, Operator override) {
        /// An instance for which no tag of its group asks anything.
        public Member(String instance, String state) {
            this(instance, state, Operator.SILENT);
        }

        boolean inService() {
            return state.equals("InService");
        }

        boolean waits() {
            Phase phase = Phase.of(state);
            return phase != null && phase != Phase.RETAINED;
        }
    }

    /// Which known system its nodes are part of, `null` for none.
    public @Nullable Kind kind() {
        return system == null ? null : system.kind();
    }

    /// Whether its data outlives its nodes, so that nothing is lost with a node that ends. What runs on its nodes tells
    /// better than the tag that makes it yield, which somebody may have set where data is lost by it.
    public boolean outlives() {
        Kind kind = kind();
        return kind == null ? yields.after() != null : kind.outlives();
    }

    /// Whether the guard may run the document that the tag names. Otherwise no check that needs the document applies.
    public boolean namesADocument() {
        return document.startsWith(Group.DOCUMENT_PREFIX);
    }

    /// What a tag of the group asks for this instance.
    public Operator override(String instance) {
        return members.stream()
                .filter(member -> member.instance().equals(instance))
                .map(Member::override)
                .findFirst()
                .orElse(Operator.SILENT);
    }

    /// The nodes in service: a scale-in terminates only these nodes.
    public List<String> inService() {
        return members.stream().filter(Member::inService).map(Member::instance).toList();
    }

    /// The nodes that wait at a termination hook, without those that were retained.
    public List<String> waiting() {
        return members.stream().filter(Member::waits).map(Member::instance).toList();
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
    ///
    /// @param paths the paths that it looks at by the default of its parameter `queues`, none if it has no such
    ///     parameter
    public record Document(String type, String status, List<String> paths) {
        /// Copies the paths.
        public Document {
            paths = List.copyOf(paths);
        }
    }

    /// What only EC2 tells of an instance, besides what the guard reads.
    ///
    /// @param spot whether it is a Spot instance
    /// @param tags the number of its tags, without those of AWS and those of the guard
    public record Machine(boolean spot, int tags) {}

    /// An SSM agent as Systems Manager describes it.
    public record Agent(String pingStatus, String version) {
        /// The first version that passes ENV_VAR parameters to a script as environment variables (SSM User Guide,
        /// parameter-troubleshooting).
        public static final String LEAST = "3.3.2746.0";

        /// Whether the agent is connected to Systems Manager.
        public boolean online() {
            return pingStatus.equals("Online");
        }

        /// Whether the version is [#LEAST] or later.
        public boolean recentEnough() {
            return compare(version, LEAST) >= 0;
        }

        /// Compares dotted version numbers; a part that is not a number counts as 0.
        static int compare(String version, String other) {
            List<Integer> left = numbers(version);
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
