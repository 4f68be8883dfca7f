package io.drainguard.fuzz;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever a drain document prints is a look, and Empty only when the line says so in full.
@Isolated("it measures the JVM's memory")
class LookLineFuzzTest {
    private static final List<String> VALID = List.of(
            line("empty", 1, 0, 0, 0, ""),
            line("empty", 12, 0, 0, 0, "") + "\n",
            line("pending", 2, 3, 4096, 1767225600, ""),
            line("pending", 1, 1, Long.MAX_VALUE, Long.MAX_VALUE, "") + "\n",
            line("unknown", 1, 0, 0, 0, "/opt/cribl/state/queues: is missing"),
            line2("empty", 1, 0, 0, 0, "\"0f3a9c1e-0b5d-4a3e-9c1e-aabbccddeeff\"", ""),
            line2("empty", 2, 0, 0, 0, "\"tmpfs\",\"-host:/export a\"", "") + "\n",
            "ERROR: ld.so: ignored.\n" + line2("empty", 20, 0, 0, 0, "\"sum:0123456789abcdef\"", ""),
            line("empty", 1, 0, 0, 0, "") + "\n\n----------ERROR-------\nsh: odd\n--output truncated--",
            line2("pending", 1, 3, 4096, 1767225600, "\"overlay\"", "search did not end in time"),
            line2("unknown", 0, 0, 0, 0, "", "agent too old"),
            line2("empty", 1, 0, 0, 0, "\"8080\"", "").replace("\"files\",", "\"connections\","),
            line2("pending", 1, 3, 3, 1767225600, "\"8080\"", "").replace("\"files\",", "\"connections\","));

    @Test
    void anyOutput_isALookAndEmptyOnlyWhenItSaysSo() {
        Map<String, Long> looks = Fuzz.play("outputs of drain documents", new Reading());

        Fuzz.assertAllSeen(looks, "Empty", "Pending", "Unknown");
    }

    private static String line(String look, long paths, long files, long bytes, long oldest, String reason) {
        return "{\"drainguard\":1,\"look\":\"" + look + "\",\"paths\":" + paths + ",\"files\":" + files + ",\"bytes\":"
                + bytes + ",\"oldest\":" + oldest + ",\"reason\":\"" + reason + "\",\"end\":\"drainguard\"}";
    }

    private static String line2(
            String look, long paths, long files, long bytes, long oldest, String sources, String reason) {
        return "{\"drainguard\":2,\"look\":\"" + look + "\",\"what\":\"files\",\"paths\":" + paths + ",\"files\":"
                + files
                + ",\"bytes\":" + bytes + ",\"oldest\":" + oldest + ",\"sources\":[" + sources + "],\"reason\":\""
                + reason
                + "\",\"end\":\"drainguard\"}";
    }

    private static final class Reading implements Fuzz.Reading<String, Look> {
        @Override
        public String draw(Noise noise) {
            return noise.text(VALID);
        }

        @Override
        public int length(String output) {
            return output.length();
        }

        @Override
        public Look read(String output) {
            return LookLine.parse(output);
        }

        @Override
        public String judge(String output, Look look) {
            if (look instanceof Empty != StrictLookLine.saysEmpty(output)) {
                throw new AssertionError("the output is read as " + look);
            }
            return switch (look) {
                case Empty _ -> "Empty";
                case Pending(var _, long files, long bytes, Instant oldest, String _, var _) ->
                    pending(files, bytes, oldest);
                case Unknown(String reason) -> unknown(reason);
            };
        }

        private static String pending(long files, long bytes, Instant oldest) {
            if (files < 1 || bytes < files || oldest.isBefore(Instant.EPOCH)) {
                throw new AssertionError(files + " files, " + bytes + " bytes since " + oldest + " are no data");
            }
            return "Pending";
        }

        private static String unknown(String reason) {
            if (reason.isBlank() || reason.length() > 250 || !reason.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new AssertionError("the reason is no short line of text: " + reason);
            }
            return "Unknown";
        }

        @Override
        public String show(String output) {
            return Fuzz.shown(output);
        }
    }
}
