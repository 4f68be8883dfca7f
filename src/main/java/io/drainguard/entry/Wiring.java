package io.drainguard.entry;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.SsmLooks;
import io.drainguard.journal.JsonJournal;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Builds a guard from its environment: settings, clients, ports, sweep. Makes no call.
record Wiring(Sweep sweep, Journal journal, Time time) {
    /// One attempt of a call; AWS answers these in well under a second.
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    /// One call with its retries: a sweep has a minute.
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final int ATTEMPTS = 4;

    /// @throws Settings.Invalid naming every setting that cannot be used
    static Wiring of(Map<String, String> environment, Time time, Consumer<String> lines) {
        Settings settings = Settings.of(environment);
        SdkHttpClient http = UrlConnectionHttpClient.create();
        String guard = environment.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "drainguard");
        Journal journal = new JsonJournal(guard, time, lines);
        AutoScalingClient scaling = AutoScalingClient.builder()
                .httpClient(http)
                .overrideConfiguration(patience())
                .build();
        SsmClient ssm = SsmClient.builder()
                .httpClient(http)
                .overrideConfiguration(patience())
                .build();
        Ec2Client ec2 = Ec2Client.builder()
                .httpClient(http)
                .overrideConfiguration(patience())
                .build();
        Volumes volumes = new Ec2Volumes(ec2);
        Sweep sweep =
                new Sweep(new AutoScalingGroups(scaling, time), new SsmLooks(ssm), volumes, journal, time, settings);
        return new Wiring(sweep, journal, time);
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
