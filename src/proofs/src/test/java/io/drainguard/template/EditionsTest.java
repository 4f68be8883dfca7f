package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.journal.JsonJournal;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each value of `RunOn` makes, after the Serverless transform.
class EditionsTest {
    private static final Set<String> GUARD_ON_EC2 =
            Set.of("WatchGroup", "WatchLog", "WatchProfile", "WatchRole", "WatchSecurityGroup", "WatchTemplate");

    /// Alarms on what only a function that is called can do. Notices of either edition can fail.
    private static final Set<String> ALARMS_OF_THE_FUNCTION = Set.of("GuardThrottled");

    private static final List<String> ON_THE_GUARD = List.of(
            "CannotLook",
            "CeilingNear",
            "GuardFails",
            "NoSweep",
            "NodesRetained",
            "PileUp",
            "ProtectionFailed",
            "NodesYielded",
            "Stalled");

    private static Template transformed;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        transformed = Deployments.complete(Transformed.load(directory));
    }

    @Test
    void editions_differInTheInstanceAndInTheAlarms() {
        Set<String> both = on("Both").resources().keySet();

        assertThat(both).containsAll(GUARD_ON_EC2).containsAll(ALARMS_OF_THE_FUNCTION);
        assertThat(on("Lambda").resources().keySet()).isEqualTo(without(both, GUARD_ON_EC2));
        assertThat(on("Ec2").resources().keySet()).isEqualTo(without(both, ALARMS_OF_THE_FUNCTION));
    }

    @ParameterizedTest
    @CsvSource({"Lambda, ENABLED", "Both, ENABLED", "Ec2, DISABLED"})
    void rulesAndSchedule_callTheFunctionOnlyWhereItIsTheGuard(String runOn, String state) {
        List<JsonNode> callers = new ArrayList<>();
        callers.addAll(on(runOn).resources("AWS::Events::Rule").values());
        callers.addAll(on(runOn).resources("AWS::Scheduler::Schedule").values());

        assertThat(callers)
                .hasSize(6)
                .allSatisfy(caller ->
                        assertThat(caller.at("/Properties/State").asText()).isEqualTo(state));
        assertThat(on(runOn).properties("GuardEndedLooks").path("Enabled").asBoolean())
                .isEqualTo(state.equals("ENABLED"));
    }

    @Test
    void functionThatNobodyCalls_reservesNoConcurrency() {
        assertThat(reserves(on("Both").with("ReservedConcurrency", "3"))).isTrue();
        assertThat(reserves(on("Both"))).isFalse();
        assertThat(reserves(on("Ec2").with("ReservedConcurrency", "3"))).isFalse();
    }

    @Test
    void guardOnEc2_hasTheSamePolicyAsTheFunction() {
        Template both = on("Both");

        assertThat(both.resources("AWS::IAM::ManagedPolicy")).hasSize(1);
        assertThat(both.properties("WatchRole").path("ManagedPolicyArns"))
                .containsAll(both.properties("GuardRole").path("ManagedPolicyArns"));
    }

    @Test
    void guardOnEc2_letsNobodyIn() {
        JsonNode security = on("Ec2").properties("WatchSecurityGroup");

        assertThat(security.has("SecurityGroupIngress")).isFalse();
        assertThat(on("Ec2").resources("AWS::EC2::SecurityGroupIngress")).isEmpty();
        assertThat(security.path("VpcId").asText()).isEqualTo("vpc-0123456789abcdef0");
        assertThat(security.path("SecurityGroupEgress"))
                .allSatisfy(rule -> assertThat(rule.path("FromPort").asInt())
                        .isEqualTo(rule.path("ToPort").asInt()))
                .extracting(rule ->
                        rule.path("IpProtocol").asText() + rule.path("ToPort").asText())
                .containsOnly("tcp443", "udp53", "tcp53");
    }

    @Test
    void guardOnEc2_isInThatSecurityGroupOnly() {
        assertThat(launch().path("SecurityGroupIds")).hasSize(1);
        assertThat(launch().at("/SecurityGroupIds/0").asText()).isEqualTo("WatchSecurityGroup");
        assertThat(launch().has("NetworkInterfaces")).isFalse();
    }

    @Test
    void guardOnEc2_hasNoKeyAndAsksForTokensOfTheMetadataService() {
        assertThat(launch().has("KeyName")).isFalse();
        assertThat(launch().at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
        assertThat(launch().at("/MetadataOptions/HttpPutResponseHopLimit").asInt())
                .isEqualTo(1);
    }

    @Test
    void disksOfTheGuard_areEncryptedAndGoWithIt() {
        assertThat(launch().path("BlockDeviceMappings")).isNotEmpty().allSatisfy(disk -> {
            assertThat(disk.at("/Ebs/Encrypted").asBoolean()).isTrue();
            assertThat(disk.at("/Ebs/DeleteOnTermination").asBoolean()).isTrue();
            assertThat(disk.at("/Ebs/VolumeType").asText()).isEqualTo("gp3");
        });
        assertThat(launch().path("InstanceInitiatedShutdownBehavior").asText()).isEqualTo("terminate");
    }

    @Test
    void instanceType_isTheOneAskedFor() {
        assertThat(launch().path("InstanceType").asText()).isEqualTo("t4g.nano");
        assertThat(on("Ec2")
                        .with("GuardInstanceType", "c8g.medium")
                        .properties("WatchTemplate")
                        .at("/LaunchTemplateData/InstanceType")
                        .asText())
                .isEqualTo("c8g.medium");
    }

    @Test
    void groupOfTheGuard_isAGroupOfOneInTheSubnetsAskedFor() {
        JsonNode group = on("Ec2").properties("WatchGroup");

        assertThat(group.path("MinSize").asInt()).isEqualTo(1);
        assertThat(group.path("DesiredCapacity").asInt()).isEqualTo(1);
        assertThat(group.path("HealthCheckType").asText()).isEqualTo("EC2");
        assertThat(group.path("VPCZoneIdentifier")).hasSize(2);
    }

    /// It would guard itself for ever: its own instance has no queue and no answer.
    @ParameterizedTest
    @ValueSource(strings = {"Ec2", "Both"})
    void groupOfTheGuard_isNoGuardedGroup(String runOn) {
        JsonNode group = on(runOn).properties("WatchGroup");

        assertThat(group.path("Tags"))
                .extracting(tag -> tag.path("Key").asText())
                .containsExactly("Name");
        assertThat(launch().path("TagSpecifications").findValuesAsText("Key")).containsOnly("Name");
        assertThat(group.has("LifecycleHookSpecificationList")).isFalse();
        assertThat(group.has("InstanceLifecyclePolicy")).isFalse();
    }

    @Test
    void guardThatCannotBeInstalled_failsTheDeployment() {
        JsonNode group = on("Ec2").resources().get("WatchGroup");
        JsonNode rolling = group.at("/UpdatePolicy/AutoScalingRollingUpdate");

        assertThat(group.at("/CreationPolicy/ResourceSignal/Count").asInt()).isEqualTo(1);
        assertThat(rolling.path("WaitOnResourceSignals").asBoolean()).isTrue();
        assertThat(rolling.path("PauseTime").asText())
                .isEqualTo(group.at("/CreationPolicy/ResourceSignal/Timeout").asText());
    }

    /// CloudFormation wants fewer instances in service than the group may have (Template Reference, UpdatePolicy).
    @Test
    void newGuard_runsBeforeTheOldOneGoes() {
        JsonNode group = on("Ec2").resources().get("WatchGroup");
        int kept = group.at("/UpdatePolicy/AutoScalingRollingUpdate/MinInstancesInService")
                .asInt();

        assertThat(kept).isEqualTo(1).isLessThan(group.at("/Properties/MaxSize").asInt());
        assertThat(group.at("/Properties/InstanceMaintenancePolicy/MinHealthyPercentage")
                        .asInt())
                .isEqualTo(100);
    }

    @Test
    void newVersionOfTheFunction_isANewInstance() {
        assertThat(transformed.raw().at("/Resources/WatchTemplate").findValuesAsText("Ref"))
                .anyMatch(id -> id.startsWith("GuardVersion"));
        assertThat(transformed
                        .raw()
                        .at("/Resources/WatchGroup/Properties/LaunchTemplate/Version/Fn::GetAtt/1")
                        .asText())
                .isEqualTo("LatestVersionNumber");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LifecycleHookName", "MaxHold", "ProtectVolumes"})
    void newSetting_isANewInstance(String parameter) {
        assertThat(on("Ec2").with(parameter, "77").properties("WatchTemplate"))
                .isNotEqualTo(on("Ec2").properties("WatchTemplate"));
    }

    @Test
    void workers_areMadeAfterTheGuardAndDeletedBeforeIt() {
        assertThat(on("Ec2").properties("WorkerAutoScalingGroup").path("Tags"))
                .anySatisfy(tag -> assertThat(tag.path("Value").asText()).isEqualTo("WatchGroup"));
        assertThat(on("Lambda").properties("WorkerAutoScalingGroup").path("Tags"))
                .extracting(tag -> tag.path("Key").asText())
                .containsExactly("Name", "drainguard", "watched-by");
    }

    /// Either guard is enough: with both, an alarm watches both.
    @ParameterizedTest
    @CsvSource({"Lambda, Guard, ", "Both, Guard, cribl-ec2", "Ec2, cribl-ec2, "})
    void alarms_watchTheGuardsThatAreThere(String runOn, String one, @Nullable String other) {
        Set<String> there = other == null ? Set.of(one) : Set.of(one, other);

        assertThat(on("Both").serviceEnvironment()).containsEntry("DRAINGUARD_NAME", "cribl-ec2");
        assertThat(ON_THE_GUARD)
                .allSatisfy(id -> assertThat(guardsOf(on(runOn).properties(id))).isEqualTo(there));
    }

    private static boolean reserves(Template template) {
        return template.properties("Guard").has("ReservedConcurrentExecutions");
    }

    private static Template on(String runOn) {
        return transformed.with("RunOn", runOn);
    }

    private static JsonNode launch() {
        return on("Ec2").properties("WatchTemplate").path("LaunchTemplateData");
    }

    private static Set<String> guardsOf(JsonNode alarm) {
        Set<String> guards = new TreeSet<>();
        for (JsonNode entry : alarm.path("Metrics")) {
            JsonNode metric = entry.at("/MetricStat/Metric");
            if (metric.path("Namespace").asText().equals(JsonJournal.NAMESPACE)) {
                assertThat(metric.path("Dimensions")).hasSize(1);
                assertThat(metric.at("/Dimensions/0/Name").asText()).isEqualTo("Guard");
                guards.add(metric.at("/Dimensions/0/Value").asText());
            }
        }
        return guards;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
