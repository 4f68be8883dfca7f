package io.drainguard.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads lengths of time as people write them: `90m`, `4h`, `2d`, `1d12h`. Pure.
final class Span {
    private static final Pattern TEXT =
            Pattern.compile("(?=\\d)(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m(?:in)?)?(?:(\\d{1,6})s)?");

    private Span() {}

    /// Returns the length, `null` if the text says none.
    static @Nullable Duration read(String text) {
        Matcher span = TEXT.matcher(text.strip());
        return span.matches()
                ? Duration.ofDays(number(span.group(1)))
                        .plusHours(number(span.group(2)))
                        .plusMinutes(number(span.group(3)))
                        .plusSeconds(number(span.group(4)))
                : null;
    }

    /// Returns the value of an option.
    ///
    /// @throws UsageError if it says no length above zero
    static Duration of(String option, String text) {
        Duration span = read(text);
        if (span == null || span.isZero()) {
            throw UsageError.unusable(
                    option + " '" + text + "': this is no length of time; next: write it as 90m, 2h or" + " 1d12h");
        }
        return span;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
