package io.drainguard.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHookSpecification;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PingStatus;

/// An account behind any endpoint that speaks AWS's protocols. All that it makes has a name that begins with
/// `drainguard-compared-`; instances are of type t3.nano, in the default VPC.
final class RemoteAccount implements ComparedAccount {
    private static final String IMAGE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    private static final String CONTENT = "{\"schemaVersion\":\"2.2\",\"description\":\"Prints an empty look.\","
            + "\"parameters\":{\"wait\":{\"type\":\"String\",\"default\":\"0\",\"allowedPattern\":\"^[0-9]{1,3}$\"}},"
            + "\"mainSteps\":[{\"action\":\"aws:runShellScript\",\"name\":\"look\",\"inputs\":{\"runCommand\":"
            + "[\"echo '{\\\"drainguard\\\":1,\\\"look\\\":\\\"empty\\\",\\\"paths\\\":1,\\\"files\\\":0,\\\"bytes\\\":0,"
            + "\\\"oldest\\\":0,\\\"reason\\\":\\\"\\\",\\\"end\\\":\\\"drainguard\\\"}'\"]}}]}";
    private static final software.amazon.awssdk.services.ec2.model.Tag GUARDED =
            software.amazon.awssdk.services.ec2.model.Tag.builder()
                    .key("drainguard")
                    .value("drainguard-compared")
                    .build();
    private static final String DATA_DEVICE = "/dev/sdf";

    private final AutoScalingClient scaling;
    private final Ec2Client ec2;
    private final SsmClient ssm;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Manner manner;
    private final String prefix = "drainguard-compared-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<String> left = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();
    private int made;
    private @Nullable String template;
    private @Nullable String subnet;

    /// How an endpoint is dealt with.
    ///
    /// @param patience how long a state may take to come
    /// @param pause between two questions
    /// @param knowsNodes whether Systems Manager takes commands for the instances that are made here
    /// @param profile the instance profile of these, with which their agents register; empty for none
    record Manner(Duration patience, Duration pause, boolean knowsNodes, String profile) {}

    RemoteAccount(URI endpoint, Region region, AwsCredentialsProvider credentials, Manner manner) {
        this.scaling = client(AutoScalingClient.builder(), endpoint, region, credentials);
        this.ec2 = client(Ec2Client.builder(), endpoint, region, credentials);
        this.ssm = client(SsmClient.builder(), endpoint, region, credentials);
        this.manner = manner;
    }

