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
/// @param drainDocument name of the drain document that the guard was deployed with, empty if there is none
/// @param documentsParameter name of the Systems Manager parameter that lists further drain documents, separated by
///     commas; empty if there is none
/// @param endsForeign whether the guard also ends nodes that somebody else retained
/// @param groupMetrics so many groups have metrics of their own, 0 to 100
/// @param notices whether the guard tells on the default event bus what becomes true of nodes
public record Settings(
        String hookName,
        Duration maxHold,
        boolean protectVolumes,
        String drainDocument,
        String documentsParameter,
        boolean endsForeign,
        int groupMetrics,
        boolean notices) {
    /// Name of the setting behind [#hookName()]: 1 to 255 letters, digits, `_`, `-` and `/` (EC2 Auto Scaling API
    /// Reference, PutLifecycleHook).
    public static final String HOOK_NAME = "LIFECYCLE_HOOK_NAME";

    /// Name of the setting behind [#maxHold()].
    public static final String MAX_HOLD = "MAX_HOLD_SECONDS";

    /// Name of the setting behind [#protectVolumes()]: `true` or `false`.
    public static final String PROTECT_VOLUMES = "PROTECT_VOLUMES";

    /// Name of the setting behind [#drainDocument()]: a name that begins with `drainguard-`, up to 128 letters, digits,
    /// `_`, `-` and `.` (Systems Manager API Reference, CreateDocument).
    public static final String DRAIN_DOCUMENT = "DRAIN_DOCUMENT";

    /// Name of the setting behind [#documentsParameter()]: up to 1,011 letters, digits, `_`, `-`, `.` and `/` (Systems
    /// Manager API Reference, PutParameter).
    public static final String DOCUMENTS_PARAMETER = "DOCUMENTS_PARAMETER";

    /// Name of the setting behind [#endsForeign()]: `own` for nodes that this guard's hook retained, `all` also for
    /// those that somebody else retained.
    public static final String END_RETAINED = "END_RETAINED";

    /// Name of the setting behind [#groupMetrics()].
    public static final String GROUP_METRICS = "GROUP_METRICS";

    /// Name of the setting behind [#notices()]: `on` or `off`.
    public static final String NOTICES = "NOTICES";

    private static final int SOME_GROUPS = 10;

    /// The settings of a guard whose operator sets nothing.
    public static final Settings DEFAULTS = new Settings("Cribl-Scaledown-Hook", Duration.ofHours(48), true);

    /// Builds the settings of a guard that was given no document, and that ends its own retained nodes only.
    public Settings(String hookName, Duration maxHold, boolean protectVolumes) {
        this(hookName, maxHold, protectVolumes, "", "", false);
    }

    /// Builds the settings of a guard that tells nobody.
    public Settings(
            String hookName,
            Duration maxHold,
            boolean protectVolumes,
            String drainDocument,
            String documentsParameter,
            boolean endsForeign) {
        this(hookName, maxHold, protectVolumes, drainDocument, documentsParameter, endsForeign, SOME_GROUPS, false);
    }

    /// Reads the settings. A name that is missing or blank has its default, and a name that is not a setting is
    /// ignored.
    ///
    /// @throws Invalid if a value cannot be used; it names every such setting, its value and the values that it
    ///     takes
    public static Settings of(Map<String, String> values) {
        List<String> problems = new ArrayList<>();
        Settings settings = new Settings(
                name(values, Name.HOOK, DEFAULTS.hookName, problems),
                seconds(values, MAX_HOLD, 60, 172_800, DEFAULTS.maxHold, problems),
                isFirst(values, PROTECT_VOLUMES, "true", "false", DEFAULTS.protectVolumes, problems),
                name(values, Name.DOCUMENT, DEFAULTS.drainDocument, problems),
                name(values, Name.PARAMETER, DEFAULTS.documentsParameter, problems),
                isFirst(values, END_RETAINED, "all", "own", DEFAULTS.endsForeign, problems),
                (int) number(values, GROUP_METRICS, 0, 100, DEFAULTS.groupMetrics, problems),
                isFirst(values, NOTICES, "on", "off", DEFAULTS.notices, problems));
        if (!problems.isEmpty()) {
            throw new Invalid(problems);
        }
        return settings;
    }
    /// The settings that take a name.
    private enum Name {
        HOOK(HOOK_NAME, "[A-Za-z0-9_/-]{1,255}", "the name of a lifecycle hook, 1 to 255 letters, digits, _, - and /"),
        DOCUMENT(
                DRAIN_DOCUMENT,
                "drainguard-[A-Za-z0-9_.-]{1,117}",
                "the name of a drain document, which begins with drainguard-, at most 128 letters, digits, _, - and ."),
        PARAMETER(
                DOCUMENTS_PARAMETER,
                "[A-Za-z0-9_./-]{1,1011}",
                "the name of a Systems Manager parameter, 1 to 1011 letters, digits, _, -, . and /");

        private final String setting;
        private final String pattern;
        private final String takes;

        Name(String setting, String pattern, String takes) {
            this.setting = setting;
            this.pattern = pattern;
            this.takes = takes;
        }
    }

    private static String name(Map<String, String> values, Name name, String unset, List<String> problems) {
        String text = values.getOrDefault(name.setting, "").strip();
        if (!text.isEmpty() && !text.matches(name.pattern)) {
            problems.add(name.setting + " is '" + shortened(text) + "': it takes " + name.takes);
        }
        return text.isEmpty() ? unset : text;
    }

    private static boolean isFirst(
            Map<String, String> values,
            String name,
            String first,
            String second,
            boolean unset,
            List<String> problems) {
        String text = values.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return unset;
        }
        if (!text.equals(first) && !text.equals(second)) {
            problems.add(name + " is '" + shortened(text) + "': it takes " + first + " or " + second);
        }
        return text.equals(first);
    }

    private static Duration seconds(
            Map<String, String> values, String name, long least, long most, Duration unset, List<String> problems) {
        String text = values.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return unset;
        }
        long seconds = number(text);
        if (seconds < least || seconds > most) {
            problems.add(name + " is '" + shortened(text) + "': it takes whole seconds from " + least + " to " + most);
        }
        return Duration.ofSeconds(seconds);
    }

    private static long number(
            Map<String, String> values, String name, long least, long most, long unset, List<String> problems) {
        String text = values.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return unset;
        }
        long number = number(text);
        if (number < least || number > most) {
            problems.add(name + " is '" + shortened(text) + "': it takes a whole number from " + least + " to " + most);
        }
        return number;
    }

    /// Reads at most nine ASCII digits, so that the parser cannot fail; every other text is -1.
    private static long number(String text) {
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
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
