package io.drainguard.cli;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes an override where the guard finds it: on the node, or on its group where the node takes no tag. Since the
/// guard reads both, and whatever keeps the node wins, it leaves no other override behind.
///
/// @param volumes reads what the node itself carries
record OverrideWriter(OverrideTags tags, Volumes volumes) {
    /// The note about a node that took the tag, and on whose group nothing was changed.
    private static final String PLAIN = "Done. The guard reads the tag in its next sweep, within a minute or two.";

    /// Sets the override.
    ///
    /// @return what the operator must know of it
    /// @throws UsageError if another override that could not be taken off wins
    String set(Found node, String value, String caller, Instant at) {
        Fault refused = tags.set(node.id(), value, caller, at);
        if (refused == null) {
            if (node.override() == Operator.SILENT) {
                return PLAIN;
            }
            tags.removeFromGroup(node.id());
            return PLAIN + " An older one, the tag " + key(node) + " of its group, was taken off.";
        }
        try {
            tags.setOnGroup(node.id(), value);
        } catch (Fault alsoRefused) {
            throw both(refused, alsoRefused);
        }
        Operator wanted = Operator.of(value);
        Operator own = own(node);
        if (own.and(wanted) != wanted) {
            throw UsageError.wrong("node " + node.id() + ": its group now carries the tag " + key(node) + "=" + value
                    + ", but the node's own tag '" + Tags.OVERRIDE + "' counts as hold, wins, and cannot be changed: "
                    + refused.getMessage() + "; next: have that tag taken off");
        }
        return "The node takes no tag: " + refused.getMessage() + ".\nDone all the same: its group carries the tag "
                + key(node) + "=" + value
                + ", which counts as much. The guard reads it in its next sweep, within a minute or two.";
    }

    /// Removes the override from the node and from its group.
    ///
    /// @return what the operator must know of it
    String remove(Found node) {
        Fault refused = tags.remove(node.id());
        boolean onGroup = node.override() != Operator.SILENT;
        if (onGroup) {
            try {
                tags.removeFromGroup(node.id());
            } catch (Fault alsoRefused) {
                throw refused == null ? alsoRefused : both(refused, alsoRefused);
            }
        }
        if (refused != null && own(node) != Operator.SILENT) {
            throw refused;
        }
        return onGroup ? PLAIN + " The tag " + key(node) + " of its group was taken off, too." : PLAIN;
    }

    private static String key(Found node) {
        return Tags.OVERRIDE_OF + node.id().instance();
    }

    /// What the node's own tag asks for. An instance that EC2 has forgotten asks for nothing.
    private Operator own(Found node) {
        String instance = node.id().instance();
        @Nullable InstanceDetails details = volumes.read(Set.of(instance)).get(instance);
        return details == null ? Operator.SILENT : details.operator();
    }

    private static Fault both(Fault first, Fault second) {
        return new Fault(first.kind(), first.getMessage() + "; and " + second.getMessage(), second);
    }
}
