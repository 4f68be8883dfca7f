package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads and changes the nodes' volumes and tags. Every method throws [Fault] if a call failed after its retries.
public interface Volumes {
    /// The largest number of instances in one call: values of one filter (EC2 API Reference, DescribeInstances).
    int BATCH = 200;

    /// Returns what EC2 says of these instances, without the instances that EC2 does not know.
    Map<String, InstanceDetails> read(Set<String> instances);

    /// Returns the volumes that exist and whose own tag [Tags#NODE] names this node.
    Set<String> marked(NodeId node);

    /// Sets these tags on these instances and volumes, on all of them or on none.
    void tag(List<String> resources, Map<String, String> tags);

    /// Takes tags with these keys off these instances and volumes. It does nothing where there are none.
    void untag(List<String> resources, List<String> keys);

    /// Sets the flag DeleteOnTermination of these attached volumes of a node, of all of them or of none.
    void setFlags(NodeId node, List<Attached> volumes, boolean goesWithNode);
}
