package io.drainguard.sim.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes a batch as the event that Lambda hands to a function (Lambda Developer Guide, with-sqs, sample event).
public final class SqsEvent {
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    /// The sender that the guide's sample shows; which role's id EventBridge sends under is not documented.
    private static final String SENDER = "AIDAIENQZJOLO23YVJ4VO";

    private SqsEvent() {}

    /// The event's text, for a queue of that ARN.
    public static String render(Batch<String> batch, String queueArn) {
        ObjectNode event = MAKE.objectNode();
        ArrayNode records = event.putArray("Records");
        batch.messages().forEach(message -> add(records.addObject(), message, queueArn));
        return event.toString();
    }

    private static void add(ObjectNode out, QueueMessage<String> message, String queueArn) {
        out.put("messageId", message.id())
                .put("receiptHandle", message.receiptHandle())
                .put("body", message.body());
        out.putObject("attributes")
                .put("ApproximateReceiveCount", String.valueOf(message.receiveCount()))
                .put("SentTimestamp", String.valueOf(message.sent().toEpochMilli()))
                .put("SenderId", SENDER)
                .put(
                        "ApproximateFirstReceiveTimestamp",
                        String.valueOf(message.firstReceived().toEpochMilli()));
        out.putObject("messageAttributes");
        out.put("md5OfBody", md5(message.body()))
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", queueArn)
                .put("awsRegion", region(queueArn));
    }

    /// The fourth part of an ARN.
    private static String region(String arn) {
        return arn.split(":", -1)[3];
    }

    private static String md5(String body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
