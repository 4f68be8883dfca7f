package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.entry.Request.Ignored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events that did not come straight from EventBridge. Operators send them by topics and queues that drained nodes
/// before Drainguard did; the words "narrow the rule" help nobody there.
class WrappedEventsTest {
    private static final JsonMapper JSON = new JsonMapper();

    /// What a hook sends to its notification target (EC2 Auto Scaling User Guide, prepare-for-lifecycle-notifications).
    private static final String NOTIFICATION = """
            {"Origin":"AutoScalingGroup","LifecycleHookName":"hook","Destination":"EC2","AccountId":"123456789012",
             "RequestId":"16aa2a1b","LifecycleTransition":"autoscaling:EC2_INSTANCE_TERMINATING",
             "AutoScalingGroupName":"workers","Service":"AWS Auto Scaling","Time":"2026-01-01T10:21:10.123Z",
             "EC2InstanceId":"i-0a","LifecycleActionToken":"87654321-4321-4321-4321-210987654321"}""";

    @Test
    void terminationThroughSns_saysSoAndWhatToDo() {
        Ignored ignored = read(sns(EventParserTest.TERMINATE));

        assertThat(ignored.subject())
                .isEqualTo("a batch of 1 messages, the first of them an event 'EC2 Instance-terminate Lifecycle Action'"
                        + " from 'aws.autoscaling', node 'i-0a'");
        assertThat(ignored.reason())
                .isEqualTo(
                        "this came through SNS, and the guard does not act on what comes that way; if a rule sends it,"
                                + " send the rule to the function itself; the next sweep finds the node without it");
    }

    @Test
    void terminationThroughSqs_saysSoAndWhatToDo() {
        Ignored ignored = read(EndedLooksTest.batch(EndedLooksTest.message(EventParserTest.TERMINATE)));

        assertThat(ignored.subject()).contains("'EC2 Instance-terminate Lifecycle Action'", "node 'i-0a'");
        assertThat(ignored.reason())
                .startsWith("this came through SQS,")
                .contains("send the rule to the function itself");
    }

    @Test
    void terminationThroughATopicAndAQueue_namesBoth() {
        Ignored ignored = read(EndedLooksTest.batch(EndedLooksTest.message(envelope(EventParserTest.TERMINATE))));

        assertThat(ignored.subject()).contains("node 'i-0a'");
        assertThat(ignored.reason()).startsWith("this came through SQS and SNS,");
    }

    @Test
    void envelopeOfATopic_isNamedWithoutABatch() {
        assertThat(read(envelope(EventParserTest.TERMINATE)).reason()).startsWith("this came through SNS,");
    }

    @Test
    void hooksNotification_isNoRulesFault() {
        Ignored ignored = read(NOTIFICATION);

        assertThat(ignored.subject()).isEqualTo("news of hook 'hook', group 'workers', node 'i-0a'");
        assertThat(ignored.reason())
                .startsWith("this is what the hook sends to its notification target, not EventBridge's event")
                .doesNotContain("narrow");
    }

    @Test
    void hooksNotificationThroughSns_namesTheWayAndTheNode() {
        Ignored ignored = read(sns(NOTIFICATION));

        assertThat(ignored.subject()).contains("hook 'hook'", "group 'workers'", "node 'i-0a'");
        assertThat(ignored.reason()).startsWith("the hook's notification target sent this through SNS");
        assertThat(read(EndedLooksTest.batch(EndedLooksTest.message(NOTIFICATION)))
                        .reason())
                .startsWith("the hook's notification target sent this through SQS");
    }

    /// A rule with an input path of `$.detail`.
    @Test
    void detailWithoutItsEvent_saysThatTheRuleCutsIt() {
        assertThat(read(NOTIFICATION.replace("\"Service\":\"AWS Auto Scaling\",", ""))
                        .reason())
                .startsWith("this is only the detail of an event; let the rule send the whole event");
    }

    @Test
    void testNotificationThroughSns_isOne() {
        assertThat(read(sns("{\"Event\":\"autoscaling:TEST_NOTIFICATION\"}")).subject())
                .endsWith("a test notification");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:s3", "aws:kinesis", "aws:dynamodb"})
    void batchOfAnotherService_isNamed(String source) {
        Ignored ignored = read("{\"Records\":[{\"eventSource\":\"" + source + "\"}]}");

        assertThat(ignored.subject()).isEqualTo("a batch of 1 messages from '" + source + "'");
        assertThat(ignored.reason()).contains("take the trigger off the function");
    }

    /// The rule of the stack sends ends only; another rule to the same queue is a rule's matter.
    @Test
    void looksThatRunOn_areStillARulesMatter() {
        String running = EndedLooksTest.ENDED.replace("Success", "InProgress");

        assertThat(read(EndedLooksTest.batch(EndedLooksTest.message(running))).reason())
                .contains("narrow the rule")
                .doesNotContain("send the rule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "7", "{}", "[]", "{\"detail-type\":7}"})
    void whateverIsWrapped_isIgnoredInAFewWords(String inside) {
        for (String event :
                new String[] {sns(inside), envelope(inside), sns(envelope(envelope(envelope(envelope(inside)))))}) {
            Ignored ignored = read(event);
            assertThat(ignored.subject() + ignored.reason()).hasSizeBetween(60, 600);
        }
    }

    /// A message as Lambda hands it over (Lambda Developer Guide, with-sns).
    static String sns(String message) {
        return "{\"Records\":[{\"EventVersion\":\"1.0\",\"EventSource\":\"aws:sns\",\"Sns\":{\"Type\":\"Notification\","
                + "\"TopicArn\":\"arn:aws:sns:eu-central-1:123456789012:drain\",\"Message\":" + quoted(message)
                + "}}]}";
    }

    /// A message as SNS hands it to a queue (SNS Developer Guide, sns-message-and-json-formats).
    static String envelope(String message) {
        return "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:eu-central-1:123456789012:drain\",\"Message\":"
                + quoted(message) + "}";
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static Ignored read(String event) {
        return (Ignored) EventParser.read(event.getBytes(UTF_8));
    }
}
