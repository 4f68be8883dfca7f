package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.NodeId;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.Sweep;
import io.drainguard.fuzz.Fuzz;
import io.drainguard.sweep.TerminationNotice;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {
    static final String TERMINATE = """
            {"version":"0","detail-type":"EC2 Instance-terminate Lifecycle Action","source":"aws.autoscaling","time":"2026-01-01T10:21:10Z",
             "detail":{"LifecycleActionToken":"87654321-4321-4321-4321-210987654321","AutoScalingGroupName":"workers",
             "LifecycleHookName":"hook","EC2InstanceId":"i-0a","LifecycleTransition":"autoscaling:EC2_INSTANCE_TERMINATING",
             "Origin":"AutoScalingGroup","Destination":"EC2","Action":"Terminate"}}""";

    @Test
    void terminationEvent_hastensTheLookAtItsNode() {
        assertThat(read(TERMINATE))
                .isEqualTo(new LookNow(new TerminationNotice(
                        new NodeId("workers", "i-0a"),
                        "hook",
                        Instant.parse("2026-01-01T10:21:10Z"),
                        "87654321-4321-4321-4321-210987654321")));
    }

    /// Whose hook it is says enough: no group has to be read.
    @Test
    void terminationUnderAnotherHook_isIgnoredAndTheHookNamed() {
        byte[] event = TERMINATE.getBytes(UTF_8);

        assertThat(EventParser.read(event, "hook")).isEqualTo(EventParser.read(event));
        assertThat(EventParser.read(event, "Cribl-Scaledown-Hook")).isInstanceOfSatisfying(Ignored.class, ignored -> {
            assertThat(ignored.subject()).contains("group 'workers'", "node 'i-0a'");
            assertThat(ignored.reason()).contains("hook 'hook'", "'Cribl-Scaledown-Hook'");
        });
    }

    @Test
    void sweepsAndLooks_areOfNoHook() {
        for (String event : List.of(EventParser.SWEEP, EndedLooksTest.ENDED)) {
            assertThat(EventParser.read(event.getBytes(UTF_8), "another")).isEqualTo(read(event));
        }
    }

    @Test
    void schedule_sweeps() {
        assertThat(read(EventParser.SWEEP)).isEqualTo(new Sweep());
    }

    @ParameterizedTest
    @ValueSource(strings = {"AutoScalingGroupName", "EC2InstanceId", "LifecycleHookName", "LifecycleActionToken"})
    void missingField_isNamed(String field) {
        Ignored ignored = (Ignored) read(TERMINATE.replace(field, "Other"));

        assertThat(ignored.reason()).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AutoScalingGroupName", "EC2InstanceId", "LifecycleHookName", "LifecycleActionToken"})
    void fieldThatIsNoText_isNamed(String field) {
        Ignored ignored = (Ignored) read(TERMINATE.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":7"));

        assertThat(ignored.reason()).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AutoScalingGroupName", "EC2InstanceId", "LifecycleHookName", "LifecycleActionToken"})
    void fieldLongerThanAnyNameInAws_isNamedAndNotPassedOn(String field) {
        String huge = "x".repeat(256);
        Request call =
                read(TERMINATE.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + huge + "\""));

        assertThat(call)
                .isInstanceOfSatisfying(
                        Ignored.class, ignored -> assertThat(ignored.reason()).contains(field));
    }

    @Test
    void eventOfAnotherSource_isIgnored() {
        assertThat(read(TERMINATE.replace("aws.autoscaling", "my.app"))).isInstanceOf(Ignored.class);
    }

    @Test
    void launchTransition_isIgnored() {
        assertThat(read(TERMINATE.replace("EC2_INSTANCE_TERMINATING", "EC2_INSTANCE_LAUNCHING")))
                .isInstanceOf(Ignored.class);
    }

    @Test
    void retainedNode_sweeps() {
        assertThat(read(TERMINATE.replace(
                        "EC2 Instance-terminate Lifecycle Action", "EC2 Instance Terminate Unsuccessful")))
                .isEqualTo(new Sweep());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-01-01"})
    void eventWithoutAReadableTime_leavesTheWaitToItsActivity(String time) {
        LookNow hasten = (LookNow) read(TERMINATE.replace("2026-01-01T10:21:10Z", time));

        assertThat(hasten.notice().at()).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC2 Spot Instance Interruption Warning", "EC2 Instance Rebalance Recommendation"})
    void reclaimedInstance_isProtected(String type) {
        String event =
                "{\"source\":\"aws.ec2\",\"detail-type\":\"" + type + "\",\"detail\":{\"instance-id\":\"i-0a\"}}";

        assertThat(read(event))
                .isInstanceOfSatisfying(
                        Request.CapacityReclaimed.class,
                        reclaim -> assertThat(reclaim.instance()).isEqualTo("i-0a"));
        assertThat(read(event.replace("aws.ec2", "my.app"))).isInstanceOf(Ignored.class);
        assertThat(read(event.replace("i-0a", ""))).isInstanceOf(Ignored.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"sweep\"",
                "{",
                "{}",
                "{\"drainguard\":7}",
                "{\"detail-type\":[]}",
                "{\"detail-type\":\"EC2 Instance-terminate Lifecycle Action\",\"source\":\"aws.autoscaling\"}",
                "{\"detail-type\":\"EC2 Instance-terminate Lifecycle Action\",\"source\":\"aws.autoscaling\",\"detail\":[]}",
                "{\"Event\":\"autoscaling:TEST_NOTIFICATION\"}",
                "\u0000"
            })
    void garbage_isIgnored(String event) {
        assertThat(read(event)).isInstanceOf(Ignored.class);
    }

    @Test
    void deeplyNestedEvent_isIgnored() {
        assertThat(read("[".repeat(200_000))).isInstanceOf(Ignored.class);
        assertThat(read("{\"a\":".repeat(20_000))).isInstanceOf(Ignored.class);
    }

    @Test
    void hugeEvent_isIgnored() {
        byte[] huge = new byte[EventParser.LARGEST + 1];
        Arrays.fill(huge, (byte) ' ');

        assertThat(EventParser.read(huge)).isInstanceOf(Ignored.class);
    }

    /// A function lives for hours: what it remembers of foreign events it remembers until its memory is full.
    @Test
    void namesNeverSeenBefore_areNotKept() {
        long kept = Fuzz.leftBehind(() -> {
            for (int event = 0; event < 2_000; event++) {
                read("{\"" + event + "x".repeat(20_000) + "\":1}");
            }
        });

        assertThat(kept).isLessThan(10_000_000);
    }

    private static Request read(String event) {
        return EventParser.read(event.getBytes(UTF_8));
    }
}
