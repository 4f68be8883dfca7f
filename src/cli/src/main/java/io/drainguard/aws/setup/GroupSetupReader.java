package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;

/// Reads the tagged groups with their hooks, instances and documents. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class GroupSetupReader {
    /// AWS returns at most this many groups in one answer (EC2 Auto Scaling API Reference, MaxRecords).
    private static final int GROUPS = 100;

    /// CloudFormation sets this tag on the resources that it creates (CloudFormation User Guide,
    /// aws-properties-resource-tags).
    private static final String STACK = "aws:cloudformation:stack-name";

    /// The parameter of the stack's drain document that lists its paths, separated by commas.
    private static final String QUEUES = "queues";

    private final AutoScalingClient scaling;
    private final SsmClient ssm;

    /// Builds the reader.
    public GroupSetupReader(AutoScalingClient scaling, SsmClient ssm) {
        this.scaling = scaling;
        this.ssm = ssm;
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

    /// Returns the group of this name, whether it is tagged or not, `null` if there is none.
    public @Nullable FoundGroup named(String name) {
        return call(
                        "reading group " + name,
                        () -> scaling.describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
                                .autoScalingGroups())
                .stream()
                .findFirst()
                .map(this::found)
                .orElse(null);
    }

    private FoundGroup found(AutoScalingGroup group) {
        return new FoundGroup(
                setup(group),
                tag(group, Tags.GUARDED).key() != null,
                Objects.requireNonNullElse(group.desiredCapacity(), 0),
                group.instances().stream()
                        .filter(instance -> "Unhealthy".equalsIgnoreCase(instance.healthStatus()))
                        .map(Instance::instanceId)
                        .collect(Collectors.toSet()));
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
                Yield.of(tag(group, Tags.YIELDS_AFTER).value()),
                group.suspendedProcesses().stream()
                        .map(SuspendedProcess::processName)
                        .collect(Collectors.toSet()),
                hooks(name),
                members(group),
                SystemSetup.of(group));
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
        Map<String, String> tags = new HashMap<>();
        group.tags().forEach(tag -> tags.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
        Map<String, Operator> overrides = Group.overrides(tags);
        return instances.stream()
                .map(instance -> new Member(
                        instance.instanceId(),
                        Objects.requireNonNullElse(instance.lifecycleStateAsString(), ""),
                        overrides.getOrDefault(instance.instanceId(), Operator.SILENT)))
                .toList();
    }

    /// Returns the document with this name, or `null` if it does not exist.
    public @Nullable Document document(String name) {
        return call("reading document " + name, () -> {
            try {
                DocumentDescription found =
                        ssm.describeDocument(request -> request.name(name)).document();
                return new Document(
                        String.valueOf(found.documentTypeAsString()),
                        String.valueOf(found.statusAsString()),
                        paths(found));
            } catch (InvalidDocumentException missing) {
                return null;
            }
        });
    }

    private static List<String> paths(DocumentDescription document) {
        return document.parameters().stream()
                .filter(parameter -> QUEUES.equals(parameter.name()))
                .flatMap(parameter -> Stream.of(
                        Objects.requireNonNullElse(parameter.defaultValue(), "").split(",")))
                .filter(path -> !path.isEmpty())
                .toList();
    }
}
