package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import io.drainguard.decide.NodeId;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.LooksEnded;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.TerminationNotice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The door reads the stream itself; what it reads is what Lambda's own event types carry.
class EventTypesTest {
    @ParameterizedTest
    @ValueSource(strings = {"terminate", "terminate-warm-pool", "replace-root-volume", "foreign-group"})
    void hint_isWhatTheEventTypeCarries(String file) throws IOException {
        ScheduledEvent event = typed(file);
        Map<String, Object> detail = event.getDetail();

        assertThat(EventParser.read(bytes(file)))
                .isEqualTo(new LookNow(new TerminationNotice(
                        new NodeId(text(detail, "AutoScalingGroupName"), text(detail, "EC2InstanceId")),
                        text(detail, "LifecycleHookName"),
                        Instant.ofEpochMilli(event.getTime().getMillis()),
                        text(detail, "LifecycleActionToken"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "terminate",
                "terminate-warm-pool",
                "replace-root-volume",
                "foreign-group",
                "missing-fields",
                "retained",
                "launch"
            })
    void everyEventOfTheBus_fitsTheEventType(String file) throws IOException {
        ScheduledEvent event = typed(file);

        assertThat(event.getSource()).isEqualTo("aws.autoscaling");
        assertThat(event.getDetailType()).startsWith("EC2 Instance");
        assertThat(event.getDetail()).containsKey("AutoScalingGroupName");
        assertThat(event.getTime()).isNotNull();
    }

    @Test
    void retained_isASweepByItsDetailType() throws IOException {
        assertThat(typed("retained").getDetailType()).isEqualTo("EC2 Instance Terminate Unsuccessful");
        assertThat(EventParser.read(bytes("retained"))).isEqualTo(new Request.Sweep());
    }

    @Test
    void endedLook_fitsTheEventType() throws IOException {
        ScheduledEvent event = typed("look-ended");

        assertThat(event.getSource()).isEqualTo("aws.ssm");
        assertThat(EventParser.read(bytes("look-ended"))).isEqualTo(new LooksEnded(Set.of(look(event)), 0));
    }

    @Test
    void batch_isWhatTheEventTypeCarries() throws IOException {
        SQSEvent batch = typed(SQSEvent.class, bytes("looks-ended"));
        Set<LookEnded> looks = new HashSet<>();
        for (SQSEvent.SQSMessage message : batch.getRecords()) {
            assertThat(message.getEventSource()).isEqualTo("aws:sqs");
            looks.add(look(typed(ScheduledEvent.class, message.getBody().getBytes(UTF_8))));
        }

        assertThat(looks).hasSize(2);
        assertThat(EventParser.read(bytes("looks-ended"))).isEqualTo(new LooksEnded(looks, 0));
    }

    private static LookEnded look(ScheduledEvent event) {
        return new LookEnded(text(event.getDetail(), "command-id"), text(event.getDetail(), "instance-id"));
    }

    private static String text(Map<String, Object> detail, String field) {
        return (String) detail.get(field);
    }

    private static ScheduledEvent typed(String file) throws IOException {
        return typed(ScheduledEvent.class, bytes(file));
    }

    private static <T> T typed(Class<T> type, byte[] event) {
        return LambdaEventSerializers.serializerFor(type, EventTypesTest.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(event));
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of("events", file + ".json"));
    }
}
