package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads and changes the nodes' volumes and tags. Every method throws [Fault] if a call failed after its retries.
public interface Volumes {
    /// The largest number of instances in one call: values of one filter (EC2 API Reference, DescribeInstances).
    int BATCH = 200;

    /// Returns what EC2 says of these instances, without the instances that EC2 does not know.
    Map<String, InstanceDetails> read(Set<String> instances);

    /// Changes these volumes in one call. If that call fails, it changes each volume alone, because a volume
    /// that EC2 refuses must not leave the others unchanged.
    ///
    /// @throws Fault the last failure, if not all volumes could be changed
    static void change(List<Attached> volumes, Consumer<List<Attached>> call) {
        if (volumes.isEmpty()) {
            return;
        }
        try {
            call.accept(volumes);
        } catch (Fault fault) {
            if (volumes.size() == 1) {
                throw fault;
            }
            eachByItself(volumes, call);
        }
    }

    private static void eachByItself(List<Attached> volumes, Consumer<List<Attached>> call) {
        @Nullable Fault last = null;
        for (Attached volume : volumes) {
            try {
                call.accept(List.of(volume));
            } catch (Fault fault) {
                last = fault;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    /// Protects the node's volumes. It first marks which flags it is about to change, and then sets them to
    /// false. A second call finishes what the first call began.
    ///
    /// @param bytes how much data the look saw, in bytes; negative if the look could not tell
    /// @param at when the guard protects the node
    void protect(NodeId node, InstanceDetails details, long bytes, Instant at);

    /// Sets back exactly the flags that a guard changed, and then removes the marks. A second call finishes
    /// what the first call began.
    void unprotect(NodeId node, InstanceDetails details);

    /// Removes the operator's override from the node: the tags `drainguard:override` and
    /// `drainguard:override-by`, and no other tag. It does nothing if the node does not carry these tags.
    void clearOverride(NodeId node);
}
