package io.drainguard.entry;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.SsmLooks;
import io.drainguard.journal.JsonJournal;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Reclaim;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/// Builds a guard from its environment: settings, clients, ports, sweep. Makes no call, resolves no credentials and
/// opens no connection, so that it may be part of a snapshot.
record Wiring(Sweep sweep, Reclaim reclaim, Journal journal, Time time, List<SdkAutoCloseable> clients)
        implements AutoCloseable {
    /// One attempt of a call; AWS answers these in well under a second.
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    /// One call with its retries: a sweep has a minute.
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 4;

    /// @throws Settings.Invalid naming every setting that cannot be used
    static Wiring of(Map<String, String> environment, Time time, Consumer<String> lines) {
        return of(environment, time, lines, UrlConnectionHttpClient.create(), client -> {});
    }

    /// A guard whose clients speak through `http`, each finished by `account`: its region, credentials and endpoint.
    static Wiring of(
            Map<String, String> environment,
            Time time,
            Consumer<String> lines,
            SdkHttpClient http,
            Consumer<AwsClientBuilder<?, ?>> account) {
        Settings settings = Settings.of(environment);
        String guard = environment.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "drainguard");
        Journal journal = new JsonJournal(guard, time, lines);
        AutoScalingClient scaling = client(AutoScalingClient.builder(), http, account);
        SsmClient ssm = client(SsmClient.builder(), http, account);
        Ec2Client ec2 = client(Ec2Client.builder(), http, account);
        Volumes volumes = new Ec2Volumes(ec2);
        Sweep sweep =
                new Sweep(new AutoScalingGroups(scaling, time), new SsmLooks(ssm), volumes, journal, time, settings);
        return new Wiring(
                sweep, new Reclaim(volumes, journal, time, settings), journal, time, List.of(scaling, ssm, ec2, http));
    }

    private static <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, SdkHttpClient http, Consumer<AwsClientBuilder<?, ?>> account) {
        builder.httpClient(http).overrideConfiguration(patience());
        account.accept(builder);
        return builder.build();
    }

    @Override
    public void close() {
        clients.forEach(SdkAutoCloseable::close);
    }

    private static ClientOverrideConfiguration patience() {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .build();
    }
}
