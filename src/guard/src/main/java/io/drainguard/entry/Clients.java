package io.drainguard.entry;

import io.drainguard.aws.CallCounter;
import io.drainguard.sweep.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Makes clients of the SDK that have the guard's timeouts and share one HTTP client.
public final class Clients implements AutoCloseable {
    /// The time limit of one attempt. AWS answers the guard's calls in well under a second.
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    /// The time limit of one call with its retries, because a sweep has about a minute.
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 4;

    /// The same for calls that a sweep can do without: the next sweep makes them again.
    private static final Duration BRIEF_ATTEMPT = Duration.ofSeconds(2);

    private static final Duration BRIEF_CALL = Duration.ofSeconds(4);

    private static final int BRIEF_ATTEMPTS = 2;

    private final SdkHttpClient http;
    private final Consumer<AwsClientBuilder<?, ?>> account;
    private final CallCounter usage = new CallCounter();
    private final List<SdkAutoCloseable> made = new ArrayList<>();

    /// Makes clients for the account that the environment names.
    public Clients() {
        this(UrlConnectionHttpClient.create(), client -> {});
    }

    /// Makes clients for the account that the environment names, which use `http`.
    public Clients(SdkHttpClient http) {
        this(http, client -> {});
    }

    /// Makes clients that use `http`. The consumer `account` sets the Region, credentials and endpoint of each
    /// client.
    Clients(SdkHttpClient http, Consumer<AwsClientBuilder<?, ?>> account) {
        this.http = http;
        this.account = account;
    }

    /// Returns how many calls the clients made.
    public Usage usage() {
        return usage;
    }

    /// Makes a client that uses the SDK's default chain for credentials and Region.
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(B builder) {
        return of(builder, null);
    }

    /// Makes a client.
    ///
    /// @param profile the profile in which the default chain finds credentials and Region, `null` for the
    ///     chain's own choice
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(
            B builder, @Nullable String profile) {
        return of(builder, profile, limits(ATTEMPTS, ATTEMPT, CALL));
    }

    /// Makes a client for calls that a sweep can do without.
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C brief(B builder) {
        return of(builder, null, limits(BRIEF_ATTEMPTS, BRIEF_ATTEMPT, BRIEF_CALL));
    }

    private static ClientOverrideConfiguration.Builder limits(int attempts, Duration attempt, Duration call) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(attempts)
                        .build())
                .apiCallAttemptTimeout(attempt)
                .apiCallTimeout(call);
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(
            B builder, @Nullable String profile, ClientOverrideConfiguration.Builder overrides) {
        overrides.addMetricPublisher(usage);
        if (profile != null) {
            overrides.defaultProfileName(profile);
        }
        builder.httpClient(http).overrideConfiguration(overrides.build());
        account.accept(builder);
        C client = builder.build();
        if (client instanceof SdkAutoCloseable closeable) {
            made.add(closeable);
        }
        return client;
    }

    /// Closes all clients that it made, and the HTTP client.
    @Override
    public void close() {
        made.forEach(SdkAutoCloseable::close);
        http.close();
    }

    /// How the SDK ends its sentence on a Region of which it cannot make an address; older versions then list all
    /// Regions.
    private static final String UNUSABLE_REGION = "caused by an invalid region configuration.";

    /// Shortens a message of the SDK for people. The SDK lists the class of every place where it looked for a
    /// Region or credentials. It names the address that it made of a Region, and says no next step.
    public static String plain(@Nullable String message) {
        String text = String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
        int region = text.indexOf(UNUSABLE_REGION);
        if (region >= 0) {
            return text.substring(0, region + UNUSABLE_REGION.length()) + "; next: give a Region such as eu-central-1";
        }
        int list = text.indexOf(" in the chain ");
        if (list < 0) {
            return text;
        }
        return text.substring(0, list)
                + (text.contains("load region")
                        ? "; set AWS_REGION, or give a profile that has one"
                        : "; sign in, or set AWS_PROFILE to a profile that has credentials");
    }
}
