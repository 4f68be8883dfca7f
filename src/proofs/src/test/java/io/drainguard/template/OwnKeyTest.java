package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A key of the operator's own: everything at rest that the stack makes is encrypted with it, and the key policy of
/// the reference lets exactly those use it that must.
class OwnKeyTest {
    private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final Path POLICY = Path.of("docs/reference/key-policy.json");

    /// Who uses a key for which kind of resource, besides roles of the stack.
    private static final Map<String, Set<String>> USERS = Map.of(
            "AWS::Logs::LogGroup", Set.of("logs.REGION.amazonaws.com"),
            "AWS::SQS::Queue", Set.of("events.amazonaws.com"),
            "AWS::SNS::Topic", Set.of("cloudwatch.amazonaws.com", "events.amazonaws.com"),
            "AWS::EC2::LaunchTemplate",
                    Set.of(
                            "arn:aws:iam::ACCOUNT:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
            "AWS::SecretsManager::Secret", Set.of());

    private final Template plain;
    private final Template keyed;

    OwnKeyTest() throws IOException {
        plain = Deployments.complete(Template.load(Path.of("template.yaml")))
                .with("RunOn", "Both")
                .with("AlarmEmail", "ops@example.com");
        keyed = plain.with("KmsKeyArn", KEY);
    }

    @Test
    void logsQueuesTopicSecretAndVolumes_haveTheKey() {
        Map<String, String> encrypted = new TreeMap<>();
        keyed.resources().forEach((id, resource) -> {
            if (resource.path("Properties").toString().contains(KEY) && !isRole(resource)) {
                encrypted.put(id, resource.path("Type").asText());
            }
        });

        assertThat(encrypted.keySet())
                .containsExactlyInAnyOrder(
                        "AlarmTopic",
                        "EndedLooksQueue",
                        "FailedEvents",
                        "FailedRuns",
                        "GuardLog",
                        "LeaderToken",
                        "WatchLog",
                        "WatchTemplate",
                        "WorkerTemplate");
        assertThat(USERS.keySet()).isEqualTo(Set.copyOf(encrypted.values()));
        assertThat(plain.resources().toString()).doesNotContain("KmsKeyId").doesNotContain("KmsMasterKeyId");
    }

    /// A queue has a key of SQS or one of the account's own.
    @Test
    void queues_areEncryptedEitherWay() {
        assertThat(plain.resources("AWS::SQS::Queue").values())
                .hasSize(3)
                .allSatisfy(queue -> assertThat(
                                queue.at("/Properties/SqsManagedSseEnabled").asBoolean())
                        .isTrue());
        assertThat(keyed.resources("AWS::SQS::Queue").values()).allSatisfy(queue -> {
            assertThat(queue.at("/Properties/SqsManagedSseEnabled").asBoolean()).isFalse();
            assertThat(queue.at("/Properties/KmsMasterKeyId").asText()).isEqualTo(KEY);
        });
    }

    @Test
    void rolesOfTheStack_mayUseItOnlyForQueueAndSecret() {
        Map<String, Set<String>> told = new TreeMap<>();
        keyed.resources("AWS::IAM::Role")
                .forEach((id, role) -> role.at("/Properties/Policies/0/PolicyDocument/Statement")
                        .forEach(statement -> {
                            if (statement.path("Resource").asText().equals(KEY)) {
                                told.put(
                                        id + " "
                                                + statement
                                                        .at("/Condition/StringEquals/kms:ViaService")
                                                        .asText(),
                                        actions(statement));
                            }
                        }));

        assertThat(told)
                .isEqualTo(Map.of(
                        "GuardRole sqs.eu-central-1.amazonaws.com",
                        Set.of("kms:Decrypt", "kms:GenerateDataKey"),
                        "WorkerRole secretsmanager.eu-central-1.amazonaws.com",
                        Set.of("kms:Decrypt")));
        assertThat(plain.resources("AWS::IAM::Role").toString()).doesNotContain("kms:");
    }

    @Test
    void keyPolicy_letsThoseUseTheKeyThatTheTemplateMakesUseIt() throws IOException {
        Set<String> needed = new TreeSet<>();
        keyed.resources().values().forEach(resource -> {
            if (resource.path("Properties").toString().contains(KEY)) {
                needed.addAll(USERS.getOrDefault(resource.path("Type").asText(), Set.of()));
            }
        });
        Set<String> allowed = new TreeSet<>();
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement : policy().path("Statement")) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            assertThat(statement.path("Resource").asText()).isEqualTo("*");
            statement.path("Principal").forEach(principal -> {
                if (principal.isArray()) {
                    principal.forEach(one -> allowed.add(one.asText()));
                } else {
                    allowed.add(principal.asText());
                }
            });
            actions.addAll(actions(statement));
        }

        // The account itself: without it the policies of the stack's roles would count for nothing.
        needed.add("arn:aws:iam::ACCOUNT:root");
        assertThat(allowed).isEqualTo(needed);
        assertThat(actions).contains("kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant");
    }

    /// Auto Scaling hands the key to the volumes by a grant, and must not grant it to anybody but AWS.
    @Test
    void keyPolicy_letsGrantsBeMadeForAwsOnly() throws IOException {
        assertThat(policy().path("Statement")
                        .valueStream()
                        .filter(statement -> actions(statement).contains("kms:CreateGrant")))
                .singleElement()
                .satisfies(statement -> assertThat(statement
                                .at("/Condition/Bool/kms:GrantIsForAWSResource")
                                .asText())
                        .isEqualTo("true"));
    }

    private static JsonNode policy() throws IOException {
        return new JsonMapper().readTree(POLICY.toFile());
    }

    private static boolean isRole(JsonNode resource) {
        return resource.path("Type").asText().equals("AWS::IAM::Role");
    }

    private static Set<String> actions(JsonNode statement) {
        Set<String> actions = new TreeSet<>();
        JsonNode action = statement.path("Action");
        if (action.isTextual()) {
            actions.add(action.asText());
        }
        action.forEach(one -> actions.add(one.asText()));
        return actions;
    }
}
