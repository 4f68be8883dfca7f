package io.drainguard.entry;

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

/// Makes clients of the SDK that all have the guard's patience and share one HTTP client.
public final class Clients implements AutoCloseable {
    /// One attempt of a call; AWS answers these in well under a second.
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    /// One call with its retries: a sweep has a minute.
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 4;

    private final SdkHttpClient http;
    private final Consumer<AwsClientBuilder<?, ?>> account;
    private final List<SdkAutoCloseable> made = new ArrayList<>();

    /// Makes clients of the account that the environment names.
    public Clients() {
        this(UrlConnectionHttpClient.create(), client -> {});
    }

    /// Makes clients that speak through `http`, each finished by `account`: its Region, credentials and endpoint.
    Clients(SdkHttpClient http, Consumer<AwsClientBuilder<?, ?>> account) {
        this.http = http;
        this.account = account;
    }

    /// Makes a client with the SDK's usual chain for credentials and Region.
    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(B builder) {
        return of(builder, null);
    }

    /// Makes a client.
    ///
    /// @param profile where the usual chain finds credentials and Region, `null` for its own choice
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C of(
            B builder, @Nullable String profile) {
        ClientOverrideConfiguration.Builder patience = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL);
        if (profile != null) {
            patience.defaultProfileName(profile);
        }
        builder.httpClient(http).overrideConfiguration(patience.build());
        account.accept(builder);
        C client = builder.build();
        if (client instanceof SdkAutoCloseable closeable) {
            made.add(closeable);
        }
        return client;
    }

    /// Closes all that was made, and the HTTP client.
    @Override
    public void close() {
        made.forEach(SdkAutoCloseable::close);
        http.close();
    }

    /// What the SDK says, for people: it lists every place where it looked for a Region or credentials, by the names of
    /// its classes, and every Region where one cannot be used.
    public static String plain(@Nullable String message) {
        String text = String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
        int regions = text.indexOf(" Valid regions: [");
        if (regions >= 0) {
            return text.substring(0, regions) + "; next: give a Region such as eu-central-1";
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
