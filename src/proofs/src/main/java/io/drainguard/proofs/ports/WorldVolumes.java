package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sim.world.Ec2InstanceView;
import io.drainguard.sim.world.Filter;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
                tags.get("aws:autoscaling:groupName"),
                tags.containsKey(Tags.GUARDED),
                stores.getOrDefault(view.instanceType(), false) ? Disks.INSTANCE_STORE : Disks.VOLUMES,
                view.blockDevices().stream()
                        .map(device -> new Attached(device.device(), device.volumeId(), device.deleteOnTermination()))
                        .toList(),
                Stream.of(tags.getOrDefault(Tags.PROTECTED, "").split(","))
                        .filter(volume -> !volume.isBlank())
                        .collect(Collectors.toSet()));
    }

    @Override
    public void protect(NodeId node, InstanceDetails machine, long bytes, Instant at) {
        List<Attached> changing = machine.unprotected();
        reading(() -> {
            world.ec2().createTags(resources(node, changing), marks(node, machine, bytes, at));
            return node;
        });
        Volumes.change(changing, some -> flags(node, some, false));
    }

    private static Map<String, String> marks(NodeId node, InstanceDetails machine, long bytes, Instant at) {
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put(Tags.PROTECTED, machine.changedOnceProtected());
        marks.put(Tags.GROUP, node.group());
        marks.put(Tags.NODE, node.instance());
        marks.put(Tags.PENDING_BYTES, bytes < 0 ? "unknown" : String.valueOf(bytes));
        marks.put(Tags.PROTECTED_AT, at.toString());
        return marks;
    }

    @Override
    public void unprotect(NodeId node, InstanceDetails machine) {
        List<Attached> ours = machine.ours();
        Volumes.change(ours, some -> flags(node, some, true));
        reading(() -> {
            world.ec2().deleteTags(resources(node, ours), Tags.MARKS);
            return node;
        });
    }

    @Override
    public void clearOverride(NodeId node) {
        reading(() -> {
            world.ec2().deleteTags(List.of(node.instance()), List.of(Tags.OVERRIDE, Tags.OVERRIDE_BY));
            return node;
        });
    }

    private static List<String> resources(NodeId node, List<Attached> volumes) {
        return Stream.concat(Stream.of(node.instance()), volumes.stream().map(Attached::volume))
                .toList();
    }

    private void flags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        reading(() -> {
            volumes.forEach(
                    volume -> world.ec2().modifyInstanceAttribute(node.instance(), volume.device(), goesWithNode));
            return node;
        });
    }
}
