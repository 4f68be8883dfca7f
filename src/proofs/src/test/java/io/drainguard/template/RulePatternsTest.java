package io.drainguard.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.entry.EventParser;
import io.drainguard.entry.Request;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.Ruler;

/// Which event wakes the guard through which rule, tried with EventBridge's own matcher.
class RulePatternsTest {
    private static final Path EVENTS = Path.of("events");
    private static final String EVENT_TYPE = "EC2 Command Invocation Status-change Notification";

    @ParameterizedTest
    @CsvSource({
        "terminate, ScaleIn",
        "terminate-warm-pool, ScaleIn",
        "replace-root-volume, ScaleIn",
        "foreign-group,",
        "missing-fields,",
        "retained, Retained",
        "spot-interruption, SpotInterruption",
        "rebalance, SpotRebalance",
        "look-ended, EndedLooks",
        "looks-ended,",
        "launch,",
        "test-notification,",
        "sweep,"
    })
    void event_matchesTheRuleItIsForAndNoOther(String event, String rule) throws Exception {
        assertThat(rulesThatMatch(Files.readString(EVENTS.resolve(event + ".json"))))
                .isEqualTo(rule == null ? List.of() : List.of(rule));
    }

    @Test
    void everyEventFile_isTriedAbove() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "terminate.json",
                            "terminate-warm-pool.json",
                            "replace-root-volume.json",
                            "foreign-group.json",
                            "missing-fields.json",
                            "retained.json",
                            "spot-interruption.json",
                            "rebalance.json",
                            "launch.json",
                            "test-notification.json",
                            "look-ended.json",
                            "looks-ended.json",
                            "sweep.json");
        }
    }

    /// A busy account would pay for each termination of each group, in reads that all its Auto Scaling calls share.
    @Test
    void terminationUnderAnotherHook_wakesNobody() throws Exception {
        String event = Files.readString(EVENTS.resolve("terminate.json"));

        assertThat(rulesThatMatch(event)).containsExactly("ScaleIn");
        assertThat(rulesThatMatch(event.replace("Cribl-Scaledown-Hook", "drain-connections")))
                .isEmpty();
    }

    @Test
    void hookOfAnotherName_wakesTheGuardThatIsDeployedWithIt() throws Exception {
        String event = Files.readString(EVENTS.resolve("terminate.json")).replace("Cribl-Scaledown-Hook", "team/drain");
        Template template = Template.load(Path.of("template.yaml")).with("LifecycleHookName", "team/drain");

        assertThat(Ruler.matchesRule(
                        event, template.rulePatterns().get("ScaleIn").toString()))
                .isTrue();
    }

    /// What wakes the guard and what the guard acts upon are the same: the rule and the door agree.
    @ParameterizedTest
    @CsvSource({
        "Success, true",
        "Failed, true",
        "TimedOut, true",
        "Canceled, true",
        "Cancelled, true",
        "Delivery Timed Out, true",
        "Pending, false",
        "InProgress, false",
        "Delayed, false",
        "Cancelling, false"
    })
    void statusOfALook_wakesTheGuardIfItIsAnEnd(String status, boolean end) throws Exception {
        String event = ended().replace("\"Success\"", "\"" + status + "\"");

        assertThat(rulesThatMatch(event)).isEqualTo(end ? List.of("EndedLooks") : List.of());
        assertThat(EventParser.read(event.getBytes(UTF_8)) instanceof Request.LooksEnded)
                .isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS-RunShellScript", "rescue-drainguard-cribl", "Drainguard-cribl"})
    void commandOfAnotherDocument_wakesNobody(String document) throws Exception {
        String event = ended().replace("drainguard-cribl", document);

        assertThat(rulesThatMatch(event)).isEmpty();
        assertThat(EventParser.read(event.getBytes(UTF_8))).isInstanceOf(Request.Ignored.class);
    }

    /// What AWS tells about the guard's own calls, so that none of them wakes it again: a command on its way, the end
    /// of a whole command, a released or ended node, a tag, an API call. News of a look that ended is meant to wake
    /// the guard: the next look starts only after one that lasted.
    @ParameterizedTest
    @CsvSource({
        "aws.ssm, EC2 Command Status-change Notification",
        "aws.ssm, EC2 State Manager Instance Association State Change",
        "aws.autoscaling, EC2 Instance Terminate Successful",
        "aws.autoscaling, EC2 Instance Launch Successful",
        "aws.autoscaling, EC2 Instance-launch Lifecycle Action",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Started",
        "aws.ec2, EC2 Instance State-change Notification",
        "aws.ec2, EBS Volume Notification",
        "aws.tag, Tag Change on Resource",
        "aws.ssm, AWS API Call via CloudTrail",
        "aws.autoscaling, AWS API Call via CloudTrail",
        "aws.ec2, AWS API Call via CloudTrail",
        "aws.lambda, AWS API Call via CloudTrail",
        "aws.cloudwatch, CloudWatch Alarm State Change",
        "lambda, Lambda Function Invocation Result - Failure"
    })
    void newsOfTheGuardsOwnCalls_wakesNobody(String source, String type) throws Exception {
        String event = ended().replace("aws.ssm", source).replace(EVENT_TYPE, type);

        assertThat(rulesThatMatch(event)).isEmpty();
    }

    /// AWS stops a function whose output comes back to it (Lambda Developer Guide, invocation-recursion). The guard's
    /// only output besides its log are failed runs, whose queue nothing reads, and its notices.
    @Test
    void nothingThatTheFunctionSends_comesBackToIt() throws Exception {
        Template template = Template.load(Path.of("template.yaml"));

        assertThat(template.iamActions())
                .noneMatch(action ->
                        action.startsWith("sqs:") || action.startsWith("sns:") || action.startsWith("lambda:"));
        assertThat(sendsTo(template)).containsOnly("FailedRuns.Arn");
        assertThat(template.queues().values())
                .extracting(queue -> queue.path("Queue").asText())
                .containsExactly("EndedLooksQueue.Arn");
        assertThat(template.resources("AWS::SQS::QueuePolicy")
                        .get("EndedLooksQueuePolicy")
                        .findValuesAsText("Service"))
                .containsExactly("events.amazonaws.com");
    }

    /// The only rule that a notice matches tells people.
    @Test
    void noticeOfTheGuard_wakesNoGuard() throws Exception {
        Template told = Template.load(Path.of("template.yaml")).with("AlarmEmail", "ops@example.com");
        String notice = NoticesTest.event("Guard");

        assertThat(rulesThatMatch(told, notice)).containsExactly("NodeNotices");
        assertThat(told.properties("NodeNotices").path("Targets")).hasSize(1);
        assertThat(told.properties("NodeNotices").at("/Targets/0/Arn").asText()).isEqualTo("AlarmTopic");
        assertThat(rulesThatMatch(notice)).isEmpty();
    }

    private static List<String> sendsTo(Template template) {
        List<String> targets = new ArrayList<>();
        template.properties("GuardRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .forEach(statement -> {
                    if (statement.path("Action").toString().contains(":SendMessage")) {
                        targets.add(statement.path("Resource").asText());
                    }
                });
        return targets;
    }

    @Test
    void schedule_sendsTheSweepEvent() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(Template.load(Path.of("template.yaml")).scheduleInput()))
                .isEqualTo(json.readTree(EVENTS.resolve("sweep.json").toFile()));
    }

    private static String ended() throws IOException {
        return Files.readString(EVENTS.resolve("look-ended.json"));
    }

    private static List<String> rulesThatMatch(String event) throws Exception {
        return rulesThatMatch(Template.load(Path.of("template.yaml")), event);
    }

    private static List<String> rulesThatMatch(Template template, String event) throws Exception {
        Map<String, JsonNode> patterns = new TreeMap<>(template.rulePatterns());
        patterns.putAll(template.queuedPatterns());
        List<String> matching = new ArrayList<>();
        for (var rule : patterns.entrySet()) {
            if (Ruler.matchesRule(event, rule.getValue().toString())) {
                matching.add(rule.getKey());
            }
        }
        return matching;
    }
}
