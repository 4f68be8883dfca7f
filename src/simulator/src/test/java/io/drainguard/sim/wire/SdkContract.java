package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.WarmPool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;

/// What the real SDK clients read and write; run over a socket and without one.
abstract class SdkContract {
    private static final Filter TAGGED =
            Filter.builder().name("tag-key").values("drainguard").build();
    private static final software.amazon.awssdk.services.ec2.model.Filter OF_GROUP =
            software.amazon.awssdk.services.ec2.model.Filter.builder()
                    .name("tag:aws:autoscaling:groupName")
                    .values(WireScene.GROUP)
                    .build();

    final WireScene scene = new WireScene();

    abstract SdkHttpClient http();

    abstract URI endpoint();

    private AutoScalingClient autoScaling() {
        return WireScene.client(AutoScalingClient.builder(), endpoint(), http());
    }

    private SsmClient ssm() {
        return WireScene.client(SsmClient.builder(), endpoint(), http());
    }

    private Ec2Client ec2() {
        return WireScene.client(Ec2Client.builder(), endpoint(), http());
    }

    @Test
    void groups_areFoundByTag() {
        AutoScalingGroup group = autoScaling()
                .describeAutoScalingGroups(r -> r.filters(TAGGED))
                .autoScalingGroups()
                .getFirst();

        assertThat(group.autoScalingGroupName()).isEqualTo(WireScene.GROUP);
        assertThat(group.tags().getFirst().value()).isEqualTo("drainguard-q");
        assertThat(group.instances()).hasSize(2);
        assertThat(group.instances().getFirst().lifecycleStateAsString()).isEqualTo("InService");
        assertThat(group.instances().getFirst().healthStatus()).isEqualTo("Healthy");
    }

    @Test
    void groups_thatDoNotFit_areLeftOut() {
        scene.world.createGroup(GroupSpec.of("other", 0, 1, 1));

        assertThat(autoScaling()
                        .describeAutoScalingGroups(r -> r.filters(TAGGED))
                        .autoScalingGroups())
                .hasSize(1);
        assertThat(autoScaling().describeAutoScalingGroups().autoScalingGroups())
                .hasSize(2);
        assertThat(autoScaling()
                        .describeAutoScalingGroups(r -> r.autoScalingGroupNames("unknown"))
                        .autoScalingGroups())
                .isEmpty();
    }

    @Test
    void pages_areFollowedByThePaginator() {
        for (int i = 0; i < 5; i++) {
            scene.world.createGroup(GroupSpec.of("other" + i, 0, 1, 0));
        }

        assertThat(autoScaling()
                        .describeAutoScalingGroupsPaginator(r -> r.maxRecords(2))
                        .autoScalingGroups())
                .hasSize(6);
    }

    @Test
    void groupTag_isTakenOffByTheClient() {
        autoScaling()
                .deleteTags(r -> r.tags(software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                        .resourceId(WireScene.GROUP)
                        .resourceType("auto-scaling-group")
                        .key("drainguard")
                        .build()));

        assertThat(autoScaling()
                        .describeAutoScalingGroups(r -> r.filters(TAGGED))
                        .autoScalingGroups())
                .isEmpty();
    }

    @Test
    void hook_isReadWithItsTimeouts() {
        LifecycleHook hook = autoScaling()
                .describeLifecycleHooks(r -> r.autoScalingGroupName(WireScene.GROUP))
                .lifecycleHooks()
                .getFirst();

        assertThat(hook.lifecycleHookName()).isEqualTo(WireScene.HOOK);
        assertThat(hook.heartbeatTimeout()).isEqualTo(60);
        assertThat(hook.globalTimeout()).isEqualTo(6000);
        assertThat(hook.defaultResult()).isEqualTo("ABANDON");
        assertThat(hook.notificationMetadata()).isEqualTo("m");
        assertThat(hook.roleARN()).isNull();
    }

    @Test
    void instanceHealth_isInCapitalsInTheOtherDescribe() {
        assertThat(autoScaling()
                        .describeAutoScalingInstances(r -> r.instanceIds(scene.id()))
                        .autoScalingInstances()
                        .getFirst()
                        .healthStatus())
                .isEqualTo("HEALTHY");
    }

