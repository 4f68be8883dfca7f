package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/// Makes one call for many nodes where AWS changes all of them or none. A call that AWS refuses is halved until the
/// node that it refuses is alone, so that one node keeps no other from its change.
///
/// @param done the nodes that AWS has changed
/// @param refused the nodes that AWS refuses for good
/// @param failed the nodes whose call failed for a reason that may pass
record InPieces(List<Found> done, Map<Found, Fault> refused, Map<Found, Fault> failed) {
    /// AWS takes up to 1,000 resources and recommends smaller batches (EC2 API Reference, CreateTags).
    private static final int PIECE = 50;

    /// Makes the call for these nodes.
    ///
    /// @param call returns how AWS refused it, `null` if it was carried out
    static InPieces of(List<Found> nodes, Function<List<NodeId>, @Nullable Fault> call) {
        InPieces result = new InPieces(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        nodes.stream().gather(Gatherers.windowFixed(PIECE)).forEach(piece -> result.attempt(piece, call));
        return result;
    }

    private void attempt(List<Found> piece, Function<List<NodeId>, @Nullable Fault> call) {
        Fault fault;
        try {
            fault = call.apply(piece.stream().map(Found::id).toList());
        } catch (Fault passing) {
            piece.forEach(node -> failed.put(node, passing));
            return;
        }
        if (fault == null) {
            done.addAll(piece);
        } else if (piece.size() == 1) {
            refused.put(piece.getFirst(), fault);
        } else {
            attempt(piece.subList(0, piece.size() / 2), call);
            attempt(piece.subList(piece.size() / 2, piece.size()), call);
        }
    }

    /// Returns every node that AWS did not change, and why.
    Map<Found, Fault> undone() {
        Map<Found, Fault> all = new LinkedHashMap<>(refused);
        all.putAll(failed);
        return all;
    }
}
