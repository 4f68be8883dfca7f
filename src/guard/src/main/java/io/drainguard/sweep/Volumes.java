package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The nodes' volumes and tags. Every method throws [Fault] when a call failed after its retries.
public interface Volumes {
    /// The most instances one call reads: values of one filter (EC2 API Reference, DescribeInstances).
    int BATCH = 200;

    /// What EC2 says of these instances; one that it does not know is left out.
    Map<String, InstanceDetails> read(Set<String> instances);

    /// Changes these volumes in one call; where that fails, each by itself, since one that EC2 refuses must not leave
    /// the others as they were.
    ///
    /// @throws Fault the last one, when not all could be changed
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

    /// Keeps the node's volumes: first writes down which flags are about to be changed, then sets them to
    /// false. Calling it again finishes what was begun.
    ///
    /// @param bytes how much data was seen, in bytes; negative when nobody could say
    /// @param at when
    void protect(NodeId node, InstanceDetails machine, long bytes, Instant at);

    /// Sets back exactly the flags that were changed, then forgets which they were. Calling it again finishes
    /// what was begun.
    void unprotect(NodeId node, InstanceDetails machine);

    /// Takes the operator's override off the node, and who set it: the tags `drainguard:override` and
    /// `drainguard:override-by`, no other. Where they are not there, nothing happens.
    void clearOverride(NodeId node);
}
