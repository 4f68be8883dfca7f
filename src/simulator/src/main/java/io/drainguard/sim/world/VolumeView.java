package io.drainguard.sim.world;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A volume as EC2's DescribeVolumes shows it (API Reference, Volume).
///
/// `state` is `in-use` or `available`; a deleted volume is not shown at all.
public record VolumeView(
        String volumeId,
        String zone,
        String state,
        @Nullable Attachment attachment,
        Map<String, String> tags) {
    /// Copies the tags.
    public VolumeView {
        tags = new LinkedHashMap<>(tags);
    }

    /// Where a volume is attached; `state` is `attaching`, `attached` or `detaching` (API Reference,
    /// VolumeAttachment).
    public record Attachment(String instanceId, String device, String state, boolean deleteOnTermination) {}
}
