package io.drainguard.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance as EC2's DescribeInstances shows it; attached volumes only, instance-store disks are not among
/// them. An instance without a role has no instance profile.
public record Ec2InstanceView(
        String instanceId,
        Ec2State state,
        String instanceType,
        String zone,
        Instant launched,
        boolean spot,
        String rootDeviceName,
        @Nullable String instanceProfileArn,
        List<BlockDevice> blockDevices,
        Map<String, String> tags) {
    /// An attached volume.
    public record BlockDevice(String device, String volumeId, boolean deleteOnTermination) {}

    static Ec2InstanceView of(Instance instance, Instant now) {
        List<BlockDevice> devices = new ArrayList<>();
        for (Volume volume : instance.volumes()) {
            if (volume.fate() == Volume.Fate.ATTACHED) {
                devices.add(new BlockDevice(volume.device(), volume.id(), volume.deleteOnTermination()));
            }
        }
        return new Ec2InstanceView(
                instance.id(),
                instance.ec2(),
                instance.hasInstanceStore() ? "m5d.large" : "t3.nano",
                instance.zone().name(),
                instance.launched(),
                instance.group().spot(),
                "/dev/xvda",
                instance.profile,
                devices,
                instance.shownTags(now));
    }
}
