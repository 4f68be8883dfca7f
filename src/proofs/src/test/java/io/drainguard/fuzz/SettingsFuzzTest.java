package io.drainguard.fuzz;

import io.drainguard.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Whatever stands in the environment, the settings are within their ranges or refused in a few clear sentences.
@Isolated("it measures the JVM's memory")
class SettingsFuzzTest {
    private static final List<String> HOOK_NAMES = List.of("Cribl-Scaledown-Hook", "a", "team/drain_1", " hook ", "");
    private static final List<String> MAX_HOLDS =
            List.of("172800", "60", "7200", " 3600 ", "\t60\n", "59", "172801", "");
    private static final List<String> PROTECTS = List.of("true", "false", " true ", "");
    private static final List<String> DOCUMENTS = List.of("drainguard-cribl", "drainguard-a.b_c", " drainguard-x ", "");
    private static final List<String> PARAMETERS = List.of("/drainguard/cribl/documents", "a", " a.b ", "");
    private static final List<String> RETAINED = List.of("own", "all", " all ", "");

    @Test
    void anyEnvironment_isWithinTheRangesOrRefusedInAFewSentences() {
        Map<String, Long> answers = Fuzz.play("settings", new Reading());

        Fuzz.assertAllSeen(answers, "Settings", "Invalid");
    }

    private static final class Reading implements Fuzz.Reading<Map<String, String>, Object> {
        @Override
        public Map<String, String> draw(Noise noise) {
            Map<String, String> values = new HashMap<>();
            draw(noise, values, Settings.HOOK_NAME, HOOK_NAMES);
            draw(noise, values, Settings.MAX_HOLD, MAX_HOLDS);
            draw(noise, values, Settings.PROTECT_VOLUMES, PROTECTS);
            draw(noise, values, Settings.DRAIN_DOCUMENT, DOCUMENTS);
            draw(noise, values, Settings.DOCUMENTS_PARAMETER, PARAMETERS);
            draw(noise, values, Settings.END_RETAINED, RETAINED);
            if (noise.in(4)) {
                values.put(noise.text(List.copyOf(values.keySet().isEmpty() ? List.of("PATH") : values.keySet())), "x");
            }
            return values;
        }

        private static void draw(Noise noise, Map<String, String> values, String name, List<String> valid) {
            if (!noise.in(5)) {
                values.put(name, noise.in(2) ? noise.oneOf(valid) : noise.text(valid));
            }
        }

        @Override
        public int length(Map<String, String> values) {
            return values.values().stream().mapToInt(String::length).sum();
        }

        /// The settings, or why there are none.
        @Override
        public Object read(Map<String, String> values) {
            try {
                return Settings.of(values);
            } catch (Settings.Invalid invalid) {
                return invalid;
            }
        }

        @Override
        public String judge(Map<String, String> values, Object answer) {
            boolean valid = isName(value(values, Settings.HOOK_NAME), "_-/", 255)
                    && List.of("true", "false", "").contains(value(values, Settings.PROTECT_VOLUMES))
                    && List.of("own", "all", "").contains(value(values, Settings.END_RETAINED))
                    && isName(value(values, Settings.DOCUMENTS_PARAMETER), "_-./", 1011)
                    && isDocument(value(values, Settings.DRAIN_DOCUMENT))
                    && isSeconds(value(values, Settings.MAX_HOLD), 60, 172_800);
            return switch (answer) {
                case Settings settings when valid -> settings(values, settings);
                case Settings.Invalid invalid when !valid -> invalid(invalid.getMessage());
                default -> throw new AssertionError("read as " + answer);
            };
        }

        private static String settings(Map<String, String> values, Settings settings) {
            String hookName = or(value(values, Settings.HOOK_NAME), "Cribl-Scaledown-Hook");
            String maxHold = or(value(values, Settings.MAX_HOLD), "172800");
            if (!settings.hookName().equals(hookName)
                    || settings.maxHold().toSeconds() != Long.parseLong(maxHold)
                    || settings.protectVolumes()
                            == value(values, Settings.PROTECT_VOLUMES).equals("false")
                    || !settings.drainDocument().equals(value(values, Settings.DRAIN_DOCUMENT))
                    || !settings.documentsParameter().equals(value(values, Settings.DOCUMENTS_PARAMETER))
                    || settings.endsForeign()
                            != value(values, Settings.END_RETAINED).equals("all")) {
                throw new AssertionError("read as " + settings);
            }
            return "Settings";
        }

        private static String invalid(String message) {
            if (message.isBlank() || message.length() > 1400) {
                throw new AssertionError("refused with a message of " + message.length() + " characters");
            }
            return "Invalid";
        }

        private static String value(Map<String, String> values, String name) {
            return values.getOrDefault(name, "").strip();
        }

        private static String or(String value, String unset) {
            return value.isEmpty() ? unset : value;
        }

        private static boolean isDocument(String name) {
            return name.isEmpty() || name.startsWith("drainguard-") && name.length() > 11 && isName(name, "_-.", 128);
        }

        /// Letters, digits and these marks, or nothing.
        private static boolean isName(String name, String marks, int longest) {
            IntPredicate allowed =
                    c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || marks.indexOf(c) >= 0;
            return name.length() <= longest && name.chars().allMatch(allowed);
        }

        /// Whole seconds in a range, in nine digits at most, or nothing.
        private static boolean isSeconds(String text, long least, long most) {
            if (text.isEmpty() || text.length() > 9) {
                return text.isEmpty();
            }
            long seconds = 0;
            for (char digit : text.toCharArray()) {
                if (digit < '0' || digit > '9') {
                    return false;
                }
                seconds = seconds * 10 + (digit - '0');
            }
            return seconds >= least && seconds <= most;
        }

        @Override
        public String show(Map<String, String> values) {
            return Fuzz.shown(values.toString());
        }
    }
}
