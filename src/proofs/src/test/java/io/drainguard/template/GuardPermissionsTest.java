package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.aws.EventNotices;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// What the guard, the schedule and the nodes may do, and on what.
class GuardPermissionsTest {
    private static final List<String> READING = List.of("Describe", "List", "Get");

    private final Template template;

    GuardPermissionsTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    @Test
    void guard_mayDoWhatItDoesAndNoMore() {
        assertThat(template.iamActions())
                .containsExactlyInAnyOrder(
                        "autoscaling:CompleteLifecycleAction",
                        "autoscaling:DeleteTags",
                        "autoscaling:DescribeAutoScalingGroups",
                        "autoscaling:DescribeAutoScalingInstances",
                        "autoscaling:DescribeLifecycleHooks",
                        "autoscaling:DescribeScalingActivities",
                        "autoscaling:DescribeWarmPool",
                        "autoscaling:RecordLifecycleActionHeartbeat",
                        "autoscaling:TerminateInstanceInAutoScalingGroup",
                        "ec2:CreateTags",
                        "ec2:DeleteTags",
                        "ec2:DescribeInstanceTypes",
                        "ec2:DescribeInstances",
                        "ec2:DescribeVolumes",
                        "ec2:ModifyInstanceAttribute",
                        "events:PutEvents",
                        "ssm:DescribeDocument",
                        "ssm:DescribeInstanceInformation",
                        "ssm:GetParameter",
                        "ssm:ListCommandInvocations",
                        "ssm:ListCommands",
                        "ssm:SendCommand");
    }

    @Test
    void onlyReading_isAllowedOnEverything() {
        for (JsonNode statement : statements()) {
            if (texts(statement.path("Resource")).contains("*")) {
                assertThat(texts(statement.path("Action")))
                        .allMatch(action -> READING.stream()
                                .anyMatch(verb -> action.substring(action.indexOf(':') + 1)
                                        .startsWith(verb)));
            }
        }
    }

    @Test
    void noStatement_allowsAnActionByWildcard() {
        statements()
                .forEach(
                        statement -> assertThat(texts(statement.path("Action"))).noneMatch(a -> a.contains("*")));
    }

    @Test
    void everyResourceWithAWildcard_isBoundToTheGuardsOwnNamesOrTag() {
        template.policyStatements()
                .forEach(statement -> texts(statement.path("Resource")).stream()
                        .filter(resource -> statement.path("Effect").asText().equals("Allow"))
                        .filter(resource -> resource.endsWith("*") && !resource.equals("*"))
                        .forEach(resource -> assertThat(resource.endsWith("document/drainguard-*")
                                        || boundByTag(statement)
                                        || boundByItsInstance(statement, resource)
                                        || boundToOurTagKeys(statement))
                                .as(resource)
                                .isTrue()));
    }

    /// To a guarded group or instance.
    private static boolean boundByTag(JsonNode statement) {
        return statement.at("/Condition/StringLike").toString().contains("drainguard\":\"drainguard-*");
    }

    /// A call that changes a volume's flag names the instance, too, and both must be allowed.
    private static boolean boundByItsInstance(JsonNode statement, String resource) {
        return resource.endsWith("volume/*")
                && texts(statement.path("Action")).equals(List.of("ec2:ModifyInstanceAttribute"));
    }

    @Test
    void volumeThatTakesNoMark_mayBeProtectedAllTheSame() {
        assertThat(statements())
                .filteredOn(statement ->
                        texts(statement.path("Resource")).toString().contains("volume/*"))
                .filteredOn(statement -> texts(statement.path("Action")).contains("ec2:ModifyInstanceAttribute"))
                .singleElement()
                .satisfies(statement -> assertThat(statement.has("Condition")).isFalse());
    }

    /// A request that names no key at all would pass ForAllValues.
    private static boolean boundToOurTagKeys(JsonNode statement) {
        JsonNode keys =
                statement.path("Condition").path("ForAllValues:StringEquals").path("aws:TagKeys");
        return !keys.isEmpty()
                && texts(keys).stream().allMatch(key -> key.startsWith("drainguard:"))
                && statement.at("/Condition/Null").path("aws:TagKeys").asText().equals("false");
    }

    @Test
    void override_isTheGuardsToTakeOffAndNeverToSet() {
        assertThat(tagKeys("ec2:CreateTags")).isNotEmpty().noneMatch(key -> key.startsWith(Tags.OVERRIDE));
        assertThat(tagKeys("ec2:DeleteTags"))
                .containsAll(tagKeys("ec2:CreateTags"))
                .contains(Tags.OVERRIDE, Tags.OVERRIDE_BECAUSE, Tags.OVERRIDE_BY, Tags.QUIET_UNTIL);
        assertThat(tagKeys("ec2:CreateTags"))
                .contains(Tags.TOLD, Tags.TROUBLE)
                .doesNotContain(Tags.QUIET_UNTIL)
                .isSorted();
        assertThat(tagKeys("ec2:DeleteTags")).isSorted();
    }

