package io.drainguard.sim.bus;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A rate expression as a template writes it (source: EventBridge Scheduler User Guide, schedule-types).
final class Rate {

    private static final Pattern FORM = Pattern.compile("rate\\(([1-9]\\d{0,5}) (minute|hour|day)s?\\)");

    private Rate() {}

    /// Reads `rate(value unit)`; throws [IllegalArgumentException] for everything else. One minute is the finest.
    static Duration of(String expression) {
        Matcher form = FORM.matcher(expression);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a rate expression: " + expression);
        }
        long value = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "minute" -> Duration.ofMinutes(value);
            case "hour" -> Duration.ofHours(value);
            default -> Duration.ofDays(value);
        };
    }
}
