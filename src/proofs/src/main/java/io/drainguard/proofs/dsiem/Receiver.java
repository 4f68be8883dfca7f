package io.drainguard.proofs.dsiem;

import java.util.List;

/// Where alarms are shipped to: Logstash, for Filebeat.
public interface Receiver {
    /// A line as it arrives.
    ///
    /// @param node the field `drainguard.node` that the shipper adds, which tells doubled alarms of an overlap
    ///     from others
    /// @param instance the field `drainguard.instance`
    /// @param file the log's name
    record Line(String node, String instance, String file, String text) {}

    /// Takes a batch, all of it or none.
    ///
    /// @return whether it acknowledges the batch
    boolean take(List<Line> batch);
}
