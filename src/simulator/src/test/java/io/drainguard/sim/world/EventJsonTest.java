package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Recorded: autoscaling/retention_native.json, lifecycle_native.json.
class EventJsonTest {
    private static final Site SITE = Site.EXAMPLE;

    @Test
    void hookEvent_isWrittenAsRecorded() {
        Scene scene = Scene.retaining();
        scene.waiting().pass(2);
        Event.LifecycleHook event = scene.hookEvents().getFirst();

        assertThat(EventJson.render(event, SITE))
                .isEqualTo("{\"version\":\"0\",\"id\":\"" + event.id()
                        + "\",\"detail-type\":\"EC2 Instance-terminate Lifecycle Action\",\"source\":\"aws.autoscaling\","
                        + "\"account\":\"123456789012\",\"time\":\"2026-01-01T10:00:00Z\",\"region\":\"us-east-1\","
                        + "\"resources\":[\"" + event.groupArn() + "\"],\"detail\":{\"LifecycleActionToken\":\""
                        + event.token() + "\",\"AutoScalingGroupName\":\"g\",\"LifecycleHookName\":\"terminate\","
                        + "\"EC2InstanceId\":\"" + event.instanceId()
                        + "\",\"LifecycleTransition\":\"autoscaling:EC2_INSTANCE_TERMINATING\","
                        + "\"Origin\":\"AutoScalingGroup\",\"Destination\":\"EC2\",\"Action\":\"Terminate\"}}");
    }

    @Test
    void metadata_isThereOnlyWhenTheHookHasSome() {
        Hook hook = Hook.terminating("terminate", Duration.ofSeconds(60)).withMetadata("say \"hi\"");
        Scene scene = new Scene(GroupSpec.of("g", 0, 1, 1).hook(hook));
        scene.waiting().pass(2);

        assertThat(EventJson.render(scene.hookEvents().getFirst(), SITE))
                .contains("\"NotificationMetadata\":\"say \\\"hi\\\"\"");
    }

    @Test
    void retention_isToldWithThePlainDescriptionAndNoMessage() {
        Scene scene = Scene.retaining();
        scene.waiting();
        scene.complete("ABANDON");
        scene.pass(2);

        assertThat(EventJson.render(scene.events.getLast(), SITE))
                .contains("\"detail-type\":\"EC2 Instance Terminate Unsuccessful\"")
                .contains("\"StatusCode\":\"MidTerminatingLifecycleAction\",\"StatusMessage\":\"\"")
                .doesNotContain("Status Reason");
    }

    @Test
    void spotWarning_hasTheZoneInPlaceOfTheRegion() {
        Event warning = new Event.SpotWarning("e", Scene.START, "i-0a", "us-east-1a");

        assertThat(EventJson.render(warning, SITE))
                .contains("\"resources\":[\"arn:aws:ec2:us-east-1a:instance/i-0a\"]")
                .contains("\"detail\":{\"instance-id\":\"i-0a\",\"instance-action\":\"terminate\"}");
    }
}
