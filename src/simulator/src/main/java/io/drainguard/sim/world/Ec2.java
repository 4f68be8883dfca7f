package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Amazon EC2: each method is the API operation of that name, in the world's terms.
public final class Ec2 {
    private static final Pattern WITH_STORES = Pattern.compile("[a-z]+\\d+[a-z]*d[a-z]*\\.|i[ms]?\\d|d\\d|h1");

    private final World world;
    private final Gate gate;
    private final Engine engine;
    private final Ebs ebs;
    private final Ec2Tags tags;

    Ec2(World world, Gate gate, Engine engine) {
        this.world = world;
        this.gate = gate;
        this.engine = engine;
        this.ebs = new Ebs(world, gate);
        this.tags = new Ec2Tags(world, this::find);
    }

    /// The operations on volumes themselves.
    public Ebs ebs() {
        return ebs;
    }

    /// Shows instances: all, or those named; one unknown id refuses the call, and one that ended an hour ago is
    /// unknown (EC2 User Guide, terminating-instances).
    public List<Ec2InstanceView> describeInstances(List<String> ids) {
        return describeInstances(ids, List.of());
    }

    /// Shows instances: all, or those named, and of these the ones that fit every filter. An id that only a
    /// filter names is passed over when it is unknown.
    public List<Ec2InstanceView> describeInstances(List<String> ids, List<Filter> filters) {
        return call("DescribeInstances", Map.of("InstanceIds", String.join(",", ids)), () -> {
            List<Ec2InstanceView> found = new ArrayList<>();
            if (ids.isEmpty()) {
                candidates(filters).forEach(instance -> found.add(Ec2InstanceView.of(instance, world.instant())));
            } else {
                ids.forEach(id -> found.add(Ec2InstanceView.of(find(id), world.instant())));
            }
            found.removeIf(view -> !filters.stream().allMatch(filter -> fits(view, filter)));
            return found;
        });
    }

    /// Without a look at every instance where a filter names the few that can fit.
    private Collection<Instance> candidates(List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter.name().equals("instance-id")) {
                return filter.values().stream()
                        .map(world.instancesById()::get)
                        .filter(this::isKnown)
                        .toList();
            }
        }
        return world.instances().stream().filter(this::isKnown).toList();
    }

    private boolean isKnown(@Nullable Instance instance) {
        return instance != null && !instance.isForgotten(world.instant());
    }

    private static boolean fits(Ec2InstanceView view, Filter filter) {
        Map<String, String> tags = view.tags();
        return switch (filter.name()) {
            case "instance-id" -> filter.values().contains(view.instanceId());
            case "instance-state-name" -> filter.values().contains(view.state().text());
            case "tag-key" -> filter.values().stream().anyMatch(tags::containsKey);
            case String name
            when name.startsWith("tag:") ->
                filter.values().contains(tags.getOrDefault(name.substring("tag:".length()), ""));
            default ->
                throw new AwsError("InvalidParameterValue", 400, "The filter '" + filter.name() + "' is invalid");
        };
    }

    /// Whether each of these types has instance-store disks, as the names of EC2's types go: a `d` behind the
    /// generation
    /// (m5d.large, m5dn.large, r6gd.large), or a family for storage (i3, im4gn, is4gen, d3, h1; EC2 User Guide,
    /// instance-types).
    public Map<String, Boolean> describeInstanceTypes(List<String> types) {
        return call("DescribeInstanceTypes", Map.of("InstanceTypes", String.join(",", types)), () -> {
            Map<String, Boolean> stores = new LinkedHashMap<>();
            types.forEach(type -> stores.put(type, WITH_STORES.matcher(type).lookingAt()));
            return stores;
        });
    }

    /// Sets DeleteOnTermination of one attached volume, by device name; works on a running instance, for the root
    /// volume too.
    ///
    /// Source: EC2 User Guide, preserving-volumes-on-termination. An unknown device is refused with a message
    /// that is an *assumption*.
    public void modifyInstanceAttribute(String instanceId, String device, boolean deleteOnTermination) {
        Map<String, String> parameters = Map.of(
                "InstanceId", instanceId,
                "DeviceName", device,
                "DeleteOnTermination", String.valueOf(deleteOnTermination));
        run("ModifyInstanceAttribute", parameters, () -> {
            world.organization().check("ModifyInstanceAttribute", instanceId);
            attached(find(instanceId), device).deleteOnTermination(deleteOnTermination);
        });
    }

    /// Sets tags on instances and volumes; all of them or, when one refuses, none.
    public void createTags(List<String> resources, Map<String, String> tags) {
        run("CreateTags", resources(resources, tags.keySet()), () -> this.tags.create(resources, tags));
    }

    /// A resource gets tags of its owner until it has this many.
    void fillTags(String id, int many) {
        Map<String, String> own = tags.of(id);
        for (int i = 0; own.size() < many; i++) {
            own.put("owner:" + i, "x");
        }
    }

    /// Removes tags from instances and volumes; a tag that is not there is no error.
    public void deleteTags(List<String> resources, List<String> keys) {
        run("DeleteTags", resources(resources, keys), () -> tags.delete(resources, keys));
    }

    /// Terminates instances directly, past every hook and policy (User Guide,
    /// gracefully-handle-instance-termination).
    public void terminateInstances(List<String> ids) {
        run("TerminateInstances", Map.of("InstanceIds", String.join(",", ids)), () -> {
            List<Instance> found = ids.stream().map(this::find).toList();
            found.forEach(engine.hosts()::endByItself);
        });
    }

    private Instance find(String id) {
        Instance found = world.instancesById().get(id);
        if (found == null || found.isForgotten(world.instant())) {
            throw new AwsError("InvalidInstanceID.NotFound", 400, "The instance ID '" + id + "' does not exist");
        }
        return found;
    }

    private static Volume attached(Instance instance, String device) {
        for (Volume volume : instance.volumes()) {
            if (volume.device().equals(device) && volume.fate() == Volume.Fate.ATTACHED) {
                return volume;
            }
        }
        throw new AwsError("InvalidInstanceAttributeValue", 400, "No device is currently mapped at " + device);
    }

    private static Map<String, String> resources(List<String> ids, Iterable<String> keys) {
        return Map.of("Resources", String.join(",", ids), "Keys", String.join(",", keys));
    }

    private <T> T call(String action, Map<String, String> parameters, Supplier<T> effect) {
        return gate.call(Service.EC2, action, parameters, effect);
    }

    private void run(String action, Map<String, String> parameters, Runnable effect) {
        gate.call(Service.EC2, action, parameters, () -> {
            effect.run();
            return Boolean.TRUE;
        });
    }
}
