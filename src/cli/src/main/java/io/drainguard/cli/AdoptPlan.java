package io.drainguard.cli;

import static io.drainguard.cli.PlanStep.What.DOCUMENT;
import static io.drainguard.cli.PlanStep.What.GROUP_TAG;
import static io.drainguard.cli.PlanStep.What.HOOK;
import static io.drainguard.cli.PlanStep.What.INSTANCE_TAGS;
import static io.drainguard.cli.PlanStep.What.LIST;
import static io.drainguard.cli.PlanStep.What.POLICY;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges.Labelled;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.DocumentChoice.Chosen;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What makes a group one that the guard serves, and what stands in the way. Pure.
///
/// The hook comes last: a node that waits is looked at from its first minute, since tag and document are there already,
/// and it is retained if need be, since the policy is. Should the command end half-way, nodes go as they did before,
/// and `doctor` names the missing hook. The group's tag comes before those of its instances, so that an instance that
/// is launched in between gets it by propagation or is found in the list that is read afterwards.
///
/// @param steps in the order in which they are taken
/// @param inTheWay why nothing may be changed
/// @param notes what the operator should know
record AdoptPlan(List<PlanStep> steps, List<Finding> inTheWay, List<String> notes) {
    /// The period of a hook that is made, as the documents give it.
    static final Duration PERIOD = Duration.ofHours(1);

    AdoptPlan {
        steps = List.copyOf(steps);
        inTheWay = List.copyOf(inTheWay);
        notes = List.copyOf(notes);
    }

    /// What is wanted.
    ///
    /// @param hook name of the termination hook that the guard completes
    /// @param heartbeat its period, `null` for that of the hook that exists, or [#PERIOD]
    record Wanted(String hook, @Nullable Duration heartbeat, Chosen document) {
        /// The period that the group's hook is to have.
        Duration heartbeat(GroupSetup group) {
            Hooked old = group.hook(hook);
            return Objects.requireNonNullElse(heartbeat, old == null ? PERIOD : old.heartbeat());
        }
    }

    /// What was read of the group's instances.
    ///
    /// @param labelled all of them, as EC2 knows them
    /// @param agents the agents of those in service, as Systems Manager knows them
    record Instances(Map<String, Labelled> labelled, Map<String, Agent> agents) {
        Instances {
            labelled = Map.copyOf(labelled);
            agents = Map.copyOf(agents);
        }

        /// Those of these instances that EC2 knows and that do not carry this document's name.
        static List<String> without(String document, List<String> instances, Map<String, Labelled> labelled) {
            return instances.stream()
                    .filter(labelled::containsKey)
                    .filter(instance -> {
                        Labelled found = labelled.get(instance);
                        return found != null && !document.equals(found.document());
                    })
                    .toList();
        }
    }

    /// Makes the plan.
    ///
    /// @param ignoreAgents whether agents that are missing, offline or too old are only told
    static AdoptPlan of(FoundGroup group, Wanted wanted, Instances instances, boolean ignoreAgents) {
        GroupSetup setup = group.setup();
        List<PlanStep> steps = List.of(
                document(wanted.document()),
                list(wanted.document()),
                policy(setup),
                groupTag(group, wanted.document().name()),
                instanceTags(group, wanted.document().name(), instances),
                hook(setup, wanted));
        List<Finding> inTheWay = new ArrayList<>();
        List<String> notes = new ArrayList<>(wanted.document().notes());
        AdoptChecks.hookOfLaunches(setup, wanted, inTheWay);
        AdoptChecks.waiting(group, wanted, steps, inTheWay);
        List<Finding> agents = PlanStep.any(steps) ? AdoptChecks.agents(setup, instances) : List.of();
        if (ignoreAgents) {
            agents.stream()
                    .map(finding -> finding.subject() + ": " + finding.what()
                            + ": it cannot be looked at, so it is held until the ceiling; " + finding.next())
                    .forEach(notes::add);
        } else {
            inTheWay.addAll(agents);
        }
        AdoptChecks.notes(group, wanted, notes);
        return new AdoptPlan(steps, inTheWay, notes);
    }

    private static PlanStep document(Chosen document) {
        return new PlanStep(
                DOCUMENT,
                document.content() != null,
                document.told(),
                "ssm:CreateDocument, ssm:UpdateDocument and ssm:UpdateDocumentDefaultVersion");
    }

    private static PlanStep list(Chosen document) {
        return new PlanStep(
                LIST,
                !document.lists().isEmpty(),
                "the guard's list of documents"
                        + (document.lists().isEmpty()
                                ? ", where it needs one, names the document"
                                : " " + String.join(" and ", document.lists().keySet())
                                        + " names the document; the guard reads it within five minutes"),
                "ssm:PutParameter");
    }

    private static PlanStep policy(GroupSetup group) {
        return new PlanStep(
                POLICY,
                !group.retains() && !group.outlives(),
                group.outlives()
                        ? "no policy to retain: its data outlives its nodes"
                        : "instance lifecycle policy TerminateHookAbandon=retain",
                "autoscaling:UpdateAutoScalingGroup");
    }

    private static PlanStep groupTag(FoundGroup group, String document) {
        GroupSetup setup = group.setup();
        boolean same = setup.document().equals(document);
        String was = !group.tagged() || (same && setup.propagates())
                ? ""
                : same ? ", until now not propagated" : ", until now '" + setup.document() + "'";
        return new PlanStep(
                GROUP_TAG,
                !same || !setup.propagates(),
                "tag " + Tags.GUARDED + "=" + document + " on the group, propagated at launch" + was,
                "autoscaling:CreateOrUpdateTags");
    }

    private static PlanStep instanceTags(FoundGroup group, String document, Instances instances) {
        List<String> present = group.present();
        List<String> missing = Instances.without(document, present, instances.labelled());
        return new PlanStep(
                INSTANCE_TAGS,
                !missing.isEmpty(),
                "the same tag on "
                        + (missing.isEmpty()
                                ? "its " + Format.count(present.size(), "instance")
                                : missing.size() + " of its " + Format.count(present.size(), "instance") + ": "
                                        + String.join(", ", missing)),
                "ec2:CreateTags");
    }

    private static PlanStep hook(GroupSetup group, Wanted wanted) {
        Hooked old = group.hook(wanted.hook());
        Duration heartbeat = wanted.heartbeat(group);
        String text = hook(wanted, "ABANDON", heartbeat);
        if (old == null) {
            return new PlanStep(HOOK, true, text, "autoscaling:PutLifecycleHook");
        }
        if (group.outlives() && old.heartbeat().equals(heartbeat)) {
            // Where no data goes with a node, nothing is kept by either result.
            return new PlanStep(
                    HOOK, false, hook(wanted, old.defaultResult(), heartbeat), "autoscaling:PutLifecycleHook");
        }
        List<String> was = new ArrayList<>();
        if (!old.defaultResult().equals("ABANDON")) {
            was.add("DefaultResult " + old.defaultResult());
        }
        if (!old.heartbeat().equals(heartbeat)) {
            was.add("HeartbeatTimeout " + old.heartbeat().toSeconds() + " s");
        }
        return new PlanStep(
                HOOK,
                !was.isEmpty(),
                was.isEmpty() ? text : text + "; until now " + String.join(", ", was),
                "autoscaling:PutLifecycleHook");
    }

    private static String hook(Wanted wanted, String result, Duration heartbeat) {
        return "hook " + wanted.hook() + ": " + AutoScalingGroups.TERMINATING + ", DefaultResult " + result
                + ", HeartbeatTimeout " + heartbeat.toSeconds() + " s";
    }
}
