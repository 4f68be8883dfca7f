package io.drainguard.aws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/// The contract of answers, held by LocalStack in a container. Its images may ask for a token, which the variable
/// `LOCALSTACK_AUTH_TOKEN` gives; editions lack services, and tests that need one are skipped.
class LocalStackAnswersTest extends ComparedAnswers {
    @RegisterExtension
    static final Unimplemented UNIMPLEMENTED = new Unimplemented();

    private static final String NAME = "localstack/localstack";
    private static final String IMAGE = System.getProperty("localstack.image", NAME + ":4.9.2");
    private static final String TOKEN = "LOCALSTACK_AUTH_TOKEN";

    private @Nullable LocalStackContainer container;

    @Override
    ComparedAccount open() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "SKIPPED: no container engine runs here, so LocalStack was not asked");
        LocalStackContainer started =
                new LocalStackContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor(NAME));
        started.withEnv(TOKEN, System.getenv().getOrDefault(TOKEN, ""));
        started.start();
        container = started;
        return new RemoteAccount(
                started.getEndpoint(),
                Region.of(started.getRegion()),
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(started.getAccessKey(), started.getSecretKey())),
                new RemoteAccount.Manner(Duration.ofMinutes(1), Duration.ofMillis(500), false, ""));
    }

    @Override
    @AfterAll
    void closeAccount() {
        try {
            super.closeAccount();
        } finally {
            if (container != null) {
                container.stop();
            }
        }
    }
}
