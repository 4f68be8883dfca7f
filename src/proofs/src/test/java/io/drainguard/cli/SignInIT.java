package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every way of signing in that a profile or the environment can name, with the packaged jar: who signs the first call?
class SignInIT {
    private static final String LATER = Instant.now()
            .plus(1, ChronoUnit.HOURS)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();

    @TempDir
    Path home;

    Elsewhere elsewhere;

    @BeforeEach
    void open() {
        elsewhere = new Elsewhere();
    }

    @AfterEach
    void close() {
        elsewhere.close();
    }

    @Test
    void staticKeysOfAProfile() throws Exception {
        config("[profile ops]", "aws_access_key_id = OPSKEY", "aws_secret_access_key = s");

        assertThat(signer("--profile", "ops")).isEqualTo("OPSKEY ");
    }

    @Test
    void profileThatIsAskedFor_winsOverKeysInTheEnvironment() throws Exception {
        config("[profile ops]", "aws_access_key_id = OPSKEY", "aws_secret_access_key = s");

        assertThat(signer(List.of("AWS_ACCESS_KEY_ID=ENVKEY", "AWS_SECRET_ACCESS_KEY=s"), "--profile", "ops"))
                .isEqualTo("OPSKEY ");
        assertThat(signer(List.of("AWS_ACCESS_KEY_ID=ENVKEY", "AWS_SECRET_ACCESS_KEY=s", "AWS_PROFILE=ops")))
                .isEqualTo("ENVKEY ");
    }

    @Test
    void profileOfEitherVariable() throws Exception {
        config("[profile ops]", "aws_access_key_id = OPSKEY", "aws_secret_access_key = s");

        assertThat(signer(List.of("AWS_PROFILE=ops"))).isEqualTo("OPSKEY ");
        assertThat(signer(List.of("AWS_DEFAULT_PROFILE=ops"))).isEqualTo("OPSKEY ");
    }

    @Test
    void sessionToken() throws Exception {
        config(
                "[profile ops]",
                "aws_access_key_id = OPSKEY",
                "aws_secret_access_key = s",
                "aws_session_token = session-token");

        assertThat(signer("--profile", "ops")).isEqualTo("OPSKEY session-token");
    }

    @Test
    void roleWithASourceProfile() throws Exception {
        config(
                "[profile base]",
                "aws_access_key_id = BASEKEY",
                "aws_secret_access_key = s",
                "[profile ops]",
                "role_arn = arn:aws:iam::123456789012:role/ops",
                "source_profile = base",
                "external_id = outside");

        assertThat(signer("--profile", "ops")).isEqualTo("ROLEOFBASEKEY role-token");
        assertThat(elsewhere.asked).anyMatch(one -> one.contains("ExternalId=outside"));
    }

    @Test
    void roleWithACredentialSource() throws Exception {
        config("[profile ops]", "role_arn = arn:aws:iam::123456789012:role/ops", "credential_source = Environment");

        assertThat(signer(List.of("AWS_ACCESS_KEY_ID=ENVKEY", "AWS_SECRET_ACCESS_KEY=s"), "--profile", "ops"))
                .isEqualTo("ROLEOFENVKEY role-token");
    }

    @Test
    void roleThatWantsAnMfaCode_isSaidToBeUnsupportedWithTheWayRoundIt() throws Exception {
        config(
                "[profile base]",
                "aws_access_key_id = BASEKEY",
                "aws_secret_access_key = s",
                "[profile ops]",
                "role_arn = arn:aws:iam::123456789012:role/ops",
                "source_profile = nowhere",
                "mfa_serial = arn:aws:iam::123456789012:mfa/me");

        assertSignInFault("MFA", "; next: eval \"$(aws configure export-credentials --profile ops");
    }

