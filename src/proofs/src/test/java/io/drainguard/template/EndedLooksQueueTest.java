package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The way of an ended look's event from EventBridge through the queue to the function, after the Serverless transform.
class EndedLooksQueueTest {
    private static Template template;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        template = Deployments.complete(Transformed.load(directory));
    }

    @Test
    void rule_sendsToTheQueueAndKeepsWhatItCannotDeliver() {
        JsonNode target = template.properties("EndedLooks").at("/Targets/0");

        assertThat(template.properties("EndedLooks").path("Targets")).hasSize(1);
        assertThat(target.path("Arn").asText()).isEqualTo("EndedLooksQueue.Arn");
        assertThat(target.at("/DeadLetterConfig/Arn").asText()).isEqualTo("FailedEvents.Arn");
        assertThat(target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt())
                .isEqualTo(queue().path("MessageRetentionPeriod").asInt());
    }

    @Test
    void queue_takesMessagesOfThisRuleOnly() {
        JsonNode policy = template.properties("EndedLooksQueuePolicy");
        JsonNode statement = policy.at("/PolicyDocument/Statement/0");

        assertThat(policy.at("/Queues/0").asText()).isEqualTo("EndedLooksQueue");
        assertThat(policy.at("/PolicyDocument/Statement")).hasSize(1);
        assertThat(statement.at("/Principal/Service").asText()).isEqualTo("events.amazonaws.com");
        assertThat(statement.path("Action").asText()).isEqualTo("sqs:SendMessage");
        assertThat(statement.path("Resource").asText()).isEqualTo("EndedLooksQueue.Arn");
        assertThat(statement.at("/Condition/ArnEquals").path("aws:SourceArn").asText())
                .isEqualTo("EndedLooks.Arn");
    }

    @Test
    void queue_isEncrypted() {
        assertThat(queue().path("SqsManagedSseEnabled").asBoolean()).isTrue();
    }

    /// Lambda refuses a mapping whose queue hides messages for a shorter time (Lambda Developer Guide,
    /// services-sqs-configure).
    @Test
    void messageThatIsWorkedOn_isHiddenForAsLongAsTheFunctionMayRun() {
        assertThat(hidden())
                .isEqualTo(template.properties("Guard").path("Timeout").asInt());
    }

    /// SQS deletes a message at the end of its retention, without a word. It moves one to the dead letters when
    /// somebody asks for it once more than `maxReceiveCount` (Amazon SQS Developer Guide, sqs-dead-letter-queues).
    @Test
    void messageThatFailed_reachesTheDeadLettersBeforeItExpires() {
        int reads = queue().at("/RedrivePolicy/maxReceiveCount").asInt();
        int window = mapping().path("MaximumBatchingWindowInSeconds").asInt();

        assertThat(reads).isEqualTo(2);
        assertThat(queue().path("MessageRetentionPeriod").asInt()).isGreaterThan(reads * (window + hidden()) + 60);
    }

    @Test
    void deadLetters_ringTheAlarmOnFailedEvents() {
        JsonNode alarm = template.properties("EventsFailed");

        assertThat(queue().at("/RedrivePolicy/deadLetterTargetArn").asText()).isEqualTo("FailedEvents.Arn");
        // What SQS moves counts as no message sent, but it is there.
        assertThat(alarm.path("Metrics").findValuesAsText("MetricName"))
                .containsExactlyInAnyOrder("NumberOfMessagesSent", "ApproximateNumberOfMessagesVisible");
        assertThat(alarm.path("Metrics").findValuesAsText("Value")).containsOnly("FailedEvents.QueueName");
        assertThat(template.properties("FailedEvents")
                        .path("MessageRetentionPeriod")
                        .asInt())
                .isGreaterThan(queue().path("MessageRetentionPeriod").asInt());
    }

    @Test
    void mapping_makesAHandfulOfBatches() {
        assertThat(mapping().path("EventSourceArn").asText()).isEqualTo("EndedLooksQueue.Arn");
        assertThat(mapping().path("BatchSize").asInt()).isEqualTo(1_000);
        assertThat(mapping().path("MaximumBatchingWindowInSeconds").asInt()).isEqualTo(2);
        assertThat(mapping().at("/ScalingConfig/MaximumConcurrency").asInt()).isEqualTo(2);
        assertThat(mapping().has("FunctionResponseTypes")).isFalse();
    }

    @Test
    void function_mayTakeMessagesFromThisQueueOnly() {
        List<JsonNode> taking = new ArrayList<>();
        template.properties("GuardRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .forEach(statement -> {
                    if (statement.path("Action").toString().contains("sqs:ReceiveMessage")) {
                        taking.add(statement);
                    }
                });

        assertThat(taking).hasSize(1);
        assertThat(taking.getFirst().path("Resource").asText()).isEqualTo("EndedLooksQueue.Arn");
        assertThat(taking.getFirst().path("Action"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage");
    }

    /// The mapping alone may take two copies, and a Spot warning must not wait for them.
    @ParameterizedTest
    @CsvSource({
        "1, Lambda, true",
        "2, Lambda, true",
        "2, Both, true",
        "1, Ec2, false",
        "0, Lambda, false",
        "3, Lambda, false",
        "10, Both, false",
        "21, Lambda, false"
    })
    void tooFewReservedCopies_areRefusedWhereTheFunctionIsTheGuard(String copies, String runOn, boolean refused) {
        List<String> objections = template.with("RunOn", runOn)
                .with("ReservedConcurrency", copies)
                .objections();

        assertThat(objections)
                .hasSize(refused ? 1 : 0)
                .allMatch(message -> message.startsWith("ReservedConcurrency is 1 or 2"));
        assertThat(Integer.parseInt(copies) > 0
                        && Integer.parseInt(copies)
                                <= mapping()
                                        .at("/ScalingConfig/MaximumConcurrency")
                                        .asInt())
                .isEqualTo(refused || runOn.equals("Ec2"));
    }

    private static JsonNode queue() {
        return template.properties("EndedLooksQueue");
    }

    private static JsonNode mapping() {
        return template.properties("GuardEndedLooks");
    }

    private static int hidden() {
        return queue().path("VisibilityTimeout").asInt();
    }
}
