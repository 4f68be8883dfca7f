package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LooksEnded;
import io.drainguard.sweep.LookEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which looks have ended, as an event or a batch of a queue says.
class EndedLooksTest {
    static final String COMMAND = "e8d3c0e4-71f7-4491-898f-c9b35bee5f3b";

    static final String ENDED = """
            {"version":"0","detail-type":"EC2 Command Invocation Status-change Notification","source":"aws.ssm",
             "time":"2026-01-01T10:21:34Z","resources":["arn:aws:ec2:eu-central-1:123456789012:instance/i-0a"],
             "detail":{"command-id":"%s","document-name":"drainguard-workers","instance-id":"i-0a",
             "requested-date-time":"2026-01-01T10:21:12.049Z","status":"Success"}}""".formatted(COMMAND);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void singleEvent_isOneEndedLook() {
        assertThat(read(ENDED)).isEqualTo(new LooksEnded(Set.of(new LookEnded(COMMAND, "i-0a")), 0));
    }

    @Test
    void batch_isAllItsEndedLooks() throws IOException {
        assertThat(read(Files.readString(Path.of("events/looks-ended.json"))))
                .isEqualTo(new LooksEnded(
                        Set.of(
                                new LookEnded(COMMAND, "i-0123456789abcdef0"),
                                new LookEnded(COMMAND, "i-0fedcba9876543210")),
                        0));
    }

    /// SQS delivers at least once (Amazon SQS Developer Guide, standard-queues), and EventBridge too.
    @Test
    void messageThatCameTwice_isOneLook() {
        assertThat(read(batch(message(ENDED), message(ENDED))))
                .isEqualTo(new LooksEnded(Set.of(new LookEnded(COMMAND, "i-0a")), 0));
    }

    @Test
    void messagesThatSaySomethingElse_areLeftOutAndCounted() {
        List<String> others = List.of(
                message(EventParserTest.TERMINATE),
                message(EventParser.SWEEP),
                message(ENDED.replace("Success", "InProgress")),
                message(batch(message(ENDED))),
                message("no JSON"),
                message(""),
                message("[".repeat(20_000)),
                message(ENDED).replace("aws:sqs", "aws:sns"),
                "{\"eventSource\":\"aws:sqs\",\"body\":{}}",
                "{\"eventSource\":\"aws:sqs\"}",
                "7",
                "null");
        String all = batch(String.join(",", others), message(ENDED));

        assertThat(read(all)).isEqualTo(new LooksEnded(Set.of(new LookEnded(COMMAND, "i-0a")), others.size()));
        assertThat(read(batch(others.toArray(String[]::new))))
                .isInstanceOfSatisfying(
                        Ignored.class, ignored -> assertThat(ignored.subject()).contains(others.size() + " messages"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"Records\":[]}", "{\"Records\":[{}]}", "{\"Records\":7}", "{\"Records\":{}}"})
    void batchOfNothing_isIgnored(String batch) {
        assertThat(read(batch)).isInstanceOf(Ignored.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Success", "Failed", "TimedOut", "Canceled", "Cancelled", "Delivery Timed Out", "Terminated"})
    void everyStatusButTheRunningOnes_isAnEnd(String status) {
        assertThat(read(ENDED.replace("Success", status))).isInstanceOf(LooksEnded.class);
    }

    @ParameterizedTest
    @CsvSource({
        "\"Success\", \"Pending\"",
        "\"Success\", \"InProgress\"",
        "\"Success\", \"Delayed\"",
        "\"Success\", \"Cancelling\"",
        "\"Success\", \" \"",
        "\"Success\", 7",
        "drainguard-workers, AWS-RunShellScript",
        "drainguard-workers, rescue-drainguard-workers",
        "aws.ssm, my.app",
        "Invocation Status, Status",
        "e8d3c0e4, e8d3c0e",
        "e8d3c0e4, e8d3c0e4a",
        "e8d3c0e4, e8d3c0eg",
        "-71f7, 71f7",
        "\"i-0a\", \" \"",
        "\"i-0a\", []",
        "\"detail\":, \"other\":"
    })
    void eventThatSaysSomethingElse_isIgnored(String part, String other) {
        assertThat(ENDED).contains(part);
        assertThat(read(ENDED.replace(part, other)))
                .isInstanceOfSatisfying(
                        Ignored.class,
                        ignored ->
                                assertThat(ignored.subject() + ignored.reason()).hasSizeLessThan(600));
    }

    @Test
    void instanceLongerThanAnyIdInAws_isIgnored() {
        assertThat(read(ENDED.replace("i-0a", "i-" + "0".repeat(254)))).isInstanceOf(Ignored.class);
    }

    /// The template's mapping hands over so many at once.
    @Test
    void thousandMessages_areRead() {
        String batch = batch(IntStream.range(0, 1_000)
                .mapToObj(node -> message(ENDED.replace("i-0a", "i-0" + node)))
                .toArray(String[]::new));

        assertThat(batch.length()).isGreaterThan(256 * 1024).isLessThan(EventParser.LARGEST);
        assertThat(((LooksEnded) read(batch)).looks()).hasSize(1_000);
    }

    static String batch(String... records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    /// A message as Lambda hands it over (Lambda Developer Guide, with-sqs).
    static String message(String body) {
        return """
                {"messageId":"059f36b4-87a3-44ab-83d2-661975830a7d","receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                 "body":%s,"attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1767262895000"},
                 "messageAttributes":{},"md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs",
                 "eventSourceARN":"arn:aws:sqs:eu-central-1:123456789012:looks","awsRegion":"eu-central-1"}""".formatted(quoted(body));
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static Request read(String event) {
        return EventParser.read(event.getBytes(UTF_8));
    }
}
