package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDeviceSpecification;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.Tag;

/// Reads and changes volumes and tags through the EC2 API.
public final class Ec2Volumes implements Volumes {
    /// The tag that Auto Scaling sets on its instances (EC2 Auto Scaling User Guide, ec2-auto-scaling-tagging).
    private static final String GROUP = "aws:autoscaling:groupName";

    private final Ec2Client client;
    private final InstanceStores stores;

    /// Builds the port.
    public Ec2Volumes(Ec2Client client) {
        this.client = client;
        this.stores = new InstanceStores(client);
    }

    /// An instance with all its tags.
    ///
    /// @param details what EC2 says of it
    public record Described(InstanceDetails details, Map<String, String> tags) {
        /// Copies the tags.
        public Described {
            tags = Map.copyOf(tags);
        }
    }

    @Override
    public Map<String, InstanceDetails> read(Set<String> instances) {
        Map<String, InstanceDetails> details = new HashMap<>();
        call("reading tags and volumes of " + instances, () -> described(instances, any -> true))
                .forEach((instance, described) -> details.put(instance, described.details()));
        return details;
    }

    /// Returns what EC2 says of these instances, with their tags, without the instances that EC2 does not know.
    ///
    /// @param asksForDisks whose disks matter: whether they can be protected costs one more call, and all others
    ///     count as [Disks#VOLUMES]
    public Map<String, Described> describe(Set<String> instances, Predicate<Described> asksForDisks) {
        return call(
                "reading tags and volumes of " + instances.size() + " nodes", () -> described(instances, asksForDisks));
    }

    private Map<String, Described> described(Set<String> instances, Predicate<Described> asksForDisks) {
        List<String> ids = List.copyOf(instances);
        List<Instance> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            found.addAll(instances(ids.subList(from, Math.min(ids.size(), from + BATCH))));
        }
        Map<String, Described> described = new HashMap<>();
        List<Instance> asked = new ArrayList<>();
        for (Instance instance : found) {
            Described without = described(instance, false);
            described.put(instance.instanceId(), without);
            if (asksForDisks.test(without)) {
                asked.add(instance);
            }
        }
        Set<String> withStore =
                stores.among(asked.stream().map(Instance::instanceTypeAsString).collect(Collectors.toSet()));
        asked.forEach(instance -> described.put(
                instance.instanceId(), described(instance, withStore.contains(instance.instanceTypeAsString()))));
        return described;
    }

    /// Uses a filter, because EC2 ignores an unknown id in a filter, but refuses a whole call that names an
    /// unknown id.
    private List<Instance> instances(List<String> ids) {
        Filter wanted = Filter.builder().name("instance-id").values(ids).build();
        return client.describeInstancesPaginator(request -> request.filters(wanted)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .toList();
    }

    private static Described described(Instance instance, boolean hasStore) {
        Map<String, String> tags = new HashMap<>();
        instance.tags().forEach(tag -> tags.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return new Described(details(instance, tags, hasStore), tags);
    }

    private static InstanceDetails details(Instance instance, Map<String, String> tags, boolean hasStore) {
        return new InstanceDetails(
                Operator.of(tags.get(Tags.OVERRIDE)),
                new Membership(tags.get(GROUP), tags.get(Tags.GUARDED)),
                instance.state() != null
                        && InstanceDetails.TERMINATED.equals(instance.state().nameAsString()),
                hasStore ? Disks.INSTANCE_STORE : Disks.VOLUMES,
                instance.blockDeviceMappings().stream()
                        .flatMap(Ec2Volumes::attached)
                        .toList(),
                Marks.of(tags),
                Tags.showUnstarted(tags));
    }

    /// Keeps a volume without an id in the list. The guard cannot mark this volume, so protecting its node
    /// fails and is reported. If the guard left the volume out, EC2 would delete it with a node that the guard
    /// calls protected.
    private static Stream<Attached> attached(InstanceBlockDeviceMapping mapping) {
        return mapping.ebs() == null
                ? Stream.empty()
                : Stream.of(new Attached(
                        mapping.deviceName(),
                        Objects.requireNonNullElse(mapping.ebs().volumeId(), ""),
                        !Boolean.FALSE.equals(mapping.ebs().deleteOnTermination())));
    }

    @Override
    public Set<String> marked(NodeId node) {
        Filter marked = Filter.builder()
                .name("tag:" + Tags.NODE)
                .values(node.instance())
                .build();
        return call(
                "reading the volumes that are marked as those of node " + node,
                () -> client.describeVolumesPaginator(request -> request.filters(marked)).volumes().stream()
                        .map(volume -> Objects.requireNonNullElse(volume.volumeId(), ""))
                        .collect(Collectors.toSet()));
    }

    @Override
    public void tag(List<String> resources, Map<String, String> tags) {
        call(
                "marking " + resources,
                () -> client.createTags(request -> request.resources(resources)
                        .tags(tags.entrySet().stream()
                                .map(tag -> tag(tag.getKey(), tag.getValue()))
                                .toList())));
    }

    @Override
    public void untag(List<String> resources, List<String> keys) {
        call(
                "taking tags off " + resources,
                () -> client.deleteTags(request -> request.resources(resources)
                        .tags(keys.stream()
                                .map(key -> Tag.builder().key(key).build())
                                .toList())));
    }

    @Override
    public void setFlags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        List<InstanceBlockDeviceMappingSpecification> mappings =
                volumes.stream().map(volume -> mapping(volume, goesWithNode)).toList();
        call(
                "setting DeleteOnTermination=" + goesWithNode + " on the volumes of node " + node,
                () -> client.modifyInstanceAttribute(
                        request -> request.instanceId(node.instance()).blockDeviceMappings(mappings)));
    }

    private static InstanceBlockDeviceMappingSpecification mapping(Attached volume, boolean goesWithNode) {
        return InstanceBlockDeviceMappingSpecification.builder()
                .deviceName(volume.device())
                .ebs(EbsInstanceBlockDeviceSpecification.builder()
                        .volumeId(volume.volume())
                        .deleteOnTermination(goesWithNode)
                        .build())
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
