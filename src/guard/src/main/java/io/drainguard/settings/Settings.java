package io.drainguard.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Holds what an operator can set. The names are environment variables, the same on Lambda and on EC2; the defaults are
/// equal to the defaults of the template.
///
/// @param hookName name of the termination hook that the guard holds and completes
/// @param maxHold the longest hold, 60 to 172800 s; AWS's own limit is 48 h (EC2 Auto Scaling User Guide,
///     lifecycle-hooks)
/// @param protectVolumes whether the guard keeps the volumes of a node that is not empty when AWS ends it
public record Settings(String hookName, Duration maxHold, boolean protectVolumes) {
    /// Name of the setting behind [#hookName()]: 1 to 255 letters, digits, `_`, `-` and `/` (EC2 Auto Scaling API
    /// Reference, PutLifecycleHook).
    public static final String HOOK_NAME = "LIFECYCLE_HOOK_NAME";

    /// Name of the setting behind [#maxHold()].
    public static final String MAX_HOLD = "MAX_HOLD_SECONDS";

    /// Name of the setting behind [#protectVolumes()]: `true` or `false`.
    public static final String PROTECT_VOLUMES = "PROTECT_VOLUMES";

    /// The settings of a guard whose operator sets nothing.
    public static final Settings DEFAULTS = new Settings("Cribl-Scaledown-Hook", Duration.ofHours(48), true);

    /// Reads the settings. A name that is missing or blank has its default, and a name that is not a setting is
    /// ignored.
    ///
    /// @throws Invalid if a value cannot be used; it names every such setting, its value and the values that it
    ///     takes
    public static Settings of(Map<String, String> values) {
        List<String> problems = new ArrayList<>();
        Settings settings = new Settings(
                hookName(values, problems),
                seconds(values, MAX_HOLD, 60, 172_800, DEFAULTS.maxHold, problems),
                flag(values, PROTECT_VOLUMES, DEFAULTS.protectVolumes, problems));
        if (!problems.isEmpty()) {
            throw new Invalid(problems);
        }
        return settings;
    }

    private static String hookName(Map<String, String> values, List<String> problems) {
        String name = values.getOrDefault(HOOK_NAME, "").strip();
        if (name.isEmpty()) {
            return DEFAULTS.hookName;
        }
        if (!name.matches("[A-Za-z0-9_/-]{1,255}")) {
            problems.add(HOOK_NAME + " is '" + shortened(name)
                    + "': it takes the name of a lifecycle hook, 1 to 255 letters, digits, _, - and /");
        }
        return name;
    }

    private static boolean flag(Map<String, String> values, String name, boolean unset, List<String> problems) {
        String text = values.getOrDefault(name, "").strip();
        return switch (text) {
            case "" -> unset;
            case "true" -> true;
            case "false" -> false;
            default -> {
                problems.add(name + " is '" + shortened(text) + "': it takes true or false");
                yield unset;
            }
        };
    }

    private static Duration seconds(
            Map<String, String> values, String name, long least, long most, Duration unset, List<String> problems) {
        String text = values.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return unset;
        }
        // At most nine ASCII digits, so that the parser cannot fail.
        long seconds = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
        if (seconds < least || seconds > most) {
            problems.add(name + " is '" + shortened(text) + "': it takes whole seconds from " + least + " to " + most);
        }
        return Duration.ofSeconds(seconds);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    /// Says that settings cannot be used. The message has a sentence for each of these settings.
    public static final class Invalid extends RuntimeException {
        Invalid(List<String> problems) {
            super(String.join("; ", problems));
        }
    }
}
