package io.drainguard.proofs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.shell.DocumentContent;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A group of a template and the drain document that its tag names, in the simulated account's terms.
///
/// @param file the template's
/// @param group the group's properties
/// @param document what looks at its nodes
/// @param deregistration how long its load balancer lets connections end before a node waits; zero without one
/// @param desired how many nodes it has at first
record DeployedGroup(String file, JsonNode group, CommandDocument document, Duration deregistration, int desired) {
    /// The groups of a template, which names a desired capacity for each or has its smallest size.
    static List<DeployedGroup> of(String file, Template template) {
        return template.resources("AWS::AutoScaling::AutoScalingGroup").values().stream()
                .map(resource -> resource.path("Properties"))
                .map(group -> new DeployedGroup(
                        file, group, document(template, group), deregistration(template, group), size(group)))
                .toList();
    }

    private static Duration deregistration(Template template, JsonNode group) {
        String balanced = group.at("/TargetGroupARNs/0").asText();
        return template.resources("AWS::ElasticLoadBalancingV2::TargetGroup").entrySet().stream()
                .filter(target -> balanced.endsWith(target.getKey()))
                .flatMap(target -> target.getValue()
                        .at("/Properties/TargetGroupAttributes")
                        .valueStream())
                .filter(attribute -> attribute.path("Key").asText().equals("deregistration_delay.timeout_seconds"))
                .map(attribute -> Duration.ofSeconds(attribute.path("Value").asLong()))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private static int size(JsonNode group) {
        return group.path("DesiredCapacity").asInt(group.path("MinSize").asInt());
    }

    private static CommandDocument document(Template template, JsonNode group) {
        String named = tag(group, Tags.GUARDED);
        return template.resources("AWS::SSM::Document").values().stream()
                .map(resource -> resource.path("Properties"))
                .filter(document -> document.path("Name").asText().equals(named))
                .map(document -> DocumentContent.read(named, document.path("Content")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the template has no document '" + named + "'"));
    }

    String name() {
        return group.path("AutoScalingGroupName").asText();
    }

    /// Which part of a system its nodes are, such as `dsiem-nats`; empty where it does not say.
    String system() {
        return tag("drainguard:system");
    }

    /// The node name of the backend whose group it is; empty for any other group.
    String node() {
        return tag("drainguard:dsiem-node");
    }

    /// The seconds after which it yields; empty where it does not.
    String yieldsAfter() {
        return tag(Tags.YIELDS_AFTER);
    }

    /// The value of one of its tags; empty for none.
    String tag(String key) {
        return tag(group, key);
    }

    private static String tag(JsonNode group, String key) {
        return group.path("Tags")
                .valueStream()
                .filter(tag -> tag.path("Key").asText().equals(key))
                .map(tag -> tag.path("Value").asText())
                .findFirst()
                .orElse("");
    }

    DeployedGroup sized(int nodes) {
        return new DeployedGroup(file, group, document, deregistration, nodes);
    }

    /// The group with its inline hooks.
    GroupSpec spec() {
        GroupSpec spec = GroupSpec.of(
                        name(),
                        group.path("MinSize").asInt(),
                        group.path("MaxSize").asInt(),
                        desired)
                .protection(group.path("DeletionProtection").asText())
                .disks(DiskLayout.ROOT_ONLY);
        String trigger = group.at("/InstanceLifecyclePolicy/RetentionTriggers/TerminateHookAbandon")
                .asText("terminate");
        spec = Retention.of(trigger) == Retention.RETAIN ? spec.retaining() : spec;
        for (JsonNode tag : group.path("Tags")) {
            spec = spec.tag(tag.path("Key").asText(), tag.path("Value").asText());
        }
        for (JsonNode hook : group.path("LifecycleHookSpecificationList")) {
            spec = spec.hook(hook(hook));
        }
        return spec;
    }

    /// The hook that holds the nodes that go.
    Hook terminatingHook() {
        return spec().hooks().stream()
                .filter(hook -> hook.transition().equals(Hook.TERMINATING))
                .findFirst()
                .orElseThrow();
    }

    /// The hook that holds the nodes that come, if there is one.
    Optional<Hook> launchingHook() {
        return spec().hooks().stream()
                .filter(hook -> hook.transition().equals(Hook.LAUNCHING))
                .findFirst();
    }

    /// Makes the group with its nodes in service, and its document.
    List<Instance> in(World world) {
        world.putDocument(document);
        JsonNode policy = group.path("InstanceMaintenancePolicy");
        if (policy.isObject()) {
            Upkeep upkeep = new Upkeep(
                    group.path("HealthCheckType").asText("EC2"),
                    new Upkeep.MaintenancePolicy(
                            policy.path("MinHealthyPercentage").asInt(),
                            policy.path("MaxHealthyPercentage").asInt()),
                    List.of(world.site().region() + "a", world.site().region() + "b"));
            world.groupSettings().upkeep(name(), upkeep);
        }
        return world.createGroup(spec());
    }

    private static Hook hook(JsonNode hook) {
        return new Hook(
                hook.path("LifecycleHookName").asText(),
                hook.path("LifecycleTransition").asText(),
                Duration.ofSeconds(hook.path("HeartbeatTimeout").asLong()),
                hook.path("DefaultResult").asText(),
                null,
                null,
                null);
    }
}
