package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.stream.Collectors;

/// Says of a command that stopped between two steps what was done and what was not.
final class Halfway {
    private Halfway() {}

    /// Prints one line on the error stream.
    ///
    /// @param permission what the operator needs for the call that failed
    static void tell(
            Terminal terminal,
            String group,
            Fault fault,
            List<PlanStep> taken,
            List<PlanStep> steps,
            String permission) {
        List<PlanStep> left = steps.stream()
                .filter(PlanStep::needed)
                .filter(step -> !taken.contains(step))
                .toList();
        terminal.err()
                .println(("drainguard: group " + group + ": stopped half-way: " + fault.getMessage() + "; done: "
                                + texts(taken) + "; not done: " + texts(left) + "; next: "
                                + Advice.of(fault, permission) + "; the same command goes on where this one stopped")
                        .replaceAll("\\s*\\R\\s*", " "));
        terminal.err().flush();
    }

    private static String texts(List<PlanStep> steps) {
        return steps.isEmpty() ? "nothing" : steps.stream().map(PlanStep::text).collect(Collectors.joining(" | "));
    }
}
