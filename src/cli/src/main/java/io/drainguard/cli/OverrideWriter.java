package io.drainguard.cli;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.aws.setup.OverrideTags.Wanted;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Volumes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes overrides where the guard finds them: on the nodes, or on the group of a node that takes no tag. Since the
/// guard reads both, and whatever keeps the node wins, it leaves no other override behind.
///
/// @param volumes reads what the nodes themselves carry
record OverrideWriter(OverrideTags tags, Volumes volumes) {
    /// Sets the override on all these nodes.
    ///
    /// @return what came of each, in their order
    Map<Found, Written> set(List<Found> nodes, Wanted wanted) {
        Map<Found, Written> came = new LinkedHashMap<>();
        InPieces own = InPieces.of(nodes, piece -> tags.set(piece, wanted));
        own.failed().forEach((node, fault) -> came.put(node, new Written.Failed(fault)));
        own.done().forEach(node -> came.put(node, new Written.OnNode(false)));
        InPieces.of(withAny(own.done(), wanted.stale()), piece -> tags.remove(piece, wanted.stale()))
                .undone()
                .forEach((node, fault) -> came.put(node, new Written.Failed(fault)));
        InPieces older = InPieces.of(onGroup(own.done()), tags::removeFromGroup);
        older.done().stream()
                .filter(node -> came.get(node) instanceof Written.OnNode)
                .forEach(node -> came.put(node, new Written.OnNode(true)));
        older.undone().forEach((node, fault) -> came.put(node, new Written.Failed(fault)));
        if (!own.refused().isEmpty()) {
            ontoGroups(own.refused(), wanted, came);
        }
        return ordered(nodes, came);
    }

    private void ontoGroups(Map<Found, Fault> refused, Wanted wanted, Map<Found, Written> came) {
        InPieces groups = InPieces.of(List.copyOf(refused.keySet()), piece -> tags.setOnGroup(piece, wanted.value()));
        groups.undone()
                .forEach((node, also) ->
                        came.put(node, new Written.Failed(both(refused.getOrDefault(node, also), also))));
        Map<Found, Operator> own;
        try {
            own = own(groups.done());
        } catch (Fault unread) {
            groups.done().forEach(node -> came.put(node, new Written.Failed(unread)));
            return;
        }
        Operator asked = Operator.of(wanted.value());
        groups.done().forEach(node -> {
            Fault why = Objects.requireNonNull(refused.get(node), "a node that AWS did not refuse");
            Operator says = own.getOrDefault(node, Operator.SILENT);
            came.put(
                    node,
                    says.and(asked) == asked
                            ? new Written.OnGroup(why, wanted.value(), unkept(wanted))
                            : new Written.Outvoted(why, wanted.value()));
        });
    }

    private static String unkept(Wanted wanted) {
        return Stream.of(
                        wanted.because() == null ? "" : "--because",
                        wanted.quietUntil() == null ? "" : "--until, so its alarms go on ringing")
                .filter(option -> !option.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    /// Removes the override from all these nodes and from their groups.
    ///
    /// @return what came of each, in their order
    Map<Found, Written> remove(List<Found> nodes) {
        Map<Found, Written> came = new LinkedHashMap<>();
        nodes.forEach(node -> came.put(node, new Written.Absent()));
        InPieces own = InPieces.of(withAny(nodes, OverrideTags.KEYS), piece -> tags.remove(piece, OverrideTags.KEYS));
        own.done().forEach(node -> came.put(node, new Written.Cleared(false)));
        InPieces groups = InPieces.of(onGroup(nodes), tags::removeFromGroup);
        groups.done().forEach(node -> came.put(node, new Written.Cleared(true)));
        own.failed().forEach((node, fault) -> came.put(node, new Written.Failed(fault)));
        if (!own.refused().isEmpty()) {
            leftOver(own.refused()).forEach((node, fault) -> came.put(node, new Written.Failed(fault)));
        }
        groups.undone().forEach((node, fault) -> {
            Fault first = own.undone().get(node);
            came.put(node, new Written.Failed(first == null ? fault : both(first, fault)));
        });
        return came;
    }

    /// Returns those of these nodes that still carry an override of their own. One that EC2 has forgotten carries none.
    private Map<Found, Fault> leftOver(Map<Found, Fault> refused) {
        Map<Found, Fault> left = new LinkedHashMap<>(refused);
        try {
            Map<Found, Operator> own = own(List.copyOf(refused.keySet()));
            left.keySet().removeIf(node -> own.getOrDefault(node, Operator.SILENT) == Operator.SILENT);
        } catch (Fault unread) {
            left.replaceAll((node, fault) -> both(fault, unread));
        }
        return left;
    }

    private static List<Found> withAny(List<Found> nodes, List<String> keys) {
        return nodes.stream().filter(node -> node.mayCarry(keys)).toList();
    }

    private static List<Found> onGroup(List<Found> nodes) {
        return nodes.stream().filter(node -> node.override() != Operator.SILENT).toList();
    }

    /// What the nodes' own tags ask for. An instance that EC2 has forgotten asks for nothing.
    private Map<Found, Operator> own(List<Found> nodes) {
        if (nodes.isEmpty()) {
            return Map.of();
        }
        Set<String> ids = nodes.stream().map(node -> node.id().instance()).collect(Collectors.toSet());
        Map<String, InstanceDetails> read = volumes.read(ids);
        Map<Found, Operator> asked = new LinkedHashMap<>();
        nodes.forEach(node -> {
            @Nullable InstanceDetails details = read.get(node.id().instance());
            asked.put(node, details == null ? Operator.SILENT : details.operator());
        });
        return asked;
    }

    private static Map<Found, Written> ordered(List<Found> nodes, Map<Found, Written> came) {
        Map<Found, Written> ordered = new LinkedHashMap<>();
        nodes.forEach(node -> ordered.put(node, came.get(node)));
        return ordered;
    }

    private static Fault both(Fault first, Fault second) {
        return new Fault(first.kind(), first.getMessage() + "; and " + second.getMessage(), second);
    }
}