    /// Without retries: a compared answer is the first one.
    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, URI endpoint, Region region, AwsCredentialsProvider credentials) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .overrideConfiguration(settings -> settings.retryStrategy(retries -> retries.maxAttempts(1)))
                .httpClient(http)
                .build();
    }

    @Override
    public Groups groups() {
        return new AutoScalingGroups(scaling, InstantSource.system());
    }

    @Override
    public Volumes volumes() {
        return new Ec2Volumes(ec2);
    }

    @Override
    public Looks looks(String ownDocument, String parameter) {
        return new SsmLooks(ssm, new GivenDocuments(ssm, InstantSource.system(), ownDocument, parameter));
    }

    @Override
    public List<String> withStores(List<String> types) {
        return withStores(ec2, types);
    }

    static List<String> withStores(Ec2Client client, List<String> types) {
        return new InstanceStores(client)
                .among(Set.copyOf(types)).stream().sorted().toList();
    }

    private String name() {
        made++;
        return prefix + "-" + made;
    }

    // --- groups ---

    @Override
    public String group(String document, int size) {
        String name = name();
        String launched = template();
        scaling.createAutoScalingGroup(group -> group.autoScalingGroupName(name)
                .minSize(0)
                .maxSize(Math.max(1, size))
                .desiredCapacity(size)
                .vpcZoneIdentifier(subnet())
                .launchTemplate(
                        template -> template.launchTemplateName(launched).version("$Latest"))
                .tags(tag(name, "drainguard", document, true))
                .instanceLifecyclePolicy(policy -> policy.retentionTriggers(on -> on.terminateHookAbandon("retain")))
                .lifecycleHookSpecificationList(List.of(LifecycleHookSpecification.builder()
                        .lifecycleHookName(HOOK)
                        .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
                        .heartbeatTimeout((int) PERIOD.toSeconds())
                        .defaultResult("ABANDON")
                        .build())));
        undo.push(() -> delete(name));
        until(() -> inService(name) == size);
        return name;
    }

    /// AWS deletes no group by force that retains, and does not end nodes that wait.
    private void delete(String group) {
        scaling.updateAutoScalingGroup(update -> update.autoScalingGroupName(group)
                .instanceLifecyclePolicy(
                        policy -> policy.retentionTriggers(on -> on.terminateHookAbandon("terminate"))));
        List<String> members = members(group);
        remember(members);
        scaling.describeLifecycleHooks(hooks -> hooks.autoScalingGroupName(group))
                .lifecycleHooks()
                .forEach(hook -> scaling.deleteLifecycleHook(
                        gone -> gone.autoScalingGroupName(group).lifecycleHookName(hook.lifecycleHookName())));
        scaling.deleteAutoScalingGroup(gone -> gone.autoScalingGroupName(group).forceDelete(true));
        until(() -> members.stream().allMatch(this::hasEnded));
    }

    private long inService(String group) {
        return scaling
                .describeAutoScalingGroups(one -> one.autoScalingGroupNames(group))
                .autoScalingGroups()
                .getFirst()
                .instances()
                .stream()
                .filter(member -> "InService".equals(member.lifecycleStateAsString()))
                .count();
    }

    @Override
    public List<String> members(String group) {
        return scaling
                .describeAutoScalingGroups(one -> one.autoScalingGroupNames(group))
                .autoScalingGroups()
                .getFirst()
                .instances()
                .stream()
                .map(software.amazon.awssdk.services.autoscaling.model.Instance::instanceId)
                .toList();
    }

    @Override
    public void hook(String group, String name, Duration period) {
        scaling.putLifecycleHook(hook -> hook.autoScalingGroupName(group)
                .lifecycleHookName(name)
                .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
                .heartbeatTimeout((int) period.toSeconds())
                .defaultResult("ABANDON"));
    }

    @Override
    public void tagGroup(String group, Map<String, String> tags) {
        scaling.createOrUpdateTags(set -> set.tags(tags.entrySet().stream()
                .map(one -> tag(group, one.getKey(), one.getValue(), false))
                .toList()));
    }

    private static Tag tag(String group, String key, String value, boolean propagates) {
        return Tag.builder()
                .resourceId(group)
                .resourceType("auto-scaling-group")
                .key(key)
                .value(value)
                .propagateAtLaunch(propagates)
                .build();
    }

    @Override
    public void terminateInGroup(String instance) {
        remember(List.of(instance));
        scaling.terminateInstanceInAutoScalingGroup(
                one -> one.instanceId(instance).shouldDecrementDesiredCapacity(false));
    }

    // --- instances ---

    private String template() {
        String known = template;
        if (known != null) {
            return known;
        }
        String name = name();
        String image = image();
        ec2.createLaunchTemplate(launch -> launch.launchTemplateName(name)
                .launchTemplateData(data -> inProfile(data)
                        .imageId(image)
                        .instanceType(InstanceType.T3_NANO)
                        .blockDeviceMappings(List.of(LaunchTemplateBlockDeviceMappingRequest.builder()
                                .deviceName(DATA_DEVICE)
                                .ebs(disk -> disk.volumeSize(1).deleteOnTermination(true))
                                .build()))));
        undo.push(() -> ec2.deleteLaunchTemplate(gone -> gone.launchTemplateName(name)));
        template = name;
        return name;
    }

    private RequestLaunchTemplateData.Builder inProfile(RequestLaunchTemplateData.Builder data) {
        return manner.profile.isEmpty() ? data : data.iamInstanceProfile(profile -> profile.name(manner.profile));
    }

    /// Emulators may not know the public parameter, and list some images.
    private String image() {
        try {
            return ssm.getParameter(parameter -> parameter.name(IMAGE))
                    .parameter()
                    .value();
        } catch (SdkException unknown) {
            return ec2.describeImages().images().stream()
                    .map(Image::imageId)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String subnet() {
        String known = subnet == null
                ? ec2.describeSubnets().subnets().stream()
                        .filter(Subnet::defaultForAz)
                        .map(Subnet::subnetId)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the account has no default subnet"))
                : subnet;
        subnet = known;
        return known;
    }

    @Override
    public String instance() {
        String launched = template();
        String instance = ec2.runInstances(run -> run.minCount(1)
                        .maxCount(1)
                        .subnetId(subnet())
                        .launchTemplate(template -> template.launchTemplateName(launched))
                        .tagSpecifications(List.of(TagSpecification.builder()
                                .resourceType(ResourceType.INSTANCE)
                                .tags(List.of(GUARDED))
                                .build())))
                .instances()
                .getFirst()
                .instanceId();
        undo.push(() -> {
            terminate(instance);
            until(() -> hasEnded(instance));
        });
        until(() -> state(instance) == InstanceStateName.RUNNING);
        if (!manner.profile.isEmpty()) {
            until(() -> isOnline(instance));
        }
        return instance;
    }

    @Override
    public void terminate(String instance) {
        remember(List.of(instance));
        ec2.terminateInstances(gone -> gone.instanceIds(instance));
    }

    private void remember(List<String> instances) {
        instances.forEach(instance -> ec2.describeVolumes(of -> of.filters(filter("attachment.instance-id", instance)))
                .volumes()
                .forEach(volume -> volumes.add(volume.volumeId())));
    }

    private boolean hasEnded(String instance) {
        return state(instance) == InstanceStateName.TERMINATED;
    }

    private boolean isOnline(String instance) {
        InstanceInformationStringFilter one = InstanceInformationStringFilter.builder()
                .key("InstanceIds")
                .values(instance)
                .build();
        return ssm.describeInstanceInformation(of -> of.filters(one)).instanceInformationList().stream()
                .anyMatch(node -> node.pingStatus() == PingStatus.ONLINE);
    }

    private InstanceStateName state(String instance) {
        return ec2.describeInstances(one -> one.instanceIds(instance))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .state()
                .name();
    }

    @Override
    public List<String> existing(List<String> ids) {
        return ec2
                .describeVolumes(some -> some.filters(filter("volume-id", ids.toArray(String[]::new))))
                .volumes()
                .stream()
                .map(Volume::volumeId)
                .toList();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    // --- documents ---

    @Override
    public void assumeAgents() {
        assumeTrue(
                manner.knowsNodes,
                "SKIPPED: instances have no agent here; on AWS -Dcompare.profile names their instance profile");
    }

    @Override
    public String document() {
        String name = name();
        ssm.createDocument(document -> document.name(name)
                .documentType(DocumentType.COMMAND)
                .documentFormat(DocumentFormat.JSON)
                .targetType("/AWS::EC2::Instance")
                .content(CONTENT));
        undo.push(() -> ssm.deleteDocument(gone -> gone.name(name)));
        return name;
    }

    @Override
    public String parameter(String value) {
        String name = "/" + name();
        ssm.putParameter(
                parameter -> parameter.name(name).type(ParameterType.STRING).value(value));
        undo.push(() -> ssm.deleteParameter(gone -> gone.name(name)));
        return name;
    }

    // --- time and end ---

    @Override
    public void until(BooleanSupplier isSo) {
        Instant end = Instant.now().plus(manner.patience);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not so after " + manner.patience);
            }
            try {
                Thread.sleep(manner.pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /// Takes away what was made, newest first, and then the volumes that outlived their instances.
    ///
    /// @throws AssertionError naming what could not be taken away
    @Override
    public void close() {
        while (!undo.isEmpty()) {
            attempt(undo.pop());
        }
        if (!volumes.isEmpty()) {
            attempt(() -> existing(volumes).forEach(id -> attempt(() -> ec2.deleteVolume(gone -> gone.volumeId(id)))));
        }
        scaling.close();
        ec2.close();
        ssm.close();
        http.close();
        if (!left.isEmpty()) {
            throw new AssertionError("take away by hand what is named " + prefix + "-...: " + left);
        }
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (SdkException | AssertionError failed) {
            left.add(String.valueOf(failed.getMessage()));
        }
    }
}
