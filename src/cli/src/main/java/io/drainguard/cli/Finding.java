package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import org.jspecify.annotations.Nullable;

/// One thing that `drainguard doctor` has to say.
///
/// @param subject what it is about
/// @param what what is the matter
/// @param next what to do about it
record Finding(Severity severity, Subject subject, String what, String next) {
    /// Begins a finding about all groups.
    static final Subject ALL = new Subject(null, null);

    /// How bad it is.
    enum Severity {
        /// Nodes are not held, or their data is lost, until it is fixed.
        FAULT("fault"),
        /// Data can be lost, or nodes cost money for longer, when something else goes wrong too.
        RISK("risk"),
        /// Could not be checked, so nothing is said of it.
        SKIPPED("skipped");

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

    /// What a finding is about; the findings about it are made here.
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

        /// As every message names it: `group`, `group/node`, or `all groups`.
        @Override
        public String toString() {
            if (group == null) {
                return "all groups";
            }
            return node == null ? group : group + "/" + node;
        }
    }

    /// Begins a finding about a group.
    static Subject about(GroupSetup group) {
        return new Subject(group.name(), null);
    }

    /// Begins a finding about a node.
    static Subject about(GroupSetup group, String node) {
        return new Subject(group.name(), node);
    }
}
