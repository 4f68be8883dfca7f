package io.drainguard.sweep;

import io.drainguard.decide.Retainer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The termination hooks of a group.
///
/// @param ours the hook that the guard holds and completes, `null` if the group has none of that name
/// @param others names of all its other termination hooks; `null` if they could not be read
public record Hooks(@Nullable Hook ours, @Nullable Set<String> others) {
    /// What is known of the hooks of a group of which nothing could be read.
    static final Hooks UNKNOWN = new Hooks(null, null);

    /// Copies the names.
    public Hooks {
        others = others == null ? null : Set.copyOf(others);
    }

    /// Tells whether a node of the group can be retained only by the guard's hook.
    boolean onlyOurs() {
        return ours != null && others != null && others.isEmpty();
    }

    /// Returns who keeps a retained node of the group: a guard, if it left its mark or if nobody else could have.
    /// Where no other hook can retain it again, a node comes back only if its fresh wait ran out.
    ///
    /// @param marks what guards have written on the node
    /// @param rounds how often guards have ended it, as far as is known
    /// @param endsForeign whether the operator lets the guard end what others retained
    public Retainer retainer(Marks marks, int rounds, boolean endsForeign) {
        if (!onlyOurs() && Math.max(marks.rounds(), rounds) >= Retainer.ROUNDS) {
            return Retainer.RETURNED;
        }
        return endsForeign || marks.gaveUp() != null || onlyOurs() ? Retainer.GUARD : Retainer.OTHERS;
    }

    /// Returns the names of the other hooks, as far as they are known.
    Set<String> knownOthers() {
        return others == null ? Set.of() : others;
    }

    /// Returns the same with another hook of ours.
    Hooks with(@Nullable Hook hook) {
        return new Hooks(hook, others);
    }
}
