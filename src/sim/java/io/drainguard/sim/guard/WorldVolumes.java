package io.drainguard.sim.guard;

import static io.drainguard.sim.guard.Replies.reading;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sim.world.Ec2InstanceView;
import io.drainguard.sim.world.Filter;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Machine;
import io.drainguard.sweep.Machine.Attached;
import io.drainguard.sweep.Volumes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Volumes and tags of a world.
public record WorldVolumes(World world) implements Volumes {
    @Override
    public Map<String, Machine> read(Set<String> instances) {
        Filter these = new Filter("instance-id", List.copyOf(instances));
        Map<String, Machine> machines = new HashMap<>();
        reading(() -> world.ec2().describeInstances(List.of(), List.of(these)))
                .forEach(view -> machines.put(view.instanceId(), machine(view)));
        return machines;
    }

    private static Machine machine(Ec2InstanceView view) {
        Map<String, String> tags = view.tags();
        return new Machine(
                Operator.of(tags.get(Operator.TAG)),
                tags.get("aws:autoscaling:groupName"),
                tags.containsKey(Group.TAG),
                view.instanceStore() ? Disks.INSTANCE_STORE : Disks.VOLUMES,
                view.blockDevices().stream()
                        .map(device -> new Attached(device.device(), device.volumeId(), device.deleteOnTermination()))
                        .toList(),
                Stream.of(tags.getOrDefault(Machine.CHANGED, "").split(","))
                        .filter(device -> !device.isBlank())
                        .collect(Collectors.toSet()));
    }

    @Override
    public void protect(NodeId node, Machine machine, long bytes, Instant at) {
        List<Attached> changing = machine.unprotected();
        reading(() -> {
            world.ec2().createTags(resources(node, changing), Map.of(Machine.CHANGED, machine.changedOnceProtected()));
            return node;
        });
        flags(node, changing, false);
    }

    @Override
    public void unprotect(NodeId node, Machine machine) {
        List<Attached> ours = machine.ours();
        flags(node, ours, true);
        reading(() -> {
            world.ec2().deleteTags(resources(node, ours), List.of(Machine.CHANGED));
            return node;
        });
    }

    private static List<String> resources(NodeId node, List<Attached> volumes) {
        return Stream.concat(Stream.of(node.instance()), volumes.stream().map(Attached::volume))
                .toList();
    }

    private void flags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        for (Attached volume : volumes) {
            reading(() -> {
                world.ec2().modifyInstanceAttribute(node.instance(), volume.device(), goesWithNode);
                return node;
            });
        }
    }
}
