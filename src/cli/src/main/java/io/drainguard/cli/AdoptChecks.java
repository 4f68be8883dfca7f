package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;
import static io.drainguard.cli.PlanStep.What.HOOK;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges.Labelled;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.cli.AdoptPlan.Instances;
import io.drainguard.cli.AdoptPlan.Wanted;
import io.drainguard.decide.Phase;
import java.util.ArrayList;
import java.util.List;

/// What stands in the way of adopting a group, and what the operator should know of it. Pure.
final class AdoptChecks {
    private AdoptChecks() {}

    static void hookOfLaunches(GroupSetup group, Wanted wanted, List<Finding> inTheWay) {
        Hooked old = group.hook(wanted.hook());
        if (old != null && !old.terminating()) {
            inTheWay.add(about(group)
                    .fault(
                            "its hook '" + old.name() + "' is for " + old.transition()
                                    + ", and a hook of the same name cannot hold nodes that go",
                            "give that hook another name, or deploy the guard with another LifecycleHookName"));
        }
    }

    /// A node that waits is let be but in one case: this hook is the only one, so it waits there, and neither this hook
    /// nor what is asked of the node changes. AWS does not say what a changed hook does to a wait that is open. A
    /// guard that begins to look at a node that waits elsewhere can neither hold nor release it.
    static void waiting(FoundGroup group, Wanted wanted, List<PlanStep> steps, List<Finding> inTheWay) {
        GroupSetup setup = group.setup();
        List<String> waiting = setup.waiting();
        if (waiting.isEmpty() || !PlanStep.any(steps)) {
            return;
        }
        boolean here = setup.terminationHooks().equals(List.of(wanted.hook()))
                && !PlanStep.of(steps, HOOK).needed();
        boolean asked = (!group.tagged()
                        || setup.document().equals(wanted.document().name()))
                && (wanted.document().content() == null || !wanted.document().exists());
        if (!here || !asked) {
            inTheWay.add(about(setup)
                    .fault(
                            "nodes wait: " + waiting + "; its termination hooks are " + setup.terminationHooks()
                                    + (here
                                            ? ", and another drain document would decide on them"
                                            : ", and what a change does to an open wait is not known"),
                            "let them go first, by whoever completes those hooks; then run this command again"));
        }
    }

    static List<Finding> agents(GroupSetup group, Instances instances) {
        List<String> roleless = group.inService().stream()
                .filter(node -> {
                    Labelled found = instances.labelled().get(node);
                    return found != null
                            && !found.hasRole()
                            && !instances.agents().containsKey(node);
                })
                .toList();
        List<Finding> found = new ArrayList<>();
        roleless.forEach(node -> found.add(about(group, node)
                .fault(
                        "it has no instance profile, so no role, and Systems Manager does not know it",
                        "give it, and its launch template, an instance profile whose role has"
                                + " AmazonSSMManagedInstanceCore")));
        found.addAll(NodeChecks.agents(
                group,
                group.inService().stream()
                        .filter(node -> !roleless.contains(node))
                        .toList(),
                instances.agents()));
        return found;
    }

    static void notes(FoundGroup group, Wanted wanted, List<String> notes) {
        GroupSetup setup = group.setup();
        List<String> others = setup.terminationHooks().stream()
                .filter(name -> !name.equals(wanted.hook()))
                .toList();
        if (!others.isEmpty()) {
            notes.add("it has other termination hooks, " + others
                    + ": a node goes when all are completed, and the guard completes its own only");
        }
        List<String> retained = setup.members().stream()
                .filter(member -> Phase.of(member.state()) == Phase.RETAINED)
                .map(Member::instance)
                .toList();
        if (!retained.isEmpty()) {
            notes.add("these nodes were retained before: " + retained
                    + "; the guard looks at them, and leaves what others retained");
        }
        List<String> leaving = group.going().stream()
                .filter(member -> Phase.of(member.state()) == null)
                .map(member -> member.instance() + " (" + member.state() + ")")
                .toList();
        if (!leaving.isEmpty()) {
            notes.add("these nodes are on their way already, and may pass the hook: " + leaving);
        }
        if (setup.inService().isEmpty()) {
            notes.add("it has no instance in service, so no agent could be checked");
        }
        if (setup.stack() != null) {
            notes.add("stack " + setup.stack()
                    + " made the group: write hook, policy and tag into its template too, or its next update may take"
                    + " them off");
        }
    }
}
