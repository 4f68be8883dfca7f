package io.drainguard.cli;

import io.drainguard.cli.Doctor.Diagnosis;
import io.drainguard.cli.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Writes a diagnosis as text for people. Pure.
final class DoctorText {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    /// Names what doctor cannot check, so that the operator does not assume that it was checked.
    private static final String LIMITS =
            "Not checked, since no call tells it: whether the queue paths are those that the product uses; and, for a group that no"
                    + " CloudFormation stack made, whether its hook is deleted before it.";

    private DoctorText() {}

    /// Returns the lines, the most severe findings first.
    static List<String> lines(Diagnosis diagnosis, boolean colours) {
        List<String> lines = new ArrayList<>();
        lines.addAll(findings(diagnosis.findings(), colours));
        lines.add(summary(diagnosis, colours));
        lines.addAll(diagnosis.notes());
        lines.add(LIMITS);
        return lines;
    }

    /// Returns the lines of findings, the most severe first.
    static List<String> findings(List<Finding> findings, boolean colours) {
        List<String> lines = new ArrayList<>();
        findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .forEach(finding -> finding(finding, lines, colours));
        return lines;
    }

    /// Counts findings by their severity.
    static String counts(List<Finding> findings) {
        return Format.count(count(findings, Severity.FAULT), "fault") + ", "
                + Format.count(count(findings, Severity.RISK), "risk") + ", " + count(findings, Severity.SKIPPED)
                + " not judged";
    }

    private static void finding(Finding finding, List<String> lines, boolean colours) {
        Severity severity = finding.severity();
        String word = colours && severity.wrong() ? colour(severity) + severity.word() + PLAIN : severity.word();
        lines.add(word + "  " + finding.subject() + ": " + finding.what());
        lines.add(" ".repeat(severity.word().length()) + "  next: " + finding.next());
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case FAULT -> RED;
            case RISK -> YELLOW;
            case SKIPPED -> PLAIN;
        };
    }

    private static String summary(Diagnosis diagnosis, boolean colours) {
        String examined = Format.count(diagnosis.groups().size(), "group") + " examined"
                + (diagnosis.groups().isEmpty() ? "" : " (" + String.join(", ", diagnosis.groups()) + ")")
                + ", settings of " + diagnosis.settings() + ": ";
        String counts = counts(diagnosis.findings()) + ".";
        if (diagnosis.wrong()) {
            return examined + counts;
        }
        if (diagnosis.unjudged()) {
            return examined + "not all could be judged; " + counts;
        }
        return examined + (colours ? GREEN + "sound." + PLAIN : "sound.");
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }
}