    @Test
    void credentialProcess() throws Exception {
        Path program = Files.writeString(
                home.resolve("process"),
                "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"PROCESSKEY\",\"SecretAccessKey\":\"s\","
                        + "\"SessionToken\":\"process-token\",\"Expiration\":\"" + LATER + "\"}'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        config("[profile ops]", "credential_process = " + program);

        assertThat(signer("--profile", "ops")).isEqualTo("PROCESSKEY process-token");
    }

    private void assertSignInFault(String what, String next) throws Exception {
        Program.Ended ended = run(List.of(), "--profile", "ops");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains(what, next);
    }

    @Test
    void credentialProcessThatFails_isASignInFaultThatNamesTheProfile() throws Exception {
        config("[profile ops]", "credential_process = /bin/false");

        assertSignInFault("cannot sign in", "; next: run the credential_process of profile 'ops' by hand");
    }

    @Test
    void singleSignOnBySession() throws Exception {
        config(
                "[sso-session corp]",
                "sso_region = us-east-1",
                "sso_start_url = https://corp.awsapps.com/start",
                "[profile ops]",
                "sso_session = corp",
                "sso_account_id = 123456789012",
                "sso_role_name = ops");
        token("sso", "corp", "https://corp.awsapps.com/start", LATER);

        assertThat(signer("--profile", "ops")).isEqualTo("SSOKEY sso-token");
    }

    @Test
    void singleSignOnOfTheOldKind() throws Exception {
        config(
                "[profile ops]",
                "sso_region = us-east-1",
                "sso_start_url = https://corp.awsapps.com/start",
                "sso_account_id = 123456789012",
                "sso_role_name = ops");
        token("sso", "https://corp.awsapps.com/start", "https://corp.awsapps.com/start", LATER);

        assertThat(signer("--profile", "ops")).isEqualTo("SSOKEY sso-token");
    }

    @Test
    void singleSignOnThatHasExpired_namesTheLogIn() throws Exception {
        config(
                "[profile ops]",
                "sso_region = us-east-1",
                "sso_start_url = https://corp.awsapps.com/start",
                "sso_account_id = 123456789012",
                "sso_role_name = ops");
        token("sso", "https://corp.awsapps.com/start", "https://corp.awsapps.com/start", "2026-01-01T00:00:00Z");

        assertSignInFault("cannot sign in", "; next: aws sso login --profile ops");
    }

    @Test
    void webIdentity() throws Exception {
        Path token = Files.writeString(home.resolve("token"), "signed-by-somebody");
        config("[profile ops]", "role_arn = arn:aws:iam::123456789012:role/ops", "web_identity_token_file = " + token);

        assertThat(signer("--profile", "ops")).isEqualTo("WEBKEY web-token");
        assertThat(signer(List.of(
                        "AWS_WEB_IDENTITY_TOKEN_FILE=" + token, "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ops")))
                .isEqualTo("WEBKEY web-token");
    }

    @Test
    void containersEndpoint() throws Exception {
        assertThat(signer(List.of(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI=" + elsewhere.address() + "/container",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN=container-secret")))
                .isEqualTo("CONTAINERKEY given-token");
    }

    @Test
    void instancesMetadata() throws Exception {
        assertThat(signer(List.of(
                        "AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + elsewhere.address())))
                .isEqualTo("INSTANCEKEY given-token");
    }

    @Test
    void consoleLogIn() throws Exception {
        config("[profile ops]", "login_session = arn:aws:iam::123456789012:user/me");
        logIn("arn:aws:iam::123456789012:user/me", LATER);

        assertThat(signer("--profile", "ops")).isEqualTo("LOGINKEY login-token");
    }

    @Test
    void consoleLogInWithoutAToken_namesTheLogIn() throws Exception {
        config("[profile ops]", "login_session = arn:aws:iam::123456789012:user/me");

        assertSignInFault("cannot sign in", "; next: aws login --profile ops");
    }

    @Test
    void profileThatDoesNotExist_namesTheListOfProfiles() throws Exception {
        for (List<String> variables :
                List.of(List.<String>of(), List.of("AWS_ACCESS_KEY_ID=ENVKEY", "AWS_SECRET_ACCESS_KEY=s"))) {
            Program.Ended ended = run(variables, "--profile", "nope");

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
            assertThat(ended.err())
                    .isEqualTo("drainguard: there is no profile 'nope'; next: aws configure list-profiles\n");
        }
        assertThat(run(List.of("AWS_PROFILE=nope")).err()).contains("there is no profile 'nope'");
        assertThat(elsewhere.signers).isEmpty();
    }

    @Test
    void nobody_isToldHowToSignIn() throws Exception {
        Program.Ended ended = run(List.of());

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("nobody is signed in; next: ", "AWS_PROFILE")
                .doesNotContain("Provider", "chain");
    }

    private void config(String... lines) throws IOException {
        Files.write(home.resolve("config"), List.of(lines));
    }

    private void token(String kind, String key, String start, String expires) throws Exception {
        Path file = Files.createDirectories(home.resolve(".aws").resolve(kind).resolve("cache"))
                .resolve(hash("SHA-1", key) + ".json");
        Files.writeString(
                file,
                "{\"startUrl\":\"" + start
                        + "\",\"region\":\"us-east-1\",\"accessToken\":\"cached-token\",\"expiresAt\":\"" + expires
                        + "\"}");
    }

    /// What `aws login` leaves: the session's credentials, and the key that proves who may renew them.
    private void logIn(String session, String expires) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        String key = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder()
                        .encodeToString(keys.generateKeyPair().getPrivate().getEncoded())
                + "\\n-----END PRIVATE KEY-----\\n";
        Path file =
                Files.createDirectories(home.resolve(".aws/login/cache")).resolve(hash("SHA-256", session) + ".json");
        Files.writeString(
                file,
                "{\"accessToken\":{\"accessKeyId\":\"LOGINKEY\",\"secretAccessKey\":\"s\",\"sessionToken\":\"login-token\","
                        + "\"accountId\":\"123456789012\",\"expiresAt\":\"" + expires
                        + "\"},\"tokenType\":\"aws_sigv4\",\"clientId\":\"c\",\"refreshToken\":\"r\",\"idToken\":\"i\","
                        + "\"dpopKey\":\"" + key + "\"}");
    }

    private static String hash(String algorithm, String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String signer(String... arguments) throws Exception {
        return signer(List.of(), arguments);
    }

    /// Runs the shortest command that asks AWS, and returns who signed its call.
    private String signer(List<String> variables, String... arguments) throws Exception {
        elsewhere.signers.clear();
        Program.Ended ended = run(variables, arguments);
        assertThat(ended.exitCode()).as(ended.err() + elsewhere.asked).isZero();
        assertThat(elsewhere.signers).as(ended.err()).hasSize(1);
        return elsewhere.signers.getFirst();
    }

    private Program.Ended run(List<String> variables, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "AWS_ACCESS_KEY_ID=",
                "AWS_SECRET_ACCESS_KEY=",
                "AWS_EC2_METADATA_DISABLED=true",
                "AWS_CONFIG_FILE=" + home.resolve("config"),
                "HOME=" + home));
        all.addAll(variables);
        String[] words = Stream.concat(Stream.of("sweep", "--dry-run"), Stream.of(arguments))
                .toArray(String[]::new);
        try (Program program = Program.drainguard(elsewhere.address().toString(), home, all, words)) {
            return program.end();
        }
    }
}
