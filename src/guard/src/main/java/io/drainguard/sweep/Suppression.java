package io.drainguard.sweep;

import java.time.Duration;

/// Spreads out many copies of a guard that were all called at once, so that a few go on before the others hear of them
/// (the timers of RFC 5401, section 4.3: exponentially distributed, so that few are short whatever the number).
final class Suppression {
    /// The natural logarithm of the number of copies that it is made for, three thousand.
    private static final double SPREAD = 8;

    private Suppression() {}

    /// Returns how long the copy that serves this event waits; the same event always waits as long.
    ///
    /// @param token names the event
    /// @param longest the longest wait
    static Duration delay(String token, Duration longest) {
        double least = Math.exp(-SPREAD);
        double drawn = 1 + Math.log(share(token) * (1 - least) + least) / SPREAD;
        return Duration.ofMillis(Math.round(longest.toMillis() * drawn));
    }

    /// A number from 0 to 1 that differs between tokens however alike they are (finalizer of MurmurHash3).
    private static double share(String token) {
        int bits = token.hashCode();
        bits = (bits ^ bits >>> 16) * 0x85ebca6b;
        bits = (bits ^ bits >>> 13) * 0xc2b2ae35;
        return ((bits ^ bits >>> 16) & 0x7fffffff) / (double) 0x7fffffff;
    }
}
