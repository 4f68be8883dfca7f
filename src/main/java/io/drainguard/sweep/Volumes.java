package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// The nodes' volumes and tags. Every method throws [Fault] when a call failed after its retries.
public interface Volumes {
    /// The most instances one call reads: values of one filter (EC2 API Reference, DescribeInstances).
    int BATCH = 200;

    /// What EC2 says of these instances; one that it does not know is left out.
    Map<String, Machine> read(Set<String> instances);

    /// Keeps the node's volumes: first writes down which flags are about to be changed, then sets them to
    /// false. Calling it again finishes what was begun.
    ///
    /// @param bytes how much data was seen, in bytes; negative when nobody could say
    /// @param at when
    void protect(NodeId node, Machine machine, long bytes, Instant at);

    /// Sets back exactly the flags that were changed, then forgets which they were. Calling it again finishes
    /// what was begun.
    void unprotect(NodeId node, Machine machine);

    /// Takes the operator's override off the node, and who set it: the tags `drainguard:override` and
    /// `drainguard:override-by`, no other. Where they are not there, nothing happens.
    void clearOverride(NodeId node);
}
