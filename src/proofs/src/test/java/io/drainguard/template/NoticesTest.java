package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.aws.EventNotices;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.journal.JsonJournal;
import io.drainguard.journal.NoticeJson;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Notice;
import io.drainguard.sweep.Notice.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.event.ruler.Ruler;

/// Who is told of alarms and nodes, and in which words.
class NoticesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAIL = "ops@example.com";

    private final Template template;

    NoticesTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    /// A notice as it stands on the bus.
    static String event(String guard) throws IOException {
        return event(guard, What.RETAINED, new Look.Unknown("path is absent"));
    }

    private static String event(String guard, What what, Look look) throws IOException {
        Notice notice = new Notice(
                new NodeId("workers", "i-0a"),
                Instant.EPOCH,
                what,
                "3 h 2 min at the ceiling",
                look,
                new Notice.Held(Duration.ofMinutes(4), null),
                Set.of());
        ObjectNode event =
                JSON.createObjectNode().put("source", EventNotices.SOURCE).put("detail-type", EventNotices.TYPE);
        event.set("detail", JSON.readTree(NoticeJson.detail(guard, notice)));
        return event.toString();
    }

    // --- the topic ---

    @ParameterizedTest
    @CsvSource({
        ", , , , NO ONE IS NOTIFIED",
        "arn:aws:sns:eu-central-1:123456789012:ops, , arn:aws:sns:eu-central-1:123456789012:ops, , whoever is subscribed to arn:aws:sns",
        ", ops@example.com, AlarmTopic, AlarmTopic, ops@example.com",
        "arn:aws:sns:eu-central-1:123456789012:ops, ops@example.com, arn:aws:sns:eu-central-1:123456789012:ops, arn:aws:sns:eu-central-1:123456789012:ops, ops@example.com"
    })
    void alarms_tellWhomTheOutputNames(
            @Nullable String topic,
            @Nullable String mail,
            @Nullable String told,
            @Nullable String subscribed,
            String output) {
        Template deployed =
                template.with("AlarmTopicArn", topic == null ? "" : topic).with("AlarmEmail", mail == null ? "" : mail);

        assertThat(deployed.resources("AWS::CloudWatch::Alarm").values())
                .hasSizeGreaterThan(8)
                .allSatisfy(alarm -> assertThat(
                                alarm.at("/Properties/AlarmActions/0").asText(""))
                        .isEqualTo(told == null ? "" : told));
        assertThat(deployed.resources("AWS::SNS::Topic").containsKey("AlarmTopic"))
                .isEqualTo("AlarmTopic".equals(told));
        assertThat(deployed.resources("AWS::SNS::Subscription").values().stream()
                        .map(subscription ->
                                subscription.at("/Properties/TopicArn").asText())
                        .toList())
                .isEqualTo(subscribed == null ? List.of() : List.of(subscribed));
        assertThat(deployed.output("WhoIsNotified")).contains(output);
    }

    /// Nobody but CloudWatch's alarms and EventBridge's rules of this very account.
    @Test
    void topic_takesMessagesOfThisAccountOnly() {
        JsonNode statements =
                template.with("AlarmEmail", MAIL).properties("AlarmTopicPolicy").at("/PolicyDocument/Statement");

        assertThat(statements.findValuesAsText("Service"))
                .containsExactlyInAnyOrder("cloudwatch.amazonaws.com", "events.amazonaws.com");
        assertThat(statements).allSatisfy(statement -> {
            assertThat(statement.path("Action").asText()).isEqualTo("sns:Publish");
            assertThat(statement
                            .at("/Condition/StringEquals")
                            .path("aws:SourceAccount")
                            .asText())
                    .isEqualTo("123456789012");
            assertThat(statement.at("/Condition/ArnLike").path("aws:SourceArn").asText())
                    .contains(":123456789012:");
        });
    }

    // --- notices ---

    @ParameterizedTest
    @CsvSource({"off, ops@example.com", "on, ''"})
    void noticesThatNobodyWants_haveNoRule(String notices, String mail) {
        assertThat(template.with("Notices", notices).with("AlarmEmail", mail).resources())
                .doesNotContainKey("NodeNotices");
    }

    @ParameterizedTest
    @CsvSource({"Guard, true", "cribl-ec2, true", "other-guard, false"})
    void rule_tellsOfThisStacksGuardsOnly(String guard, boolean tells) throws Exception {
        String pattern = rule().path("EventPattern").toString();

        assertThat(Ruler.matchesRule(event(guard), pattern)).isEqualTo(tells);
    }

    /// EventBridge sends no message in which a field is missing.
    @ParameterizedTest
    @EnumSource(What.class)
    void message_isASentenceWhateverIsTold(What what) throws IOException {
        for (Look look : List.of(
                new Look.Empty(List.of()),
                new Look.Pending(3, 5L << 30, Instant.EPOCH, "", List.of()),
                new Look.Unknown("path is absent"))) {
            assertThat(message(event("Guard", what, look)))
                    .startsWith("\"")
                    .endsWith("\"")
                    .contains("workers", "i-0a", "Next: ", "runbook.md#")
                    .doesNotContain("<", ">", "null")
                    .doesNotContainPattern("(?s)\".*\".*\"");
        }
    }

    @Test
    void message_saysGroupNodeBytesNextStepAndLink() throws IOException {
        Look look = new Look.Pending(3, 5L << 30, Instant.EPOCH, "", List.of());

        assertThat(message(event("Guard", What.RETAINED, look)))
                .isEqualTo(
                        "\"The group keeps the node, running and out of service: 3 h 2 min at the ceiling. Group workers,"
                                + " node i-0a, data in its queues: 5.0 GiB. Next: drainguard status; fix the destination, or decide:"
                                + " drainguard release i-0a (see " + NoticeJson.RUNBOOK + "#nodesretained)\"");
    }

    private String message(String event) throws IOException {
        JsonNode transformer = rule().at("/Targets/0/InputTransformer");
        String message = transformer.path("InputTemplate").asText();
        for (var path : transformer.path("InputPathsMap").properties()) {
            JsonNode value = JSON.readTree(event)
                    .at(path.getValue().asText().replaceFirst("^\\$", "").replace('.', '/'));
            assertThat(value.isTextual()).as(path.getKey()).isTrue();
            message = message.replace("<" + path.getKey() + ">", value.asText());
        }
        return message;
    }

    @Test
    void noticeThatTheTopicRefuses_endsWhereAnAlarmRings() {
        assertThat(rule().at("/Targets/0/DeadLetterConfig/Arn").asText()).isEqualTo("FailedEvents.Arn");
    }

    private JsonNode rule() {
        return template.with("AlarmEmail", MAIL).properties("NodeNotices");
    }

    // --- what alarms say ---

    /// A mail of CloudWatch has the description and little else.
    @Test
    void description_isASentenceWithACommandAndTheRunbooksLink() throws IOException {
        List<String> anchors = new ArrayList<>();
        template.with("RunOn", "Both").resources("AWS::CloudWatch::Alarm").forEach((id, alarm) -> {
            String text = alarm.at("/Properties/AlarmDescription").asText();
            assertThat(text)
                    .as(id)
                    .contains("drainguard status")
                    .endsWith(NoticeJson.RUNBOOK + "#" + id.toLowerCase(Locale.ROOT))
                    .hasSizeLessThan(1_024);
            anchors.add(id);
        });

        assertThat(Files.readAllLines(Path.of("docs/runbook.md")))
                .containsAll(anchors.stream().map(id -> "## " + id).toList());
    }

    @Test
    void alarms_haveTheNamesThatStayTheSame() {
        assertThat(template.resources("AWS::CloudWatch::Alarm").keySet())
                .containsExactlyInAnyOrder(
                        "CannotLook",
                        "CeilingNear",
                        "EventsFailed",
                        "GuardFails",
                        "GuardThrottled",
                        "NoSweep",
                        "NodesRetained",
                        "PileUp",
                        "ProtectionFailed",
                        "NodesYielded",
                        "Stalled",
                        "WorkersMissing");
    }

    @Test
    void everyAlarm_standsOnMetricsThatTheGuardOrAwsWrites() {
        template.with("RunOn", "Both")
                .resources("AWS::CloudWatch::Alarm")
                .forEach((id, alarm) -> alarm.at("/Properties/Metrics").forEach(entry -> {
                    JsonNode metric = entry.at("/MetricStat/Metric");
                    if (metric.path("Namespace").asText().equals(JsonJournal.NAMESPACE)) {
                        assertThat(written())
                                .as(id)
                                .contains(metric.path("MetricName").asText());
                    }
                }));
    }

    private static List<String> written() {
        List<String> names = new ArrayList<>(List.of("Failures"));
        for (Measure measure : Measure.values()) {
            names.add(measure.metric());
        }
        return names;
    }
}
