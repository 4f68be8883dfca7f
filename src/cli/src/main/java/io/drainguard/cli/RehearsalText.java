package io.drainguard.cli;

import io.drainguard.cli.Rehearsal.Proof;
import java.util.ArrayList;
import java.util.List;

/// Writes a rehearsal as text for people. Pure.
final class RehearsalText {
    private RehearsalText() {}

    /// Returns the line of something that was proved.
    static String line(Proof proof) {
        return "proved  " + proof.what()
                + " ".repeat(Math.max(0, 6 - proof.what().length())) + "  " + proof.text();
    }

    /// Returns the last lines: what no rehearsal proves, and the sum.
    ///
    /// @param alarm whether an alarm was to ring
    /// @param notice whether a notice was to be sent
    static List<String> end(Rehearsal rehearsal, boolean alarm, boolean notice) {
        List<String> lines = new ArrayList<>();
        open(alarm, notice).forEach(each -> lines.add("not proved  " + each));
        lines.add("rehearsed " + rehearsal.group() + (rehearsal.node() == null ? "" : "/" + rehearsal.node()) + ": "
                + rehearsal.proofs().size() + " proved, " + DoctorText.counts(rehearsal.findings())
                + "; nothing was terminated or changed"
                + (alarm || notice ? "; ask whoever is on call whether the rehearsal arrived." : "."));
        return lines;
    }

    /// Returns what a rehearsal without a termination leaves open.
    private static List<String> open(boolean alarm, boolean notice) {
        List<String> open = new ArrayList<>(List.of(
                "that AWS tells the guard of a termination at once: without that, a sweep finds the node a minute or two later",
                "that the guard holds and releases a node: that takes a termination, such as a scale-in by one"));
        if (!alarm) {
            open.add("that an alarm reaches anybody: --alarm lets one ring");
        }
        if (!notice) {
            open.add("that a notice reaches anybody: --notice sends one");
        }
        if (alarm || notice) {
            open.add("that a message arrives and is read: only a person can tell");
        }
        return open;
    }
}
