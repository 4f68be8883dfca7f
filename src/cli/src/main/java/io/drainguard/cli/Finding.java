package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.sweep.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One result of a check of `drainguard doctor`.
///
/// @param subject the group or node
/// @param what the problem
/// @param next what the operator should do
record Finding(Severity severity, Subject subject, String what, String next) {
    /// The subject of a finding about all groups.
    static final Subject ALL = new Subject(null, null);

    /// How severe a finding is.
    enum Severity {
        /// Until the operator fixes it, the guard does not hold nodes, their data is lost, nobody hears of it, a node
        /// that fails is not replaced, or its work is done twice.
        FAULT("fault"),
        /// If something else also fails, data can be lost, or nodes cost money for longer.
        RISK("risk"),
        /// Doctor could not judge it.
        SKIPPED("not judged");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /// Whether something is wrong.
        boolean wrong() {
            return this != SKIPPED;
        }
    }

    /// The group or node of a finding, with factory methods for its findings.
    ///
    /// @param group name of the group, `null` for all
    /// @param node the node, `null` for none in particular
    record Subject(@Nullable String group, @Nullable String node) {
        Finding fault(String what, String next) {
            return new Finding(Severity.FAULT, this, what, next);
        }

        Finding risk(String what, String next) {
            return new Finding(Severity.RISK, this, what, next);
        }

        Finding skipped(String what, String next) {
            return new Finding(Severity.SKIPPED, this, what, next);
        }

        /// A check that needs a call that failed.
        ///
        /// @param permission what the operator needs for it
        Finding skipped(String what, Fault fault, String permission) {
            return skipped(what + ": " + fault.getMessage(), Advice.of(fault, permission));
        }

        /// Returns the name that every message uses: `group`, `group/node`, or `all groups`.
        @Override
        public String toString() {
            if (group == null) {
                return "all groups";
            }
            return node == null ? group : group + "/" + node;
        }
    }

    /// Returns the exit code: what is wrong beats what could not be judged.
    static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.severity().wrong())) {
            return ExitCodes.WRONG;
        }
        return findings.isEmpty() ? ExitCodes.NONE : ExitCodes.UNJUDGED;
    }

    /// Returns the subject of a finding about a group.
    static Subject about(GroupSetup group) {
        return new Subject(group.name(), null);
    }

    /// Returns the subject of a finding about a node.
    static Subject about(GroupSetup group, String node) {
        return new Subject(group.name(), node);
    }
}