    @Test
    void wait_isHeldAndReleasedByTheClient() {
        scene.waiting();
        autoScaling()
                .recordLifecycleActionHeartbeat(r -> r.autoScalingGroupName(WireScene.GROUP)
                        .lifecycleHookName(WireScene.HOOK)
                        .instanceId(scene.id()));
        autoScaling()
                .completeLifecycleAction(r -> r.autoScalingGroupName(WireScene.GROUP)
                        .lifecycleHookName(WireScene.HOOK)
                        .lifecycleActionToken(
                                scene.nodes.getFirst().openTokens().getFirst())
                        .lifecycleActionResult("CONTINUE"));
        scene.world.advance(Duration.ofSeconds(30));

        assertThat(scene.nodes.getFirst().isRunning()).isFalse();
    }

    @Test
    void goneAction_isAPlainValidationError() {
        assertThatThrownBy(() -> autoScaling()
                        .recordLifecycleActionHeartbeat(r -> r.autoScalingGroupName(WireScene.GROUP)
                                .lifecycleHookName(WireScene.HOOK)
                                .instanceId(scene.id())))
                .isInstanceOfSatisfying(AutoScalingException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("No active Lifecycle Action found with instance ID " + scene.id());
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isNotBlank();
                });
    }

    @Test
    void activities_areReadWithTimesAndStates() {
        scene.waiting();
        Activity activity = autoScaling()
                .describeScalingActivities(r -> r.autoScalingGroupName(WireScene.GROUP))
                .activities()
                .getFirst();

        assertThat(activity.statusCodeAsString()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(activity.startTime()).isEqualTo(WireScene.START);
        assertThat(activity.endTime()).isNull();
        assertThat(activity.details()).contains("\"Availability Zone\":\"us-east-1a\"");
        assertThat(activity.autoScalingGroupARN()).contains(":autoScalingGroupName/");
    }

    @Test
    void activitiesFromATimeOn_areFoundByTheirFilter() {
        scene.waiting();
        scene.world
                .autoScaling()
                .terminateInstanceInAutoScalingGroup(scene.nodes.get(1).id(), false);

        assertThat(activitiesFrom("2026-01-01T10:00:00Z")).hasSize(2);
        assertThat(activitiesFrom("2026-01-01T10:00:01Z"))
                .singleElement()
                .satisfies(activity -> assertThat(activity.description())
                        .endsWith(scene.nodes.get(1).id()));
        assertThat(activitiesFrom("2026-01-01T10:00:03Z")).isEmpty();
    }

    private List<Activity> activitiesFrom(String time) {
        return autoScaling()
                .describeScalingActivitiesPaginator(r -> r.autoScalingGroupName(WireScene.GROUP)
                        .maxRecords(1)
                        .filters(Filter.builder()
                                .name("StartTimeLowerBound")
                                .values(time)
                                .build()))
                .activities()
                .stream()
                .toList();
    }

    @Test
    void retainedNode_isReleasedByTerminatingItThroughTheGroup() {
        scene.waiting();
        scene.world.advance(Duration.ofSeconds(70));
        Activity reply = autoScaling()
                .terminateInstanceInAutoScalingGroup(
                        r -> r.instanceId(scene.id()).shouldDecrementDesiredCapacity(false))
                .activity();

        assertThat(reply.statusCodeAsString()).isEqualTo("InProgress");
        assertThat(reply.autoScalingGroupARN()).isNull();
    }

    @Test
    void warmPool_isDescribed() {
        scene.world.createGroup(GroupSpec.of("pooled", 0, 1, 0).pool(new WarmPool(true, true)));
        scene.world.createWarmInstance("pooled");
        var reply = autoScaling().describeWarmPool(r -> r.autoScalingGroupName("pooled"));

        assertThat(reply.warmPoolConfiguration().poolStateAsString()).isEqualTo("Stopped");
        assertThat(reply.warmPoolConfiguration().instanceReusePolicy().reuseOnScaleIn())
                .isTrue();
        assertThat(reply.instances().getFirst().lifecycleStateAsString()).isEqualTo("Warmed:Stopped");
    }

    @Test
    void policyAndHook_areChangedByTheClient() {
        autoScaling()
                .updateAutoScalingGroup(r -> r.autoScalingGroupName(WireScene.GROUP)
                        .maxSize(5)
                        .instanceLifecyclePolicy(p -> p.retentionTriggers(t -> t.terminateHookAbandon("terminate"))));
        autoScaling()
                .putLifecycleHook(r -> r.autoScalingGroupName(WireScene.GROUP)
                        .lifecycleHookName(WireScene.HOOK)
                        .heartbeatTimeout(900));
        AutoScalingGroup group =
                autoScaling().describeAutoScalingGroups().autoScalingGroups().getFirst();

        assertThat(group.maxSize()).isEqualTo(5);
        assertThat(group.instanceLifecyclePolicy().retentionTriggers().terminateHookAbandonAsString())
                .isEqualTo("terminate");
        assertThat(scene.world.hook(WireScene.GROUP, WireScene.HOOK))
                .satisfies(hook -> assertThat(hook.heartbeatTimeout()).isEqualTo(Duration.ofMinutes(15)))
                .satisfies(hook -> assertThat(hook.notificationMetadata()).isEqualTo("m"));
    }

    @Test
    void command_isSentAndItsLookIsRead() {
        scene.shell.disk(scene.id(), Disk.holding(2, 50, WireScene.START));
        var command = ssm().sendCommand(r ->
                        r.documentName("drainguard-q").instanceIds(scene.id()).timeoutSeconds(30))
                .command();
        scene.world.advance(Duration.ofSeconds(2));
        CommandInvocation invocation = ssm().listCommandInvocations(
                        r -> r.commandId(command.commandId()).details(true))
                .commandInvocations()
                .getFirst();

        assertThat(command.statusAsString()).isEqualTo("Pending");
        assertThat(command.expiresAfter()).isEqualTo(WireScene.START.plusSeconds(70));
        assertThat(invocation.statusAsString()).isEqualTo("Success");
        assertThat(invocation.commandPlugins().getFirst().name()).isEqualTo("look");
        assertThat(invocation.commandPlugins().getFirst().output()).contains("\"look\":\"pending\"");
    }

    @Test
    void commands_areListedWithWhatTheirCallerGave() {
        scene.world.putDocument(WireScene.DOCUMENT.withParameter("wait", "0", "^[0-9]{1,3}$"));
        scene.world.putDocumentVersion("1", WireScene.DOCUMENT);
        ssm().sendCommand(r ->
                r.documentName("drainguard-q").instanceIds(scene.id()).documentVersion("1"));
        scene.world.advance(Duration.ofSeconds(1));
        ssm().sendCommand(r -> r.documentName("drainguard-q")
                .instanceIds(scene.id())
                .comment("c")
                .maxConcurrency("100%")
                .maxErrors("100%")
                .parameters(Map.of("wait", List.of("50"))));

        var listed = ssm().listCommandsPaginator(r -> r.maxResults(1)).commands().stream()
                .toList();
        assertThat(listed).extracting(Command::documentVersion).containsExactly("$DEFAULT", "1");
        assertThat(listed.getFirst().parameters()).isEqualTo(Map.of("wait", List.of("50")));
        assertThat(listed.getFirst().comment()
                        + listed.getFirst().maxConcurrency()
                        + listed.getFirst().maxErrors())
                .isEqualTo("c100%100%");
        assertThat(listed.getLast().requestedDateTime()).isEqualTo(WireScene.START);
        assertThat(ssm().listCommandInvocationsPaginator(r -> {}).commandInvocations().stream())
                .extracting(CommandInvocation::documentVersion)
                .containsExactly("$DEFAULT", "1");
    }

    @Test
    void document_tellsItsParameters() {
        scene.world.putDocument(WireScene.DOCUMENT.withParameter("wait", "0", "^[0-9]{1,3}$"));
        var parameters =
                ssm().describeDocument(r -> r.name("drainguard-q")).document().parameters();

        assertThat(parameters.getFirst().name()).isEqualTo("wait");
        assertThat(parameters.getFirst().defaultValue()).isEqualTo("0");
    }

    @Test
    void commandResult_isReadForOneNode() {
        var command = ssm().sendCommand(r -> r.documentName("drainguard-q").instanceIds(scene.id()))
                .command();
        var early =
                ssm().getCommandInvocation(r -> r.commandId(command.commandId()).instanceId(scene.id()));
        scene.world.advance(Duration.ofSeconds(20));
        var late =
                ssm().getCommandInvocation(r -> r.commandId(command.commandId()).instanceId(scene.id()));

        assertThat(early.responseCode()).isEqualTo(-1);
        assertThat(early.executionStartDateTime()).isNull();
        assertThat(late.responseCode()).isZero();
        assertThat(late.executionElapsedTime()).isEqualTo("PT15.1S");
        assertThat(late.standardOutputContent()).contains("\"look\":\"empty\"");
    }

    @Test
    void ssmErrors_areTheirOwnExceptions() {
        assertThatThrownBy(() ->
                        ssm().sendCommand(r -> r.documentName("drainguard-q").instanceIds("i-1")))
                .isInstanceOf(InvalidInstanceIdException.class)
                .hasMessageContaining("Instances not in a valid state for account");
        assertThatThrownBy(() -> ssm().sendCommand(r -> r.documentName("no").instanceIds(scene.id())))
                .isInstanceOf(InvalidDocumentException.class);
        assertThatThrownBy(() -> ssm().getCommandInvocation(r ->
                        r.commandId("00000000-0000-0000-0000-000000000000").instanceId(scene.id())))
                .isInstanceOf(InvocationDoesNotExistException.class);
    }

    @Test
    void parameters_areRefusedSinceTheProductPassesNone() {
        assertThatThrownBy(() -> ssm().sendCommand(r -> r.documentName("drainguard-q")
                        .instanceIds(scene.id())
                        .parameters(Map.of("queues", java.util.List.of("/etc")))))
                .hasMessageContaining("Parameters provided in document are invalid or not supported.");
    }

    @Test
    void nodes_areListedWithTheirPing() {
        var found = ssm().describeInstanceInformation(r -> r.filters(InstanceInformationStringFilter.builder()
                        .key("InstanceIds")
                        .values(scene.id(), "i-0123456789abcdef0")
                        .build()))
                .instanceInformationList();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().pingStatusAsString()).isEqualTo("Online");
        assertThat(found.getFirst().lastPingDateTime()).isEqualTo(WireScene.START);
    }

    @Test
    void volumes_areProtectedAndTagged() {
        var device = ec2().describeInstances(r -> r.instanceIds(scene.id()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .blockDeviceMappings()
                .getFirst();
        ec2().modifyInstanceAttribute(r -> r.instanceId(scene.id())
                .blockDeviceMappings(InstanceBlockDeviceMappingSpecification.builder()
                        .deviceName(device.deviceName())
                        .ebs(e -> e.deleteOnTermination(false))
                        .build()));
        ec2().createTags(r -> r.resources(device.ebs().volumeId())
                .tags(Tag.builder().key("k").value("v").build()));

        assertThat(device.ebs().deleteOnTermination()).isTrue();
        assertThat(scene.nodes.getFirst().volumes().getFirst().deleteOnTermination())
                .isFalse();
        assertThat(scene.nodes.getFirst().volumes().getFirst().tags()).containsEntry("k", "v");
    }

    @Test
    void instances_areReadWithStateRootDeviceAndTags() {
        var instance = ec2().describeInstances(r -> r.filters(OF_GROUP))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();

        assertThat(instance.state().nameAsString()).isEqualTo("running");
        assertThat(instance.rootDeviceName()).isEqualTo("/dev/xvda");
        assertThat(instance.rootDeviceTypeAsString()).isEqualTo("ebs");
        assertThat(instance.tags())
                .contains(Tag.builder().key("drainguard").value("drainguard-q").build());
    }

    @Test
    void ec2Errors_haveTheirOwnShape() {
        assertThatThrownBy(() -> ec2().describeInstances(r -> r.instanceIds("i-0")))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidInstanceID.NotFound"));
    }

    @Test
    void lostReply_isABrokenConnectionAfterTheEffect() {
        scene.waiting();
        scene.world.intercept(new Interceptor() {
            @Override
            public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
                effect.get();
                throw new NoReply(true);
            }
        });

        assertThatThrownBy(() -> autoScaling()
                        .completeLifecycleAction(r -> r.autoScalingGroupName(WireScene.GROUP)
                                .lifecycleHookName(WireScene.HOOK)
                                .instanceId(scene.id())
                                .lifecycleActionResult("CONTINUE")))
                .isInstanceOf(SdkClientException.class);
        assertThat(scene.nodes.getFirst().openTokens()).isEmpty();
    }

    @Test
    void unknownOperation_isRefused() {
        assertThatThrownBy(() -> autoScaling().describePolicies())
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));
    }
}
