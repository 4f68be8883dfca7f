package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.Upkeep.MaintenancePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An account with a guard that sweeps, in which groups of the systems of `templates/` run.
final class SystemScene implements AutoCloseable {
    static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");
    private static final String FUNCTION = "drainguard-Guard";
    private static final String ROLE = "arn:aws:iam::123456789012:role/drainguard-GuardRole";

    final Prompt prompt = new Prompt();

    /// The guard's policy as its template has it, read once for all tests: the template is long.
    private static final String POLICY = policy();

    private static String policy() {
        try {
            ObjectNode policy = JsonNodeFactory.instance.objectNode();
            Template.load(Template.GUARD).policyStatements().forEach(policy.putArray("Statement")::add);
            return policy.toString().replace("eu-central-1", "us-east-1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SystemScene() {
        Surroundings around = prompt.world.surroundings();
        around.role(ROLE, POLICY);
        around.function(new Surroundings.Function(FUNCTION, ROLE, Map.of(), Duration.ofSeconds(300)));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        prompt.watched(FUNCTION);
    }

    /// Makes a group with its drain document.
    List<Instance> group(GroupSpec spec, Upkeep upkeep) {
        prompt.world.putDocument(Account.document(spec.tags().get("drainguard")));
        List<Instance> nodes = prompt.world.createGroup(spec);
        upkeep(spec.name(), upkeep);
        return nodes;
    }

    /// Makes a group as a template says of it.
    ///
    /// @param properties what CloudFormation reads, without functions
    List<Instance> group(JsonNode properties) {
        int least = properties.path("MinSize").asInt();
        GroupSpec spec = GroupSpec.of(
                properties.path("AutoScalingGroupName").asText(),
                least,
                properties.path("MaxSize").asInt(),
                properties.path("DesiredCapacity").asInt(least));
        for (JsonNode hook : properties.path("LifecycleHookSpecificationList")) {
            spec = spec.hook(hook(
                    hook.path("LifecycleHookName").asText(),
                    hook.path("LifecycleTransition").asText(),
                    hook.path("HeartbeatTimeout").asInt(),
                    hook.path("DefaultResult").asText()));
        }
        for (JsonNode tag : properties.path("Tags")) {
            spec = spec.tag(tag.path("Key").asText(), tag.path("Value").asText());
        }
        JsonNode retain = properties.at("/InstanceLifecyclePolicy/RetentionTriggers/TerminateHookAbandon");
        JsonNode policy = properties.path("InstanceMaintenancePolicy");
        return group(
                retain.asText().equals("retain") ? spec.retaining() : spec,
                replacing(
                        properties.path("HealthCheckType").asText("EC2"),
                        policy.path("MinHealthyPercentage").asInt() + "/"
                                + policy.path("MaxHealthyPercentage").asInt()));
    }

    static Hook hook(String name, String transition, int seconds, String result) {
        return new Hook(name, transition, Duration.ofSeconds(seconds), result, null, null, null);
    }

    /// How a group in two zones replaces its nodes.
    ///
    /// @param policy such as `0/100`, `null` for none
    static Upkeep replacing(String healthCheck, @Nullable String policy) {
        String[] words = policy == null ? new String[0] : policy.split("/", -1);
        return new Upkeep(
                healthCheck,
                policy == null ? null : new MaintenancePolicy(Integer.parseInt(words[0]), Integer.parseInt(words[1])),
                ZONES);
    }

    void upkeep(String group, Upkeep upkeep) {
        prompt.world.groupSettings().upkeep(group, upkeep);
    }

    void resize(String group, int least, int most, int desired) {
        prompt.world.autoScaling().updateAutoScalingGroup(group, least, most, desired, null);
    }

    void retention(String group, Retention retention) {
        prompt.world.autoScaling().updateAutoScalingGroup(group, null, null, null, retention);
    }

    void tag(String group, String key, String value) {
        prompt.world.autoScaling().createOrUpdateTags(group, Map.of(key, value), false);
    }

    void untag(String group, String... keys) {
        prompt.world.autoScaling().deleteTags(group, List.of(keys));
    }

    void hook(String group, Hook hook) {
        prompt.world.autoScaling().putLifecycleHook(group, hook);
    }

    void unhook(String group, String hook) {
        prompt.world.autoScaling().deleteLifecycleHook(group, hook);
    }

    @Override
    public void close() {
        prompt.close();
    }

    /// A fault that is planted in a group, and the words that tell of it and of the next step.
    ///
    /// @param severity `fault` or `risk`
    record Planted(String name, String group, Consumer<SystemScene> plant, String severity, String what, String next) {
        /// Nothing else is said, so that nobody is sent after a fault that is none.
        void isTheOneFinding(SystemScene scene) {
            plant.accept(scene);

            assertThat(scene.prompt.run("doctor")).as(scene.prompt.err()).isEqualTo(1);

            assertThat(scene.prompt.out())
                    .contains(severity + "  " + group + ": ")
                    .contains(what, next)
                    .containsOnlyOnce("next:");
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
