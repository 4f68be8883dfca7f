package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;

/// Reads the tagged groups with their hooks, instances, documents and agents. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class GroupSetupReader {
    /// AWS returns at most this many groups in one answer (EC2 Auto Scaling API Reference, MaxRecords).
    private static final int GROUPS = 100;

    /// AWS accepts and returns at most this many nodes in one call (SSM API Reference, DescribeInstanceInformation).
    private static final int NODES = 50;

    /// CloudFormation sets this tag on the resources that it creates (CloudFormation User Guide,
    /// aws-properties-resource-tags).
    private static final String STACK = "aws:cloudformation:stack-name";

    private final AutoScalingClient scaling;
    private final SsmClient ssm;
    private final Ec2Client ec2;

    /// Builds the reader.
    public GroupSetupReader(AutoScalingClient scaling, SsmClient ssm, Ec2Client ec2) {
        this.scaling = scaling;
        this.ssm = ssm;
        this.ec2 = ec2;
    }

    /// Returns every tagged group, with its hooks and the members of its warm pool.
    public List<GroupSetup> tagged() {
        return call(
                        "reading the groups tagged '" + Tags.GUARDED + "'",
                        () -> scaling
                                .describeAutoScalingGroupsPaginator(
                                        request -> request.maxRecords(GROUPS).filters(AutoScalingGroups.CARRIES_TAG))
                                .autoScalingGroups()
                                .stream()
                                .toList())
                .stream()
                .map(this::setup)
                .toList();
    }

    private GroupSetup setup(AutoScalingGroup group) {
        String name = group.autoScalingGroupName();
        TagDescription tag = tag(group, Tags.GUARDED);
        return new GroupSetup(
                name,
                Objects.requireNonNullElse(group.autoScalingGroupARN(), ""),
                Objects.requireNonNullElse(tag.value(), ""),
                Boolean.TRUE.equals(tag.propagateAtLaunch()),
                tag(group, STACK).value(),
                mixesSpot(group.mixedInstancesPolicy()),
                AutoScalingGroups.retains(group.instanceLifecyclePolicy()),
                group.suspendedProcesses().stream()
                        .map(SuspendedProcess::processName)
                        .collect(Collectors.toSet()),
                hooks(name),
                members(group));
    }

    /// Returns the tag with this key, or a tag without a value.
    private static TagDescription tag(AutoScalingGroup group, String key) {
        return group.tags().stream()
                .filter(tag -> key.equals(tag.key()))
                .findFirst()
                .orElse(TagDescription.builder().build());
    }

    /// Without a percentage, all nodes are On-Demand instances (EC2 Auto Scaling API Reference, InstancesDistribution).
    static boolean mixesSpot(@Nullable MixedInstancesPolicy policy) {
        if (policy == null || policy.instancesDistribution() == null) {
            return false;
        }
        Integer onDemand = policy.instancesDistribution().onDemandPercentageAboveBaseCapacity();
        return onDemand != null && onDemand < 100;
    }

    private List<Hooked> hooks(String group) {
        return call(
                        "reading the hooks of group " + group,
                        () -> scaling.describeLifecycleHooks(request -> request.autoScalingGroupName(group))
                                .lifecycleHooks())
                .stream()
                .map(GroupSetupReader::hooked)
                .toList();
    }

    private static Hooked hooked(LifecycleHook hook) {
        return new Hooked(
                hook.lifecycleHookName(),
                hook.lifecycleTransition(),
                Objects.requireNonNullElse(hook.defaultResult(), "ABANDON"),
                Duration.ofSeconds(hook.heartbeatTimeout()),
                Duration.ofSeconds(hook.globalTimeout()));
    }

    private List<Member> members(AutoScalingGroup group) {
        List<Instance> instances = new ArrayList<>(group.instances());
        if (group.warmPoolConfiguration() != null) {
            String name = group.autoScalingGroupName();
            instances.addAll(call(
                    "reading the warm pool of group " + name,
                    () ->
                            scaling
                                    .describeWarmPoolPaginator(request -> request.autoScalingGroupName(name))
                                    .instances()
                                    .stream()
                                    .toList()));
        }
        return instances.stream()
                .map(instance -> new Member(
                        instance.instanceId(), Objects.requireNonNullElse(instance.lifecycleStateAsString(), "")))
                .toList();
    }

    /// Returns the document with this name, or `null` if it does not exist.
    public @Nullable Document document(String name) {
        return call("reading document " + name, () -> {
            try {
                DocumentDescription found =
                        ssm.describeDocument(request -> request.name(name)).document();
                return new Document(
                        String.valueOf(found.documentTypeAsString()), String.valueOf(found.statusAsString()));
            } catch (InvalidDocumentException missing) {
                return null;
            }
        });
    }

    /// Whether any of the instances is a Spot instance. An instance that EC2 does not know does not count.
    public boolean anySpot(List<String> instances) {
        return instances.stream().gather(Gatherers.windowFixed(Volumes.BATCH)).anyMatch(batch -> {
            var ids = Filter.builder().name("instance-id").values(batch).build();
            return call(
                    "asking whether one of " + batch + " is a Spot instance",
                    () -> ec2.describeInstancesPaginator(request -> request.filters(ids)).reservations().stream()
                            .flatMap(reservation -> reservation.instances().stream())
                            .anyMatch(instance -> instance.instanceLifecycle() == InstanceLifecycleType.SPOT));
        });
    }

    /// Returns the agents of the instances, by instance id. An instance that Systems Manager does not know is missing.
    public Map<String, Agent> agents(List<String> instances) {
        Map<String, Agent> agents = new HashMap<>();
        instances.stream().gather(Gatherers.windowFixed(NODES)).forEach(batch -> {
            var ids = InstanceInformationStringFilter.builder()
                    .key("InstanceIds")
                    .values(batch)
                    .build();
            call(
                            "asking which of " + batch + " Systems Manager knows",
                            () -> ssm
                                    .describeInstanceInformationPaginator(
                                            request -> request.maxResults(NODES).filters(ids))
                                    .instanceInformationList()
                                    .stream()
                                    .toList())
                    .forEach(known -> agents.put(
                            known.instanceId(),
                            new Agent(
                                    String.valueOf(known.pingStatusAsString()), String.valueOf(known.agentVersion()))));
        });
        return agents;
    }
}
