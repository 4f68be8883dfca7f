package io.drainguard.aws.rescue;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.rescue.RescuePorts.Workers;
import io.drainguard.rescue.WorkerGroup;
import io.drainguard.rescue.WorkerGroup.Worker;
import io.drainguard.sweep.Tags;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;

/// The groups and their workers. Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class GroupWorkers implements Workers {
    private final AutoScalingClient scaling;
    private final Ec2Client ec2;

    /// Builds the adapter.
    public GroupWorkers(AutoScalingClient scaling, Ec2Client ec2) {
        this.scaling = scaling;
        this.ec2 = ec2;
    }

    @Override
    public @Nullable WorkerGroup group(String name) {
        return call(
                "reading group " + name,
                () ->
                        scaling
                                .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                                .autoScalingGroups()
                                .stream()
                                .findFirst()
                                .map(GroupWorkers::group)
                                .orElse(null));
    }

    private static WorkerGroup group(AutoScalingGroup group) {
        String document = group.tags().stream()
                .filter(tag -> Tags.GUARDED.equals(tag.key()))
                .map(TagDescription::value)
                .findFirst()
                .orElse("");
        return new WorkerGroup(
                String.valueOf(group.autoScalingGroupName()),
                document,
                group.instances().stream().map(GroupWorkers::worker).toList());
    }

    private static Worker worker(Instance instance) {
        return new Worker(
                String.valueOf(instance.instanceId()),
                String.valueOf(instance.lifecycleStateAsString()),
                String.valueOf(instance.availabilityZone()),
                "Healthy".equals(instance.healthStatus()),
                Boolean.TRUE.equals(instance.protectedFromScaleIn()));
    }

    @Override
    public void protect(String group, String worker, boolean isProtected) {
        call(
                (isProtected ? "protecting worker " : "taking the protection from worker ") + worker,
                () -> scaling.setInstanceProtection(request ->
                        request.autoScalingGroupName(group).instanceIds(worker).protectedFromScaleIn(isProtected)));
    }

    @Override
    public Set<String> devices(String worker) {
        return call(
                "reading the devices of worker " + worker,
                () -> ec2.describeInstances(request -> request.instanceIds(worker)).reservations().stream()
                        .flatMap(reservation -> reservation.instances().stream())
                        .flatMap(instance -> instance.blockDeviceMappings().stream())
                        .map(InstanceBlockDeviceMapping::deviceName)
                        .collect(Collectors.toSet()));
    }
}
