package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.sweep.Volumes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

/// Reads what Auto Scaling and EC2 tell of instances, many in one call. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class NodeRecords {
    /// Most instances in one call (EC2 Auto Scaling API Reference, DescribeAutoScalingInstances, InstanceIds).
    private static final int MEMBERS = 50;

    /// The tag that Auto Scaling sets on its instances (EC2 Auto Scaling User Guide, ec2-auto-scaling-tagging).
    private static final String GROUP = "aws:autoscaling:groupName";

    private final AutoScalingClient scaling;
    private final Ec2Client ec2;

    /// Builds the reader.
    public NodeRecords(AutoScalingClient scaling, Ec2Client ec2) {
        this.scaling = scaling;
        this.ec2 = ec2;
    }

    /// An instance of a group.
    ///
    /// @param state its Auto Scaling lifecycle state
    public record Membership(String group, String state) {}

    /// An instance as EC2 knows it.
    ///
    /// @param state `running`, `shutting-down`, `terminated` and so on
    /// @param group the group that it belongs to, or belonged to when it ended; `null` for none
    public record Machine(String state, @Nullable String group, Map<String, String> tags) {
        /// Copies the tags.
        public Machine {
            tags = Map.copyOf(tags);
        }
    }

    /// Returns the groups and states of these instances, by instance id. An instance that belongs to no group is
    /// missing.
    public Map<String, Membership> memberships(Collection<String> instances) {
        Map<String, Membership> found = new HashMap<>();
        instances.stream()
                .gather(Gatherers.windowFixed(MEMBERS))
                .forEach(ids -> call(
                                "reading the lifecycle states of " + counted(ids),
                                () -> scaling
                                        .describeAutoScalingInstancesPaginator(request -> request.instanceIds(ids))
                                        .autoScalingInstances()
                                        .stream()
                                        .toList())
                        .forEach(one -> found.put(
                                one.instanceId(),
                                new Membership(
                                        Objects.requireNonNullElse(one.autoScalingGroupName(), ""),
                                        Objects.requireNonNullElse(one.lifecycleState(), "")))));
        return found;
    }

    /// Returns the machines of these instances, by instance id. An instance that EC2 does not know is missing: EC2
    /// refuses a call that names an unknown id, but ignores it in a filter.
    public Map<String, Machine> machines(Collection<String> instances) {
        Map<String, Machine> found = new HashMap<>();
        instances.stream().gather(Gatherers.windowFixed(Volumes.BATCH)).forEach(ids -> {
            Filter wanted = Filter.builder().name("instance-id").values(ids).build();
            call(
                            "reading the tags of " + counted(ids),
                            () ->
                                    ec2
                                            .describeInstancesPaginator(request -> request.filters(wanted))
                                            .reservations()
                                            .stream()
                                            .flatMap(reservation -> reservation.instances().stream())
                                            .toList())
                    .forEach(one -> found.put(one.instanceId(), machine(one)));
        });
        return found;
    }

    private static Machine machine(Instance instance) {
        Map<String, String> tags = new HashMap<>();
        instance.tags().forEach(tag -> tags.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
        return new Machine(instance.state() == null ? "" : instance.state().nameAsString(), tags.get(GROUP), tags);
    }

    private static String counted(List<String> ids) {
        return ids.size() == 1 ? "node " + ids.getFirst() : ids.size() + " nodes";
    }
}
