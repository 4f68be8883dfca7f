package io.drainguard.aws.setup;

import io.drainguard.aws.setup.GroupSetup.Member;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A group as [GroupSetupReader] finds it by its name.
///
/// @param setup the group; its document is empty without the tag
/// @param tagged whether it carries the tag `drainguard`
/// @param desired its desired capacity, in AWS's units: instances, or the weights of its launch template's overrides
/// @param unhealthy the instances that Auto Scaling is about to replace
public record FoundGroup(GroupSetup setup, boolean tagged, int desired, Set<String> unhealthy) {
    /// The states from which an instance does not come to a termination hook by itself, or has passed it (EC2 Auto
    /// Scaling API Reference, LifecycleState). Every other state, one that AWS adds later too, may end in a wait.
    private static final Set<String> CALM = Set.of(
            "Pending",
            "Pending:Wait",
            "Pending:Proceed",
            "Quarantined",
            "InService",
            "EnteringStandby",
            "Standby",
            "Warmed:Stopped",
            "Warmed:Running",
            "Warmed:Hibernated");

    private static final Set<String> PAST = Set.of(
            "Terminating:Proceed",
            "Terminated",
            "Detaching",
            "Detached",
            "ReplacingRootVolume:Proceed",
            "RootVolumeReplaced",
            "Warmed:Pending:Proceed",
            "Warmed:Terminating:Proceed",
            "Warmed:Terminated");

    /// Copies the instances.
    public FoundGroup {
        unhealthy = Set.copyOf(unhealthy);
    }

    /// The members that go, wait or were retained, or whose state nobody knows.
    public List<Member> going() {
        return setup.members().stream()
                .filter(member -> !CALM.contains(member.state()) && !PAST.contains(member.state()))
                .toList();
    }

    /// The members that are still there to be tagged: all but those that have passed their hooks.
    public List<String> present() {
        return setup.members().stream()
                .filter(member -> !PAST.contains(member.state()))
                .map(Member::instance)
                .toList();
    }

    /// The members that have passed their hooks on their way out.
    public List<String> past() {
        return setup.members().stream()
                .filter(member ->
                        member.state().startsWith("Terminat") || member.state().startsWith("Warmed:Terminat"))
                .filter(member -> PAST.contains(member.state()))
                .map(Member::instance)
                .toList();
    }

    /// Why Auto Scaling is about to take nodes out of service by itself, in words; none where it is not.
    public List<String> pending() {
        int inService = setup.inService().size();
        return Stream.concat(
                        unhealthy.stream()
                                .filter(setup.inService()::contains)
                                .sorted()
                                .map(node -> "node " + node + " is unhealthy"),
                        inService > desired
                                ? Stream.of(inService + " nodes are in service, and its desired capacity is " + desired)
                                : Stream.of())
                .toList();
    }
}
