package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import io.drainguard.decide.NodeId;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.sweep.TerminationNotice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
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

    private static String text(Map<String, Object> detail, String field) {
        return (String) detail.get(field);
    }

    private static ScheduledEvent typed(String file) throws IOException {
        return LambdaEventSerializers.serializerFor(ScheduledEvent.class, EventTypesTest.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(bytes(file)));
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of("events", file + ".json"));
    }
}