    /// The keys that the guard's own policy names.
    private List<String> tagKeys(String action) {
        return StreamSupport.stream(template.policyStatements().spliterator(), false)
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .filter(statement -> texts(statement.path("Action")).contains(action))
                .flatMap(statement ->
                        texts(statement
                                        .path("Condition")
                                        .path("ForAllValues:StringEquals")
                                        .path("aws:TagKeys"))
                                .stream())
                .toList();
    }

    /// Whoever may put events under any name can start what listens to AWS's own.
    @Test
    void guard_tellsUnderItsOwnNameOnly() {
        JsonNode statement = statementOn("events:PutEvents");

        assertThat(texts(statement.path("Resource")))
                .containsExactly("arn:aws:events:eu-central-1:123456789012:event-bus/default");
        assertThat(statement.at("/Condition/StringEquals").path("events:source").asText())
                .isEqualTo(EventNotices.SOURCE);
        assertThat(statement
                        .at("/Condition/StringEquals")
                        .path("events:detail-type")
                        .asText())
                .isEqualTo(EventNotices.TYPE);
    }

    /// An override is on the group where its node takes no tag, or where EC2 has forgotten the node.
    @Test
    void tagsOfAGroup_areTheGuardsToTakeOffOnlyIfTheyAreOverrides() {
        JsonNode statement = statementOn("autoscaling:DeleteTags");

        assertThat(texts(statement
                        .path("Condition")
                        .path("ForAllValues:StringLike")
                        .path("aws:TagKeys")))
                .containsExactly("drainguard:override:*");
        assertThat(statement.at("/Condition/Null").path("aws:TagKeys").asText())
                .as("a request that names no key")
                .isEqualTo("false");
        assertThat(boundByTag(statement)).isTrue();
    }

    @Test
    void documentsParameter_isTheOnlyOneThatTheGuardReads() {
        assertThat(texts(statementOn("ssm:GetParameter").path("Resource")))
                .containsExactly("arn:aws:ssm:eu-central-1:123456789012:parameter/drainguard/cribl/documents");
    }

    /// The action covers far more than volumes. Values that a request does not name are not denied.
    @Test
    void instanceOfAGroup_keepsItsUserDataAndItsProtectionWhateverTheGuardAsks() {
        JsonNode deny = statements().stream()
                .filter(statement -> statement.path("Effect").asText().equals("Deny"))
                .findFirst()
                .orElseThrow();

        assertThat(texts(deny.path("Action"))).containsExactly("ec2:ModifyInstanceAttribute");
        assertThat(texts(deny.path("Condition")
                        .path("ForAnyValue:StringEqualsIgnoreCase")
                        .path("ec2:Attribute")))
                .contains("UserData", "DisableApiTermination", "InstanceInitiatedShutdownBehavior", "GroupSet")
                .noneMatch(attribute -> attribute.toLowerCase(Locale.ROOT).startsWith("blockdevicemapping"));
    }

