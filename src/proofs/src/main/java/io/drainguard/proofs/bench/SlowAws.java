package io.drainguard.proofs.bench;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// Lets every call of a guard take its time on the virtual clock, under token buckets, with the retries of the SDK's
/// standard mode as the function configures them: four attempts, after a refusal one second, then two, then four, with
/// jitter.
///
/// Time passes in the HTTP client, before and after the world is asked, since nobody may wait inside the world; there
/// tokens are taken and calls are counted for the [Work] that makes them. Calls that no work makes are free.
final class SlowAws implements Interceptor {
    private static final int ATTEMPTS = 4;

    private final World world;
    private final Limits limits;
    private final Duration latency;
    private final Consumer<Duration> passing;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<String, Level> levels = new HashMap<>();
    private boolean refusedNow;

    /// Attempts that were refused, and calls that failed in the end.
    int refused;

    int failed;

    /// `latency` is what each call takes.
    SlowAws(World world, Limits limits, Duration latency, Consumer<Duration> passing) {
        this.world = world;
        this.limits = limits;
        this.latency = latency;
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
        Work work = Work.current();
        if (work == null) {
            return effect.get();
        }
        if (!take(service, action)) {
            refusedNow = true;
            refused++;
            throw refusal(service);
        }
        work.called(action);
        return effect.get();
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

    /// The client that takes its time.
    SdkHttpClient client(SdkHttpClient inner) {
        return new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return new ExecutableHttpRequest() {
                    @Override
                    public HttpExecuteResponse call() throws IOException {
                        return attempts(inner, request);
                    }

                    @Override
                    public void abort() {
                        // Nothing runs that could be broken off.
                    }
                };
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    private HttpExecuteResponse attempts(SdkHttpClient inner, HttpExecuteRequest request) throws IOException {
        Duration half = latency.dividedBy(2);
        for (int attempt = 1; ; attempt++) {
            passing.accept(half);
            refusedNow = false;
            HttpExecuteResponse reply = inner.prepareRequest(request).call();
            boolean again = refusedNow;
            passing.accept(half);
            if (!again) {
                return reply;
            }
            if (attempt == ATTEMPTS) {
                failed++;
                return reply;
            }
            passing.accept(Duration.ofMillis((long) ((500 + random.nextInt(500)) * Math.pow(2, attempt - 1))));
        }
    }
}
