package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.Upkeep;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.DuplicateDocumentContentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentContentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentVersionException;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.UnsupportedPlatformTypeException;

/// Calls beside the main ones, and how they are refused, through the real SDK clients.
class SecondaryCallsTest {
    private final WireScene scene = new WireScene();
    private final InProcessHttpClient http = new InProcessHttpClient(new WireProtocol(new SharedWorld(scene.world)));
    private final SsmClient ssm = client(SsmClient.builder());
    private final Ec2Client ec2 = client(Ec2Client.builder());
    private final AutoScalingClient autoScaling = client(AutoScalingClient.builder());

    @Test
    void parameter_isRead() {
        scene.world.parameters().put("/drainguard/documents", "StringList", "drainguard-a,drainguard-b");

        var found = ssm.getParameter(r -> r.name("/drainguard/documents")).parameter();
        assertThat(found.value()).isEqualTo("drainguard-a,drainguard-b");
        assertThat(found.typeAsString()).isEqualTo("StringList");
        assertThat(found.arn()).isEqualTo("arn:aws:ssm:us-east-1:123456789012:parameter/drainguard/documents");
        assertThatThrownBy(() -> ssm.getParameter(r -> r.name("other"))).isInstanceOf(ParameterNotFoundException.class);
    }

    @Test
    void volumes_areFoundByTheNodeThatTheirTagNames() {
        String volume = scene.nodes.getFirst().volumes().getLast().id();
        scene.world.ec2().createTags(List.of(volume), Map.of("drainguard:node", scene.id()));

        assertThat(volumes("tag:drainguard:node", scene.id()))
                .extracting(Volume::volumeId)
                .containsExactly(volume);
        assertThat(volumes("volume-id", volume)).hasSize(1);
        assertThat(volumes("attachment.instance-id", scene.id())).hasSize(2);
        assertThat(volumes("tag:drainguard:node", "i-other")).isEmpty();
    }

    @Test
    void tagLimitAndOrganization_haveTheirCodes() {
        scene.world.mishaps().fillTags(scene.id(), 52);
        assertThatThrownBy(() -> tag(scene.id()))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("TagLimitExceeded"));

