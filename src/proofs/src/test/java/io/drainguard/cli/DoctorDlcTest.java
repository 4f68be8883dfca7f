package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.Upkeep.MaintenancePolicy;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `drainguard doctor` over the wire before the group that `templates/dlc.yaml` makes: as it is, and with one planted
/// fault at a time.
class DoctorDlcTest {
    private static final String FUNCTION = "drainguard-Guard";
    private static final String ROLE = "arn:aws:iam::123456789012:role/drainguard-GuardRole";
    private static final String GROUP = "mydlc-dlc";
    private static final String LAUNCH = "drainguard-dlc-launch";
    private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// The template's group, with the command run that its output names, and a guard that sweeps.
    private void deployed() throws IOException {
        JsonNode group = Template.load(Path.of("templates/dlc.yaml"))
                .in("mydlc", "us-east-1")
                .with("AmiId", "ami-0123456789abcdef0")
                .with("FirstSubnetId", "subnet-0a")
                .with("SecondSubnetId", "subnet-0b")
                .properties("DlcGroup");
        GroupSpec spec = GroupSpec.of(
                group.path("AutoScalingGroupName").asText(),
                group.path("MinSize").asInt(),
                group.path("MaxSize").asInt(),
                group.path("DesiredCapacity").asInt());
        for (JsonNode hook : group.path("LifecycleHookSpecificationList")) {
            spec = spec.hook(new Hook(
                    hook.path("LifecycleHookName").asText(),
                    hook.path("LifecycleTransition").asText(),
                    Duration.ofSeconds(hook.path("HeartbeatTimeout").asInt()),
                    hook.path("DefaultResult").asText(),
                    null,
                    null,
                    null));
        }
        for (JsonNode tag : group.path("Tags")) {
            spec = spec.tag(tag.path("Key").asText(), tag.path("Value").asText());
        }
        prompt.world.putDocument(Account.document(spec.tags().get("drainguard")));
        prompt.world.createGroup(spec);
        upkeep(new Upkeep(
                group.path("HealthCheckType").asText(),
                new MaintenancePolicy(
                        group.at("/InstanceMaintenancePolicy/MinHealthyPercentage")
                                .asInt(-1),
                        group.at("/InstanceMaintenancePolicy/MaxHealthyPercentage")
                                .asInt()),
                ZONES));
        prompt.world.autoScaling().suspendProcesses(GROUP, List.of("AZRebalance"));
        Surroundings around = prompt.world.surroundings();
        around.role(ROLE, policy());
        around.function(new Surroundings.Function(FUNCTION, ROLE, Map.of(), Duration.ofSeconds(300)));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        prompt.watched(FUNCTION);
    }

    private void upkeep(Upkeep upkeep) {
        prompt.world.groupSettings().upkeep(GROUP, upkeep);
    }

    private static String policy() throws IOException {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        Template.load(Template.GUARD).policyStatements().forEach(policy.putArray("Statement")::add);
        return policy.toString().replace("eu-central-1", "us-east-1");
    }

    @Test
    void groupOfTheTemplate_isSoundOnceRebalancingIsSuspended() throws IOException {
        deployed();

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out()).contains("(" + GROUP + ")", ": sound.\n").doesNotContain("next:");
    }

    /// A fault that is planted, and the words that tell of it and of the next step.
    record Planted(String name, Consumer<DoctorDlcTest> plant, String severity, String what, String next) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Planted fault(String name, Consumer<DoctorDlcTest> plant, String what, String next) {
        return new Planted(name, plant, "fault", what, next);
    }

    static List<Planted> faults() {
        return List.of(
                fault(
                        "room for two",
                        test -> test.prompt.world.autoScaling().updateAutoScalingGroup(GROUP, null, 2, null, null),
                        "its MaxSize is 2, and a DLC is one",
                        "set its MaxSize to 1"),
                fault(
                        "launch before terminate",
                        test -> test.upkeep(new Upkeep("ELB", new MaintenancePolicy(100, 200), ZONES)),
                        "its instance maintenance policy is 100/200",
                        "MinHealthyPercentage=0, MaxHealthyPercentage=100"),
                fault(
                        "no maintenance policy",
                        test -> test.upkeep(new Upkeep("ELB", null, ZONES)),
                        "it has no instance maintenance policy",
                        "MinHealthyPercentage=0, MaxHealthyPercentage=100"),
                fault(
                        "no launching hook",
                        test -> test.prompt.world.autoScaling().deleteLifecycleHook(GROUP, LAUNCH),
                        "it has no launching hook",
                        "DefaultResult=ABANDON"),
                fault(
                        "no terminating hook",
                        test -> test.prompt.world.autoScaling().deleteLifecycleHook(GROUP, Account.HOOK),
                        "it has no termination hook '" + Account.HOOK + "'",
                        "LifecycleHookSpecificationList"),
                fault(
                        "launching hook that continues",
                        test -> test.prompt
                                .world
                                .autoScaling()
                                .putLifecycleHook(
                                        GROUP,
                                        new Hook(
                                                LAUNCH,
                                                Hook.LAUNCHING,
                                                Duration.ofSeconds(900),
                                                "CONTINUE",
                                                null,
                                                null,
                                                null)),
                        "the DefaultResult of its launching hook '" + LAUNCH + "' is CONTINUE",
                        "set DefaultResult=ABANDON on hook '" + LAUNCH + "'"),
                fault(
                        "rebalancing",
                        test -> test.prompt.world.autoScaling().resumeProcesses(GROUP, List.of("AZRebalance")),
                        "its process AZRebalance is not suspended",
                        "aws autoscaling suspend-processes --auto-scaling-group-name '" + GROUP
                                + "' --scaling-processes AZRebalance"),
                fault(
                        "tag of the ceiling is away",
                        test -> test.prompt.world.autoScaling().deleteTags(GROUP, List.of("drainguard:yields-after")),
                        "it does not carry the tag 'drainguard:yields-after'",
                        "tag the group drainguard:yields-after=240"),
                new Planted(
                        "health check of EC2 alone",
                        test -> test.upkeep(new Upkeep("EC2", new MaintenancePolicy(0, 100), ZONES)),
                        "risk",
                        "its health check is EC2",
                        "health check type be ELB"),
                new Planted(
                        "one zone",
                        test -> test.upkeep(new Upkeep("ELB", new MaintenancePolicy(0, 100), List.of("us-east-1b"))),
                        "risk",
                        "it has subnets in one zone only: [us-east-1b]",
                        "in two or three zones"),
                new Planted(
                        "destination by UDP",
                        test -> test.prompt
                                .world
                                .autoScaling()
                                .createOrUpdateTags(GROUP, Map.of("drainguard:destination", "UDP"), false),
                        "risk",
                        "with UDP nothing is buffered",
                        "configure the DLC for TLS"));
    }

    /// Nothing else is said, so that nobody is sent after a fault that is none.
    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_isTheOneFindingAndNamesGroupAndNextStep(Planted planted) throws IOException {
        deployed();
        planted.plant().accept(this);

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains(planted.severity() + "  " + GROUP + ": ")
                .contains(planted.what(), planted.next())
                .containsOnlyOnce("next:");
    }

    /// Without the tags that say what it is and that it yields, the group is judged like any other, which does not let
    /// it pass either.
    @Test
    void groupThatDoesNotSayThatItIsOne_isNoDlc() throws IOException {
        deployed();
        prompt.world.autoScaling().deleteTags(GROUP, List.of("drainguard:system", Tags.YIELDS_AFTER));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out()).doesNotContain("a DLC");
    }
}
