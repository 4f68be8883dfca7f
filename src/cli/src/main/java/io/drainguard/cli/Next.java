package io.drainguard.cli;

import org.jspecify.annotations.Nullable;

/// Why a node needs somebody, and what to do.
///
/// @param text what is the matter and what to do, for a person
/// @param see where to read on, or the command to type; `null` for neither
record Next(Why why, String text, @Nullable String see) {
    /// Why a node needs somebody. The words stay the same in every version of a major release.
    enum Why {
        /// Its group has not got the guard's hook.
        NO_HOOK("no-hook", null),
        /// Nobody knows what it holds.
        UNKNOWN("unknown", "cannotlook"),
        /// The guard gives it up now, or AWS ends it soon.
        AT_CEILING("at-ceiling", "ceilingnear"),
        /// Its data does not become less.
        STALLED("stalled", "stalled"),
        /// Its data becomes more.
        FILLING("filling", "stalled"),
        /// Little time is left.
        NEAR_CEILING("near-ceiling", "ceilingnear"),
        /// EC2 would delete volumes with it.
        UNPROTECTED("unprotected", "protectionfailed"),
        /// It is kept, runs and costs money until somebody decides.
        RETAINED("retained", "nodesretained"),
        /// Somebody has overridden the look.
        OVERRIDE("override", null);

        private final String word;
        private final @Nullable String anchor;

        Why(String word, @Nullable String anchor) {
            this.word = word;
            this.anchor = anchor;
        }

        /// Returns the word for machines.
        String word() {
            return word;
        }

        /// Returns the part of the runbook that tells more, `null` for none.
        @Nullable
        String runbook() {
            return anchor == null ? null : "docs/runbook.md#" + anchor;
        }
    }

    /// Returns a step that the runbook tells more of.
    static Next of(Why why, String text) {
        return new Next(why, text, why.runbook());
    }
}
