package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sim.world.Ec2InstanceView;
import io.drainguard.sim.world.Ec2State;
import io.drainguard.sim.world.Filter;
import io.drainguard.sim.world.VolumeView;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Volumes and tags of a world.
public final class WorldVolumes implements Volumes {
    private final World world;
    private final Map<String, Boolean> stores = new HashMap<>();

    /// The volumes of this world.
    public WorldVolumes(World world) {
        this.world = world;
    }

    @Override
    public Map<String, InstanceDetails> read(Set<String> instances) {
        Filter these = new Filter("instance-id", List.copyOf(instances));
        List<Ec2InstanceView> views = reading(() -> world.ec2().describeInstances(List.of(), List.of(these)));
        learn(views);
        Map<String, InstanceDetails> machines = new HashMap<>();
        views.forEach(view -> machines.put(view.instanceId(), machine(view)));
        return machines;
    }

    /// A type never changes, so each is asked for once.
    private void learn(List<Ec2InstanceView> views) {
        Set<String> unknown = views.stream()
                .map(Ec2InstanceView::instanceType)
                .filter(type -> !stores.containsKey(type))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            stores.putAll(reading(() -> world.ec2().describeInstanceTypes(List.copyOf(unknown))));
        }
    }

    private InstanceDetails machine(Ec2InstanceView view) {
        Map<String, String> tags = view.tags();
        return new InstanceDetails(
                Operator.of(tags.get(Tags.OVERRIDE)),
                new Membership(tags.get("aws:autoscaling:groupName"), tags.get(Tags.GUARDED)),
                view.state() == Ec2State.TERMINATED,
                stores.getOrDefault(view.instanceType(), false) ? Disks.INSTANCE_STORE : Disks.VOLUMES,
                view.blockDevices().stream()
                        .map(device -> new Attached(device.device(), device.volumeId(), device.deleteOnTermination()))
                        .toList(),
                Marks.of(tags),
                Tags.showUnstarted(tags));
    }

    @Override
    public Set<String> marked(NodeId node) {
        return reading(() -> world.ec2().ebs().describeVolumes(List.of()).stream()
                .filter(volume -> node.instance().equals(volume.tags().get(Tags.NODE)))
                .map(VolumeView::volumeId)
                .collect(Collectors.toSet()));
    }

    @Override
    public void tag(List<String> resources, Map<String, String> tags) {
        reading(() -> {
            world.ec2().createTags(resources, tags);
            return resources;
        });
    }

    @Override
    public void untag(List<String> resources, List<String> keys) {
        reading(() -> {
            world.ec2().deleteTags(resources, keys);
            return resources;
        });
    }

    @Override
    public void setFlags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        reading(() -> {
            volumes.forEach(
                    volume -> world.ec2().modifyInstanceAttribute(node.instance(), volume.device(), goesWithNode));
            return node;
        });
    }
}
