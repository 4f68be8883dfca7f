package io.drainguard.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/// One contract for answers, held by the simulator and, but for named differences, by others who answer as AWS does.
class ComparedAnswersTest {
    @Nested
    class OfTheSimulator extends ComparedAnswers {
        @Override
        ComparedAccount open() {
            return new SimulatedAccount();
        }
    }

    @Nested
    class OfMoto extends ComparedAnswers {
        /// Whatever moto does, it has done when it answers.
        private static final Duration MOTO_NEEDS_NO_TIME = Duration.ofMillis(200);

        @RegisterExtension
        static final ExpectedDifferences DIFFERENCES = new ExpectedDifferences(MotoDifferences.ALL);

        private @Nullable MotoServer server;

        @Override
        ComparedAccount open() {
            server = MotoServer.start();
            return new RemoteAccount(
                    server.endpoint(),
                    Region.US_EAST_1,
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")),
                    new RemoteAccount.Manner(MOTO_NEEDS_NO_TIME, MOTO_NEEDS_NO_TIME.dividedBy(2), true, ""));
        }

        @Override
        @AfterAll
        void closeAccount() {
            try {
                super.closeAccount();
            } finally {
                if (server != null) {
                    server.close();
                }
            }
        }
    }

    /// Any endpoint, with the credentials and the Region of the environment. It makes instances, which cost money on
    /// AWS:
    /// an endpoint of AWS itself must be allowed.
    @Nested
    @EnabledIfEnvironmentVariable(
            named = "AWS_ENDPOINT_URL",
            matches = ".+",
            disabledReason = "AWS_ENDPOINT_URL names an endpoint to compare with")
    class OfTheEndpointInTheEnvironment extends ComparedAnswers {
        @RegisterExtension
        static final Unimplemented UNIMPLEMENTED = new Unimplemented();

        private static final Duration PATIENCE = Duration.ofMinutes(10);
        private static final Duration PAUSE = Duration.ofSeconds(1);
        private static final String PROFILE = System.getProperty("compare.profile", "");

        @Override
        ComparedAccount open() {
            URI endpoint = URI.create(System.getenv("AWS_ENDPOINT_URL"));
            assumeTrue(
                    !isAws(endpoint) || Boolean.getBoolean("compare.with.aws"),
                    "SKIPPED: makes groups and instances in a real account only with -Dcompare.with.aws=true");
            return new RemoteAccount(
                    endpoint,
                    DefaultAwsRegionProviderChain.builder().build().getRegion(),
                    DefaultCredentialsProvider.builder().build(),
                    new RemoteAccount.Manner(PATIENCE, PAUSE, !PROFILE.isEmpty(), PROFILE));
        }
    }

    /// Tells whether an endpoint is one of AWS, in whatever partition; unknown hosts outside of this machine count as
    /// such.
    static boolean isAws(URI endpoint) {
        String host = String.valueOf(endpoint.getHost());
        return !(host.equals("localhost")
                || host.endsWith(".localhost")
                || host.endsWith(".localstack.cloud")
                || host.startsWith("127.")
                || host.equals("[::1]"));
    }
}
