package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.drainguard.entry.Request.CapacityReclaimed;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.LooksEnded;
import io.drainguard.entry.Request.Sweep;
import io.drainguard.fuzz.Fuzz;
import io.drainguard.fuzz.Noise;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.TerminationNotice;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever the function is handed is a call, and one that names a node only when everything needed is there.
@Isolated("it measures the JVM's memory")
class EventParserFuzzTest {
    private static final List<String> VALID = List.of(
            EventParser.SWEEP,
            EventParserTest.TERMINATE,
            EventParserTest.TERMINATE.replaceAll("\\s", ""),
            EventParserTest.TERMINATE.replace("Lifecycle Action", "Unsuccessful"),
            EventParserTest.TERMINATE.replace(
                    "EC2 Instance-terminate Lifecycle Action", "EC2 Instance Terminate Unsuccessful"),
            EventParserTest.TERMINATE.replace("EC2_INSTANCE_TERMINATING", "EC2_INSTANCE_LAUNCHING"),
            "{\"source\":\"aws.ec2\",\"detail-type\":\"EC2 Spot Instance Interruption Warning\",\"detail\":{\"instance-id\":\"i-0a\"}}",
            EndedLooksTest.ENDED,
            EndedLooksTest.batch(EndedLooksTest.message(EndedLooksTest.ENDED)),
            EndedLooksTest.batch(
                    EndedLooksTest.message(EndedLooksTest.ENDED.replace("i-0a", "i-0b")),
                    EndedLooksTest.message(EventParserTest.TERMINATE),
                    EndedLooksTest.message(EndedLooksTest.ENDED.replace("Success", "Failed"))),
            WrappedEventsTest.sns(EventParserTest.TERMINATE),
            EndedLooksTest.batch(EndedLooksTest.message(WrappedEventsTest.envelope(EventParserTest.TERMINATE))),
            "{\"Event\":\"autoscaling:TEST_NOTIFICATION\",\"AutoScalingGroupName\":\"workers\"}");

    @Test
    void anyEvent_isACallAndNamesANodeOnlyWhenAllIsThere() {
        Map<String, Long> calls = Fuzz.play("events", new Reading());

        Fuzz.assertAllSeen(calls, "Hasten", "Reclaim", "Sweep", "LooksEnded", "Ignored");
    }

    private static final class Reading implements Fuzz.Reading<byte[], Request> {
        @Override
        public byte[] draw(Noise noise) {
            return noise.bytes(VALID);
        }

        @Override
        public int length(byte[] event) {
            return event.length;
        }

        @Override
        public Request read(byte[] event) {
            return EventParser.read(event);
        }

        @Override
        public String judge(byte[] event, Request call) {
            return switch (call) {
                case LookNow(TerminationNotice hint) -> hasten(event, hint);
                case Sweep() -> "Sweep";
                case CapacityReclaimed(String instance, String reason) -> reclaim(instance, reason);
                case LooksEnded(Set<LookEnded> looks, int others) -> ended(event, looks, others);
                case Ignored(String subject, String reason) -> ignored(subject, reason);
            };
        }

        private static String hasten(byte[] event, TerminationNotice hint) {
            Stream.of(hint.node().group(), hint.node().instance(), hint.hook(), hint.token())
                    .filter(name -> name.isBlank() || name.length() > 255)
                    .forEach(name -> {
                        throw new AssertionError("a name of " + name.length() + " characters: '" + name + "'");
                    });
            if (event.length > EventParser.LARGEST) {
                throw new AssertionError("an event of " + event.length + " bytes was believed");
            }
            return "Hasten";
        }

        private static String reclaim(String instance, String reason) {
            if (instance.isBlank() || instance.length() > 255 || reason.isBlank() || reason.length() > 300) {
                throw new AssertionError("taken back without a name or a reason: '" + instance + "': " + reason);
            }
            return "Reclaim";
        }

        /// Each look, and each message that was left out, has its own bytes in the event.
        private static String ended(byte[] event, Set<LookEnded> looks, int others) {
            for (LookEnded look : looks) {
                if (!isCommandId(look.command())
                        || look.instance().isBlank()
                        || look.instance().length() > 255) {
                    throw new AssertionError("an ended look without a name: " + look);
                }
            }
            if (looks.isEmpty()
                    || others < 0
                    || event.length > EventParser.LARGEST
                    || looks.size() + others > event.length) {
                throw new AssertionError(
                        looks.size() + " looks and " + others + " others in " + event.length + " bytes");
            }
            return "LooksEnded";
        }

        /// 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
        private static boolean isCommandId(String id) {
            return id.length() == 36
                    && IntStream.range(0, 36)
                            .allMatch(at -> List.of(8, 13, 18, 23).contains(at)
                                    ? id.charAt(at) == '-'
                                    : "0123456789abcdefABCDEF".indexOf(id.charAt(at)) >= 0);
        }

        private static String ignored(String subject, String reason) {
            if (subject.isBlank() || reason.isBlank() || subject.length() + reason.length() > 600) {
                throw new AssertionError("ignored without a short reason: " + subject + ": " + reason);
            }
            return "Ignored";
        }

        @Override
        public String show(byte[] event) {
            return Fuzz.shown(new String(event, ISO_8859_1));
        }
    }
}