    private JsonNode statementOn(String action) {
        return statements().stream()
                .filter(statement -> texts(statement.path("Action")).contains(action))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rescueDocument_isNotTheGuardsToRun() {
        assertThat(template.properties("RescueDocument").path("Name").asText()).doesNotStartWith("drainguard-");
    }

    @Test
    void statements_areNamed() {
        statements()
                .forEach(statement -> assertThat(statement.path("Sid").asText())
                        .as(statement.toString())
                        .isNotBlank());
    }

    @Test
    void arns_fitEveryPartition() throws IOException {
        assertThat(Files.readString(Path.of("template.yaml"))).doesNotContain("arn:aws");
    }

    @Test
    void boundary_isOnEveryRoleOnceGiven() {
        String boundary = "arn:aws:iam::123456789012:policy/boundary";
        var roles = Deployments.complete(template)
                .with("RunOn", "Both")
                .with("PermissionsBoundaryArn", boundary)
                .resources("AWS::IAM::Role");
        assertThat(roles).hasSize(4);
        roles.values()
                .forEach(role -> assertThat(
                                role.at("/Properties/PermissionsBoundary").asText())
                        .isEqualTo(boundary));
        template.with("RunOn", "Both")
                .resources("AWS::IAM::Role")
                .values()
                .forEach(role -> assertThat(role.path("Properties").has("PermissionsBoundary"))
                        .isFalse());
    }

    @Test
    void schedule_mayOnlyCallTheAlias() {
        JsonNode statement =
                template.resources().get("SweepRole").at("/Properties/Policies/0/PolicyDocument/Statement/0");
        assertThat(statement.path("Action").asText()).isEqualTo("lambda:InvokeFunction");
        assertThat(template.raw()
                        .at("/Resources/SweepRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource/Ref")
                        .asText())
                .isEqualTo("Guard.Alias");
    }

    @Test
    void node_mayReadOneSecretAndGiveItsOwnGroupsNodesUp() {
        List<String> resources = new ArrayList<>();
        template.resources()
                .get("WorkerRole")
                .at("/Properties/Policies/0/PolicyDocument/Statement")
                .forEach(statement -> resources.addAll(texts(statement.path("Resource"))));
        assertThat(resources)
                .containsExactly(
                        "LeaderToken",
                        "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/"
                                + "cribl-workers",
                        "arn:aws:ec2:eu-central-1:123456789012:instance/*",
                        "arn:aws:ec2:eu-central-1:123456789012:instance/*",
                        "*");
    }

    /// The tag's presence lets a node go: a worker may take it off, which only holds, and never put it on.
    @Test
    void node_mayTakeTheTagOfTheFirstBootOffAndNeverPutItOn() {
        Map<String, JsonNode> bySid = new HashMap<>();
        template.properties("WorkerRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .forEach(statement -> bySid.put(statement.path("Sid").asText(), statement));
        JsonNode off = Objects.requireNonNull(bySid.get("TakeTheTagOfTheFirstBootOff"));
        JsonNode why = Objects.requireNonNull(bySid.get("SayWhyTheFirstBootFailed"));

        assertThat(off.path("Action").asText()).isEqualTo("ec2:DeleteTags");
        assertThat(why.path("Action").asText()).isEqualTo("ec2:CreateTags");
        assertThat(keys(off)).containsExactly(Tags.UNSTARTED);
        assertThat(keys(why)).containsExactly(Tags.BOOT);
        assertThat(List.of(off, why)).allSatisfy(statement -> {
            assertThat(statement.at("/Condition/Null/aws:TagKeys").asText()).isEqualTo("false");
            assertThat(statement
                            .path("Condition")
                            .path("StringEquals")
                            .path("aws:ResourceTag/drainguard")
                            .asText())
                    .isEqualTo("drainguard-cribl");
        });
    }

    private static List<String> keys(JsonNode statement) {
        return texts(
                statement.path("Condition").path("ForAllValues:StringEquals").path("aws:TagKeys"));
    }

    @Test
    void guardOnEc2_hasThePolicyOfTheFunctionAndIsManagedBySystemsManager() {
        Template both = template.with("RunOn", "Both");

        assertThat(texts(both.properties("GuardRole").path("ManagedPolicyArns")))
                .containsExactly("GuardPolicy");
        assertThat(texts(both.properties("WatchRole").path("ManagedPolicyArns")))
                .containsExactly("GuardPolicy", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore");
    }

    @Test
    void guardOnEc2_mayBesidesOnlyWriteItsLogAndFetchThePackage() {
        JsonNode statements =
                template.with("RunOn", "Ec2").properties("WatchRole").at("/Policies/0/PolicyDocument/Statement");

        assertThat(template.with("RunOn", "Ec2").properties("WatchRole").path("Policies"))
                .hasSize(1);
        assertThat(statements).hasSize(2);
        assertThat(texts(statements.path(0).path("Action")))
                .containsExactly("logs:CreateLogStream", "logs:PutLogEvents");
        assertThat(texts(statements.path(0).path("Resource"))).containsExactly("WatchLog.Arn");
        assertThat(texts(statements.path(1).path("Action"))).containsExactly("lambda:GetFunction");
        assertThat(texts(statements.path(1).path("Resource"))).containsExactly("Guard.Arn", "Guard.Arn:*");
    }

    private List<JsonNode> statements() {
        List<JsonNode> statements = new ArrayList<>();
        template.policyStatements().forEach(statements::add);
        template.with("RunOn", "Both")
                .resources("AWS::IAM::Role")
                .values()
                .forEach(role -> role.at("/Properties/Policies")
                        .forEach(
                                policy -> policy.at("/PolicyDocument/Statement").forEach(statements::add)));
        return statements;
    }

    private static List<String> texts(JsonNode textOrList) {
        return textOrList.isArray()
                ? textOrList.valueStream().map(JsonNode::asText).toList()
                : List.of(textOrList.asText());
    }
}
