package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import org.jspecify.annotations.Nullable;

/// What came of an override at one node.
sealed interface Written {
    /// The note about a node that took the tag, and on whose group nothing was changed.
    String PLAIN = "Done. The guard reads the tag in its next sweep, within a minute or two.";

    /// Returns what the operator must know of it.
    String text(Found node);

    /// Returns the fault that kept the change from being made, `null` if it was made.
    default @Nullable Fault fault() {
        return null;
    }

    /// Whether the operator's wish counts now.
    default boolean done() {
        return true;
    }

    /// The node took the tag.
    ///
    /// @param older whether an older tag of its group was taken off
    record OnNode(boolean older) implements Written {
        @Override
        public String text(Found node) {
            return older ? PLAIN + " An older one, the tag " + key(node) + " of its group, was taken off." : PLAIN;
        }
    }

    /// The node takes no tag, its group took it.
    ///
    /// @param refused why the node takes none
    /// @param value what the group's tag says
    /// @param unkept the options that only a node's own tags can keep, empty for none
    record OnGroup(Fault refused, String value, String unkept) implements Written {
        @Override
        public String text(Found node) {
            return "The node takes no tag: " + refused.getMessage() + ".\nDone all the same: its group carries the tag "
                    + key(node) + "=" + value
                    + ", which counts as much. The guard reads it in its next sweep, within a minute or two."
                    + (unkept.isEmpty() ? "" : "\nNot kept: " + unkept + ", since a group's tag cannot say it.");
        }
    }

    /// The group took the tag, but another one of the node itself wins and cannot be changed.
    record Outvoted(Fault refused, String value) implements Written {
        @Override
        public String text(Found node) {
            return "node " + node.id() + ": its group now carries the tag " + key(node) + "=" + value
                    + ", but the node's own tag '" + Tags.OVERRIDE + "' counts as hold, wins, and cannot be changed: "
                    + refused.getMessage() + "; next: have that tag taken off";
        }

        @Override
        public boolean done() {
            return false;
        }
    }

    /// The override is off.
    ///
    /// @param group whether the group's tag was taken off, too
    record Cleared(boolean group) implements Written {
        @Override
        public String text(Found node) {
            return group ? PLAIN + " The tag " + key(node) + " of its group was taken off, too." : PLAIN;
        }
    }

    /// There was no override to take off.
    record Absent() implements Written {
        @Override
        public String text(Found node) {
            return "There was none, so nothing was changed: the looks decide.";
        }
    }

    /// The node's tags are not as asked for.
    record Failed(Fault fault) implements Written {
        @Override
        public String text(Found node) {
            String said = String.valueOf(fault.getMessage());
            return said.startsWith("node " + node.id()) ? said : "node " + node.id() + ": " + said;
        }

        @Override
        public boolean done() {
            return false;
        }
    }

    private static String key(Found node) {
        return Tags.OVERRIDE_OF + node.id().instance();
    }
}
