package io.drainguard.cli;

import org.jspecify.annotations.Nullable;

/// One thing that `drainguard doctor` has to say.
///
/// @param group the group it is about, `null` for all
/// @param node the node it is about, `null` for none in particular
/// @param what what is the matter
/// @param next what to do about it
record Finding(
        Severity severity, @Nullable String group, @Nullable String node, String what, String next) {
    /// How bad it is.
    enum Severity {
        /// Nodes are not held, or their data is lost, until it is mended.
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

    static Finding fault(@Nullable String group, @Nullable String node, String what, String next) {
        return new Finding(Severity.FAULT, group, node, what, next);
    }

    static Finding risk(@Nullable String group, @Nullable String node, String what, String next) {
        return new Finding(Severity.RISK, group, node, what, next);
    }

    static Finding skipped(@Nullable String group, @Nullable String node, String what, String next) {
        return new Finding(Severity.SKIPPED, group, node, what, next);
    }

    /// What it is about, as every message names it: `group`, `group/node`, or `all groups`.
    String subject() {
        if (group == null) {
            return "all groups";
        }
        return node == null ? group : group + "/" + node;
    }
}
