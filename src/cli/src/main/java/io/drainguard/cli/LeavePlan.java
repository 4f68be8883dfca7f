package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;
import static io.drainguard.cli.PlanStep.What.GROUP_TAG;
import static io.drainguard.cli.PlanStep.What.HOOK;
import static io.drainguard.cli.PlanStep.What.INSTANCE_TAGS;
import static io.drainguard.cli.PlanStep.What.POLICY;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges;
import io.drainguard.aws.setup.GroupChanges.Labelled;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.sweep.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What takes a group out of the guard's care, and what stands in the way. Pure.
///
/// The hook goes first: without it no node begins to wait, so no node waits unseen once the tag is off, and a command
/// that ends half-way leaves nothing behind that holds. Nothing goes while a node waits, was retained or is about to
/// go, since AWS completes what waits at a deleted hook with CONTINUE (EC2 Auto Scaling API Reference,
/// DeleteLifecycleHook).
///
/// @param steps in the order in which they are taken
/// @param inTheWay why nothing may be changed
/// @param notes what the operator should know
record LeavePlan(List<PlanStep> steps, List<Finding> inTheWay, List<String> notes) {
    LeavePlan {
        steps = List.copyOf(steps);
        inTheWay = List.copyOf(inTheWay);
        notes = List.copyOf(notes);
    }

    /// Makes the plan.
    ///
    /// @param hook name of the hook that the guard completes
    /// @param labelled the group's instances, as EC2 knows them
    /// @param keepPolicy whether the instance lifecycle policy stays as it is
    static LeavePlan of(FoundGroup group, String hook, Map<String, Labelled> labelled, boolean keepPolicy) {
        GroupSetup setup = group.setup();
        List<PlanStep> steps = List.of(
                hook(setup, hook),
                policy(setup, hook, keepPolicy),
                new PlanStep(
                        GROUP_TAG,
                        group.tagged(),
                        "tag " + Tags.GUARDED + " of the group" + (group.tagged() ? "=" + setup.document() : ""),
                        "autoscaling:DeleteTags"),
                instanceTags(group, labelled));
        return new LeavePlan(
                steps, PlanStep.any(steps) ? inTheWay(group) : List.of(), notes(group, hook, steps, keepPolicy));
    }

    /// Whether the group is kept from taking nodes out of service while the hook is deleted.
    boolean suspends(FoundGroup group) {
        return PlanStep.of(steps, HOOK).needed() && !group.setup().suspended().contains(GroupChanges.TERMINATE);
    }

    /// Returns why the hook of this group may not be deleted now.
    static List<Finding> inTheWay(FoundGroup group) {
        Subject subject = about(group.setup());
        List<Finding> found = new ArrayList<>();
        group.going()
                .forEach(member -> found.add(about(group.setup(), member.instance())
                        .fault(
                                "it is " + member.state()
                                        + ": AWS lets go what waits at a hook that is deleted, with what it holds",
                                "let it drain, or decide on it with drainguard release; then run this command again")));
        group.pending()
                .forEach(why -> found.add(subject.fault(
                        why + ", so a node is about to go, and without the hook nobody looks at it",
                        "let it go first; then run this command again")));
        return found;
    }

    private static PlanStep hook(GroupSetup group, String name) {
        Hooked hook = group.hook(name);
        return new PlanStep(
                HOOK,
                hook != null && hook.terminating(),
                hook != null && hook.terminating() ? "hook " + name : "no termination hook " + name,
                "autoscaling:DeleteLifecycleHook");
    }

    /// Without a termination hook the policy has no effect but to refuse a deletion with force (EC2 Auto Scaling User
    /// Guide, configure-instance-retention). Another hook may rely on it, and nothing says who set it.
    private static PlanStep policy(GroupSetup group, String hook, boolean keepPolicy) {
        boolean needed = group.retains() && !keepPolicy && others(group, hook).isEmpty();
        return new PlanStep(
                POLICY,
                needed,
                "instance lifecycle policy TerminateHookAbandon="
                        + (needed
                                ? "retain, back to terminate"
                                : group.retains() ? "retain, which stays" : "terminate"),
                "autoscaling:UpdateAutoScalingGroup");
    }

    private static PlanStep instanceTags(FoundGroup group, Map<String, Labelled> labelled) {
        List<String> tagged = tagged(group.present(), labelled);
        return new PlanStep(
                INSTANCE_TAGS,
                !tagged.isEmpty(),
                tagged.isEmpty()
                        ? "no instance carries the tag"
                        : "the same tag of " + Format.count(tagged.size(), "instance") + ": "
                                + String.join(", ", tagged),
                "ec2:DeleteTags");
    }

    /// Those of these instances that carry the tag.
    static List<String> tagged(List<String> instances, Map<String, Labelled> labelled) {
        return instances.stream()
                .filter(instance -> {
                    Labelled found = labelled.get(instance);
                    return found != null && found.document() != null;
                })
                .toList();
    }

    private static List<String> others(GroupSetup group, String hook) {
        return group.terminationHooks().stream()
                .filter(name -> !name.equals(hook))
                .toList();
    }

    private static List<String> notes(FoundGroup group, String hook, List<PlanStep> steps, boolean keepPolicy) {
        GroupSetup setup = group.setup();
        List<String> notes = new ArrayList<>();
        if (!others(setup, hook).isEmpty()) {
            notes.add("it has other termination hooks, " + others(setup, hook) + ": they stay"
                    + (setup.retains() && !keepPolicy
                            ? ", and so does the policy, since they may rely on it; to take it back: aws autoscaling"
                                    + " update-auto-scaling-group --auto-scaling-group-name '" + setup.name()
                                    + "' --instance-lifecycle-policy 'RetentionTriggers={TerminateHookAbandon=terminate}'"
                            : ""));
        }
        if (setup.suspended().contains(GroupChanges.TERMINATE)) {
            notes.add("its process " + GroupChanges.TERMINATE
                    + " is suspended by somebody, and stays so; to resume it: " + resume(setup.name()));
        }
        if (DocumentName.of(setup.name()).equals(setup.document())) {
            notes.add("its drain document " + setup.document()
                    + " stays, and stays in the guard's list, for another time");
        }
        if (setup.stack() != null && PlanStep.any(steps)) {
            notes.add("stack " + setup.stack()
                    + " made the group: take hook, policy and tag out of its template too, or its next update may put"
                    + " them back");
        }
        return notes;
    }

    /// Returns the command that lets a group scale in again.
    static String resume(String group) {
        return "aws autoscaling resume-processes --auto-scaling-group-name '" + group + "' --scaling-processes "
                + GroupChanges.TERMINATE;
    }
}
