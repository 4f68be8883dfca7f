package io.drainguard.proofs.bench;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Lets every call take its time on the virtual clock, under token buckets, with the retries of the SDK's standard
/// mode as the function configures them: four attempts, after a refusal one second, then two, then four, with
/// jitter.
final class SlowAws implements Interceptor {
    /// *Assumption* of the issue: a describe takes 80 ms.
    private static final Duration CALL = Duration.ofMillis(80);

    /// *Assumption*: sending a command takes longer than a describe.
    private static final Duration SEND = Duration.ofMillis(150);

    private static final int ATTEMPTS = 4;

    private final World world;
    private final Limits limits;
    private final Consumer<Duration> passing;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, Level> levels = new HashMap<>();

    /// Attempts by operation, and those of them that were refused.
    final Map<String, Integer> attempts = new TreeMap<>();

    final Map<String, Integer> refused = new TreeMap<>();
    int failed;

    SlowAws(World world, Limits limits, Consumer<Duration> passing) {
        this.world = world;
        this.limits = limits;
        this.passing = passing;
    }

    /// What is left in a bucket.
    private static final class Level {
        private double tokens;
        private Instant at;

        Level(double tokens, Instant at) {
            this.tokens = tokens;
            this.at = at;
        }

        boolean take(Limits.Bucket bucket, Instant now) {
            double since = Duration.between(at, now).toMillis() / 1000.0;
            tokens = Math.min(bucket.size(), tokens + since * bucket.perSecond());
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        Duration half = (action.equals("SendCommand") ? SEND : CALL).dividedBy(2);
        for (int attempt = 1; ; attempt++) {
            attempts.merge(action, 1, Integer::sum);
            passing.accept(half);
            if (take(service, action)) {
                T answer = effect.get();
                passing.accept(half);
                return answer;
            }
            refused.merge(action, 1, Integer::sum);
            passing.accept(half);
            if (attempt == ATTEMPTS) {
                failed++;
                throw refusal(service);
            }
            passing.accept(Duration.ofMillis((long) ((500 + random.nextInt(500)) * Math.pow(2, attempt - 1))));
        }
    }

    private boolean take(Service service, String action) {
        Limits.Bucket bucket = limits.of(service, action);
        return levels.computeIfAbsent(Limits.key(service, action), key -> new Level(bucket.size(), world.instant()))
                .take(bucket, world.instant());
    }

    private static AwsError refusal(Service service) {
        return switch (service) {
            case AUTO_SCALING -> new AwsError("Throttling", 400, "Rate exceeded");
            case SSM -> new AwsError("ThrottlingException", 400, "Rate exceeded");
            case EC2 -> new AwsError("RequestLimitExceeded", 503, "Request limit exceeded.");
        };
    }
}
