package io.drainguard.proofs.dsiem;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How many events a second a frontend takes: a token bucket that starts halfway between both limits and is as
/// large as the upper one (`internal/pkg/dsiem/limiter/limiter.go`). While no backend says that it is
/// overloaded, the rate rises every ten seconds by a hundredth of the way to the upper limit (`overloadManager`
/// of `server/server.go`).
final class RateLimit {
    private static final Duration RISES_EVERY = Duration.ofSeconds(10);

    /// A request that would wait for longer is answered 429 at once: `rateLimit(..., 3*time.Second, ...)`.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final int most;
    private final int step;
    private double rate;
    private double tokens;
    private Instant counted;
    private Instant rises;

    RateLimit(int most, int least, Instant now) {
        this.most = most;
        this.step = (most - least) / 100;
        this.rate = most - (most - least) / 2;
        this.tokens = most;
        this.counted = now;
        this.rises = now.plus(RISES_EVERY);
    }

    /// How long the next request waits, if it may pass at all.
    Optional<Duration> admit(Instant now) {
        while (!rises.isAfter(now)) {
            refill(rises);
            rate = Math.min(most, rate + step);
            rises = rises.plus(RISES_EVERY);
        }
        refill(now);
        Duration wait = tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) ((1 - tokens) / rate * 1e9));
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return Optional.empty();
        }
        tokens--;
        return Optional.of(wait);
    }

    private void refill(Instant now) {
        tokens = Math.min(most, tokens + rate * Duration.between(counted, now).toNanos() / 1e9);
        counted = now;
    }
}
