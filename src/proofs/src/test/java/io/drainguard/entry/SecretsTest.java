package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/// Whatever secrets a guard is given or signs with: none of them comes into its journal.
class SecretsTest {
    private static final String SWEEP = "{\"drainguard\":\"sweep\"}";
    private static final Map<String, String> SECRETS = Map.of(
            "AWS_ACCESS_KEY_ID", "ASIASECRETACCESSKEY1",
            "AWS_SECRET_ACCESS_KEY", "s3cr3t-K3y-0f-the-guard",
            "AWS_SESSION_TOKEN", "s3ss10n-T0ken-0f-the-guard",
            "CRIBL_LEADER_TOKEN", "l3ader-T0ken-0f-the-fleet");

    private final Account account = new Account();
    private final List<String> lines = new ArrayList<>();
    private final Instance node = account.workers(1).getFirst();
    private LifecycleHandler handler;

    @BeforeEach
    void deploy() {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "guard");
        AwsSessionCredentials credentials = AwsSessionCredentials.create(
                SECRETS.get("AWS_ACCESS_KEY_ID"),
                SECRETS.get("AWS_SECRET_ACCESS_KEY"),
                SECRETS.get("AWS_SESSION_TOKEN"));
        handler = new LifecycleHandler(Wiring.of(
                environment,
                new WorldTime(account.world),
                lines::add,
                new Clients(
                        account.http,
                        client -> client.region(Region.US_EAST_1)
                                .endpointOverride(URI.create("http://simulator.invalid"))
                                .credentialsProvider(StaticCredentialsProvider.create(credentials)))));
        account.shell.disk(node.id(), Disk.holding(5, 5_000_000, Account.START));
        account.scaleIn(List.of(node));
    }

    @Test
    void sweepsOfAHeldNode_writeNoSecret() throws Exception {
        for (int minute = 0; minute < 3; minute++) {
            sweep();
            account.world.advance(Duration.ofMinutes(1));
        }

        assertThat(lines).anyMatch(line -> line.contains("\"decision\":\"hold\""));
        assertNoSecret();
    }

    @Test
    void refusedCall_isToldWithItsEncodedMessageAndWithoutASecret() throws Exception {
        account.trouble.refuse(
                "DescribeInstances",
                9,
                new AwsError("UnauthorizedOperation", 403, "Encoded authorization failure message: 4bCdEf"));

        sweepThatFails();

        assertThat(lines).anyMatch(line -> line.contains("4bCdEf"));
        assertNoSecret();
    }

    /// AWS answers a wrong signature with all that it signed itself, and the session's token is a part of that.
    @Test
    void signatureThatAwsDoesNotBelieve_isToldWithoutTheTokenThatAwsRepeats() throws Exception {
        account.trouble.refuse("DescribeInstances", 9, new AwsError("SignatureDoesNotMatch", 403, """
                        The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.

                        The Canonical String for this request should have been
                        'POST
                        /

                        host:ec2.us-east-1.amazonaws.com
                        x-amz-security-token:%s

                        host;x-amz-security-token
                        8f1c'""".formatted(
                        SECRETS.get("AWS_SESSION_TOKEN"))));

        sweepThatFails();

        assertThat(lines).anyMatch(line -> line.contains("SignatureDoesNotMatch"));
        assertNoSecret();
    }

    private void sweep() throws IOException {
        handler.handle(
                new ByteArrayInputStream(SWEEP.getBytes(UTF_8)), new ByteArrayOutputStream(), Duration.ofMinutes(5));
    }

    private void sweepThatFails() throws IOException {
        try {
            sweep();
        } catch (SweepFailed failed) {
            lines.add(String.valueOf(failed.getMessage()));
        }
    }

    private void assertNoSecret() {
        assertThat(lines).isNotEmpty();
        SECRETS.forEach((name, secret) -> assertThat(lines).as(name).noneMatch(line -> line.contains(secret)));
    }
}
