package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Tags of instances and volumes, and their bounds: 50 on a resource, those of AWS itself not counted, and none of a
/// call where one resource refuses (EC2 User Guide, Using_Tags, tag restrictions; EC2 API Reference, errors-overview:
/// TagLimitExceeded; rackerlabs/ebs_snapper#78). That a call is all or nothing is an *assumption*; the texts of the
/// messages are, too.
final class Ec2Tags {
    private static final int MOST = 50;
    private static final String RESERVED = "aws:";

    private final World world;
    private final Function<String, Instance> instances;

    /// `instances` finds an instance that EC2 still knows, or refuses.
    Ec2Tags(World world, Function<String, Instance> instances) {
        this.world = world;
        this.instances = instances;
    }

    void create(List<String> resources, Map<String, String> tags) {
        List<Map<String, String>> changed = new ArrayList<>(resources.size());
        resources.forEach(id -> changed.add(of(id)));
        world.organization().checkTags("CreateTags", resources, tags.keySet());
        if (tags.keySet().stream().anyMatch(key -> key.startsWith(RESERVED))) {
            throw new AwsError(
                    "InvalidParameterValue",
                    400,
                    "Value ( Tag ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use");
        }
        changed.forEach(old -> refuseTooMany(old.keySet(), tags.keySet()));
        changed.forEach(old -> old.putAll(tags));
    }

    void delete(List<String> resources, List<String> keys) {
        List<Map<String, String>> changed = new ArrayList<>(resources.size());
        resources.forEach(id -> changed.add(of(id)));
        world.organization().checkTags("DeleteTags", resources, List.of());
        changed.forEach(old -> keys.forEach(old::remove));
    }

    /// The tags of a resource, to be changed.
    Map<String, String> of(String id) {
        if (id.startsWith("i-")) {
            return instances.apply(id).mutableTags();
        }
        for (Instance instance : world.instances()) {
            for (Volume volume : instance.volumes()) {
                if (volume.id().equals(id) && volume.fate() != Volume.Fate.DELETED) {
                    return volume.mutableTags();
                }
            }
        }
        throw new AwsError("InvalidVolume.NotFound", 400, "The volume '" + id + "' does not exist.");
    }

    private static void refuseTooMany(Collection<String> old, Collection<String> more) {
        Set<String> all = new HashSet<>(old);
        all.addAll(more);
        all.removeIf(key -> key.startsWith(RESERVED));
        if (all.size() > MOST) {
            throw new AwsError(
                    "TagLimitExceeded", 400, "You have exceeded the maximum number of tags allowed on this resource.");
        }
    }
}
