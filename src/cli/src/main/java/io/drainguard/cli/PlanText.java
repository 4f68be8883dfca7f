package io.drainguard.cli;

import java.util.List;

/// Shows a plan that is not carried out.
final class PlanText {
    private PlanText() {}

    /// Prints the steps and what stands in their way, and returns the exit code.
    ///
    /// @param verb what is done where a step is needed
    /// @param nothing what to say where no step is needed
    static int shown(Terminal terminal, List<PlanStep> steps, String verb, List<Finding> inTheWay, String nothing) {
        steps.forEach(step -> terminal.say(step.planned(verb)));
        if (stands(terminal, inTheWay)) {
            terminal.say("Nothing was changed, since this stands in the way.");
            return ExitCodes.WRONG;
        }
        terminal.say(PlanStep.any(steps) ? "Nothing was changed. The same command with --yes does it." : nothing);
        return ExitCodes.NONE;
    }

    /// Prints what stands in the way, and tells whether anything does.
    static boolean stands(Terminal terminal, List<Finding> inTheWay) {
        DoctorText.findings(inTheWay, terminal.colours()).forEach(terminal::say);
        return !inTheWay.isEmpty();
    }
}
