package io.drainguard.cli;

import java.util.List;

/// One thing that a command does to a group, or finds done.
///
/// @param needed whether it is still to be done
/// @param text what it is, for people
/// @param permission what the operator needs for it
record PlanStep(What what, boolean needed, String text, String permission) {
    /// The word for a step that is not needed.
    static final String SO = "already so";

    /// The word for a step that was taken.
    static final String DONE = "done";

    private static final String LINE = "%-13s %s";

    /// The kinds of steps.
    enum What {
        /// The group's drain document.
        DOCUMENT,
        /// The guard's list of drain documents.
        LIST,
        /// The instance lifecycle policy.
        POLICY,
        /// The tag of the group.
        GROUP_TAG,
        /// The same tag on its instances.
        INSTANCE_TAGS,
        /// The termination hook.
        HOOK
    }

    /// Returns the line of the plan.
    ///
    /// @param verb what is done where the step is needed
    String planned(String verb) {
        return LINE.formatted(needed ? verb : SO, text);
    }

    /// Returns the line once the step was taken, or found done.
    String taken() {
        return LINE.formatted(needed ? DONE : SO, text);
    }

    /// Whether one of these is to be done.
    static boolean any(List<PlanStep> steps) {
        return steps.stream().anyMatch(PlanStep::needed);
    }

    /// Returns the step of this kind.
    static PlanStep of(List<PlanStep> steps, What what) {
        return steps.stream().filter(step -> step.what() == what).findFirst().orElseThrow();
    }
}