        String other = scene.nodes.getLast().id();
        scene.world.organization().deny("CreateTags");
        assertThatThrownBy(() -> tag(other)).isInstanceOfSatisfying(Ec2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation");
            assertThat(e.statusCode()).isEqualTo(403);
            assertThat(e.getMessage()).contains("explicit deny in a service control policy");
        });
    }

    @Test
    void foreignTargets_areRefused() {
        scene.world.runCommand().onlyTagged("drainguard", "drainguard-");
        scene.world.ec2().createTags(List.of(scene.id()), Map.of("drainguard", "yes"));
        assertThatThrownBy(() -> send(scene.id())).isInstanceOfSatisfying(SsmException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            assertThat(e.getMessage()).contains("instance/" + scene.id());
        });

        String other = scene.nodes.getLast().id();
        scene.world.mishaps().platform(other, "Windows");
        assertThatThrownBy(() -> send(other)).isInstanceOf(UnsupportedPlatformTypeException.class);
    }

    @Test
    void groupsOverrideTag_isSetShownAndTakenOff() {
        String key = "drainguard:override:" + scene.id();
        var tag = software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                .resourceId(WireScene.GROUP)
                .resourceType("auto-scaling-group")
                .key(key);
        autoScaling.createOrUpdateTags(
                r -> r.tags(tag.value("release").propagateAtLaunch(false).build()));

        assertThat(groupTags())
                .filteredOn(one -> one.key().equals(key))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.value()).isEqualTo("release");
                    assertThat(one.propagateAtLaunch()).isFalse();
                });
        autoScaling.deleteTags(r -> r.tags(tag.build()));
        assertThat(groupTags()).extracting(TagDescription::key).doesNotContain(key);
    }

    @Test
    void process_isSuspendedShownAndResumed() {
        autoScaling.suspendProcesses(
                r -> r.autoScalingGroupName(WireScene.GROUP).scalingProcesses("Terminate"));
        assertThat(suspended()).containsExactly("Terminate");

        autoScaling.resumeProcesses(r -> r.autoScalingGroupName(WireScene.GROUP).scalingProcesses("Terminate"));
        assertThat(suspended()).isEmpty();
    }

    /// A group without a maintenance policy shows none (EC2 Auto Scaling API Reference, AutoScalingGroup).
    @Test
    void upkeep_isShownAsItWasSet() {
        AutoScalingGroup plain =
                autoScaling.describeAutoScalingGroups().autoScalingGroups().getFirst();
        assertThat(plain.instanceMaintenancePolicy()).isNull();
        assertThat(plain.healthCheckType()).isEqualTo("EC2");
        assertThat(plain.availabilityZones()).hasSize(3);

        scene.world
                .groupSettings()
                .upkeep(
                        WireScene.GROUP,
                        new Upkeep("ELB", new Upkeep.MaintenancePolicy(0, 100), List.of("us-east-1a", "us-east-1b")));

        AutoScalingGroup kept =
                autoScaling.describeAutoScalingGroups().autoScalingGroups().getFirst();
        assertThat(kept.instanceMaintenancePolicy().minHealthyPercentage()).isZero();
        assertThat(kept.instanceMaintenancePolicy().maxHealthyPercentage()).isEqualTo(100);
        assertThat(kept.healthCheckType()).isEqualTo("ELB");
        assertThat(kept.availabilityZones()).containsExactly("us-east-1a", "us-east-1b");
    }

    private List<String> suspended() {
        return autoScaling.describeAutoScalingGroups().autoScalingGroups().getFirst().suspendedProcesses().stream()
                .map(SuspendedProcess::processName)
                .toList();
    }

    @Test
    void parameter_isOverwrittenWithinItsPattern() {
        scene.world.parameters().put("/drainguard/documents", "drainguard-a");
        scene.world.parameters().allow("/drainguard/documents", "drainguard-[a-z,-]+");

        assertThatThrownBy(() ->
                        ssm.putParameter(r -> r.name("/drainguard/documents").value("drainguard-b")))
                .isInstanceOf(ParameterAlreadyExistsException.class);
        assertThatThrownBy(() -> ssm.putParameter(
                        r -> r.name("/drainguard/documents").value("other").overwrite(true)))
                .isInstanceOf(ParameterPatternMismatchException.class);
        assertThat(ssm.putParameter(r -> r.name("/drainguard/documents")
                                .value("drainguard-a,drainguard-b")
                                .overwrite(true))
                        .version())
                .isEqualTo(2);
        assertThat(ssm.getParameter(r -> r.name("/drainguard/documents"))
                        .parameter()
                        .value())
                .isEqualTo("drainguard-a,drainguard-b");
    }

    @Test
    void document_isCopiedMadeAndChanged() {
        String content = ssm.getDocument(r -> r.name("drainguard-q").documentFormat("JSON"))
                .content();
        ssm.createDocument(r -> r.name("drainguard-copy")
                .documentType("Command")
                .documentFormat("JSON")
                .content(content));
        assertThat(status("drainguard-copy")).isEqualTo("Creating");
        scene.world.advance(Duration.ofSeconds(2));
        assertThat(status("drainguard-copy")).isEqualTo("Active");
        assertThat(ssm.getDocument(r -> r.name("drainguard-copy")).content()).isEqualTo(content);

        assertThatThrownBy(
                        () -> ssm.createDocument(r -> r.name("drainguard-copy").content(content)))
                .isInstanceOf(DocumentAlreadyExistsException.class);
        assertThatThrownBy(
                        () -> ssm.updateDocument(r -> r.name("drainguard-copy").content(content)))
                .isInstanceOf(DuplicateDocumentContentException.class);
        String other = content.replace("\"true\\n\"", "\"false\"").replace("\"true\"", "\"false\"");
        assertThat(ssm.updateDocument(r -> r.name("drainguard-copy").content(other))
                        .documentDescription()
                        .documentVersion())
                .isEqualTo("2");
        assertThat(ssm.getDocument(r -> r.name("drainguard-copy")).content()).isEqualTo(content);
        ssm.updateDocumentDefaultVersion(r -> r.name("drainguard-copy").documentVersion("2"));
        assertThat(ssm.getDocument(r -> r.name("drainguard-copy")).content()).isEqualTo(other);
        assertThatThrownBy(() -> ssm.updateDocumentDefaultVersion(
                        r -> r.name("drainguard-copy").documentVersion("3")))
                .isInstanceOf(InvalidDocumentVersionException.class);
        assertThatThrownBy(() -> ssm.createDocument(r -> r.name("drainguard-x").content("{}")))
                .isInstanceOf(InvalidDocumentContentException.class);
        assertThatThrownBy(() -> ssm.getDocument(r -> r.name("none"))).isInstanceOf(InvalidDocumentException.class);
    }

    private String status(String document) {
        return ssm.describeDocument(r -> r.name(document)).document().statusAsString();
    }

    @Test
    void instanceProfile_isMissingWithoutARole() {
        scene.world.mishaps().withoutRole(scene.id());

        assertThat(ec2.describeInstances(r -> r.instanceIds(scene.id()))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .iamInstanceProfile())
                .isNull();
        assertThat(ec2.describeInstances(
                                r -> r.instanceIds(scene.nodes.getLast().id()))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .iamInstanceProfile()
                        .arn())
                .startsWith("arn:aws:iam::");
    }

    private List<TagDescription> groupTags() {
        return autoScaling
                .describeAutoScalingGroups()
                .autoScalingGroups()
                .getFirst()
                .tags();
    }

    private List<Volume> volumes(String filter, String value) {
        return ec2.describeVolumes(r ->
                        r.filters(Filter.builder().name(filter).values(value).build()))
                .volumes();
    }

    private void tag(String id) {
        ec2.createTags(
                r -> r.resources(id).tags(Tag.builder().key("k").value("v").build()));
    }

    private void send(String id) {
        ssm.sendCommand(r -> r.documentName("drainguard-q").instanceIds(id));
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C client(B builder) {
        return WireScene.client(builder, URI.create("http://simulator.invalid"), http);
    }
}
