package io.drainguard.cli;

import io.drainguard.decide.Disks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What becomes of a node's data when the node goes, by the flags that EC2 shows.
///
/// @param kept ids of the volumes that outlive the node
/// @param going ids of the volumes that EC2 deletes with it
/// @param store whether it has instance-store disks, which end with it
/// @param known whether EC2 told
record Fate(List<String> kept, List<String> going, boolean store, boolean known) {
    Fate {
        kept = List.copyOf(kept);
        going = List.copyOf(going);
    }

    /// Returns the fate of a node with these volumes, `null` where EC2 does not tell.
    static Fate of(@Nullable InstanceDetails details) {
        if (details == null) {
            return new Fate(List.of(), List.of(), false, false);
        }
        return new Fate(
                details.volumes().stream()
                        .filter(volume -> !volume.goesWithNode())
                        .map(Attached::volume)
                        .toList(),
                details.unprotected().stream().map(Attached::volume).toList(),
                details.disks() == Disks.INSTANCE_STORE,
                true);
    }

    /// Whether everything that the node holds outlives it.
    boolean keepsAll() {
        return known && !store && going.isEmpty() && !kept.isEmpty();
    }

    /// Whether some of what the node holds outlives it, and some of it does not.
    boolean keepsSome() {
        return !kept.isEmpty() && !keepsAll();
    }

    /// Returns the fate in one line.
    String text() {
        if (!known) {
            return "unknown: EC2 does not say which volumes it has, so take what it holds for lost";
        }
        List<String> parts = new ArrayList<>();
        if (!kept.isEmpty()) {
            parts.add(String.join(", ", kept) + (kept.size() == 1 ? " is" : " are") + " kept");
        }
        if (!going.isEmpty()) {
            parts.add((kept.isEmpty() ? "volumes go" : String.join(", ", going) + (going.size() == 1 ? " goes" : " go"))
                    + " with the node: what " + (kept.isEmpty() || going.size() > 1 ? "they hold" : "it holds")
                    + " is lost");
        }
        if (store) {
            parts.add("instance store: lost for good");
        }
        return parts.isEmpty() ? "none is attached: nothing outlives the node" : String.join("; ", parts);
    }

    /// Returns the commands that rescue what is kept.
    Stream<String> rescues() {
        return kept.stream().map(volume -> "drainguard rescue --volume " + volume);
    }

    /// Returns what is lost, for a question.
    String lost() {
        if (keepsSome()) {
            List<String> parts = new ArrayList<>(going);
            if (store) {
                parts.add("its instance store");
            }
            return "what lies on " + String.join(", ", parts);
        }
        return "what it holds";
    }
}
