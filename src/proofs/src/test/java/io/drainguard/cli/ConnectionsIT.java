package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.Built;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Proxies, certificates, Regions, and what is said where AWS cannot be asked, with the packaged jar.
class ConnectionsIT {
    private static final char[] SECRET = "secret".toCharArray();

    @TempDir
    static Path keys;

    static @Nullable SSLContext tls;
    static @Nullable Path bundle;

    @TempDir
    Path directory;

    /// A certificate that nobody has heard of, and a bundle that has it, with text between as bundles have.
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = keys.resolve("store.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=company",
                        "-validity",
                        "2",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(store.toFile())) {
            loaded.load(in, SECRET);
        }
        bundle = Files.writeString(
                keys.resolve("bundle.pem"),
                "# Company - root\n-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(loaded.getCertificate("a").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(loaded, SECRET);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        tls = context;
    }

    @Test
    void certificateThatIsNotTrusted_isATlsFaultThatNamesTheBundle() throws Exception {
        try (Elsewhere aws = new Elsewhere(tls)) {
            Program.Ended ended = ask(aws.address().toString(), List.of());

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
            assertThat(ended.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("the TLS connection failed: ", "; next: name the certificates", "AWS_CA_BUNDLE");
        }
    }

    @Test
    void bundle_isTakenFromEachPlaceThatTheAwsCliKnows() throws Exception {
        Files.writeString(
                directory.resolve("config"),
                "[profile ops]\nca_bundle = " + bundle + "\n"
                        + "aws_access_key_id = OPSKEY\naws_secret_access_key = s\n");
        try (Elsewhere aws = new Elsewhere(tls)) {
            String address = aws.address().toString();
            assertThat(run(address, List.of("AWS_CA_BUNDLE=" + bundle)).exitCode())
                    .isZero();
            assertThat(run(address, List.of("REQUESTS_CA_BUNDLE=" + bundle)).exitCode())
                    .isZero();
            assertThat(run(address, List.of("AWS_CONFIG_FILE=" + directory.resolve("config")), "--profile", "ops")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void bundleThatIsNotThere_endsWithTwoAndNamesTheVariable() throws Exception {
        Program.Ended ended = run("https://127.0.0.1:1", List.of("AWS_CA_BUNDLE=/nowhere.pem"));

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("'/nowhere.pem' (AWS_CA_BUNDLE) does not exist; next: ");
    }

    @Test
    void secureCalls_goThroughTheProxyWithItsPassword_alsoThoseThatAssumeARole() throws Exception {
        Files.writeString(
                directory.resolve("config"),
                "[profile base]\naws_access_key_id = BASEKEY\naws_secret_access_key = s\n[profile ops]\n"
                        + "role_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = base\n");
        try (Elsewhere aws = new Elsewhere(tls);
                TunnelProxy proxy = new TunnelProxy("me@corp", "p:w")) {
            Program.Ended ended = run(
                    aws.address().toString(),
                    List.of(
                            "AWS_CA_BUNDLE=" + bundle,
                            "AWS_CONFIG_FILE=" + directory.resolve("config"),
                            "HTTPS_PROXY=http://me%40corp:p:w@127.0.0.1:" + proxy.port()),
                    "--profile",
                    "ops");

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(aws.signers).containsExactly("ROLEOFBASEKEY role-token");
            assertThat(proxy.tunnels).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void proxyThatRefusesThePassword_isANetworkFaultThatNamesTheProxyAndNoPassword() throws Exception {
        try (Elsewhere aws = new Elsewhere(tls);
                TunnelProxy proxy = new TunnelProxy("me", "right")) {
            Program.Ended ended = ask(
                    aws.address().toString(),
                    List.of("AWS_CA_BUNDLE=" + bundle, "https_proxy=http://me:wrong@127.0.0.1:" + proxy.port()));

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
            assertThat(ended.err()).contains("through the proxy 127.0.0.1:" + proxy.port() + " (https_proxy)");
            assertThat(ended.err()).doesNotContain("wrong");
        }
    }

    @Test
    void plainCalls_goThroughTheirOwnProxyAtOnce_andThoseExceptedDoNot() throws Exception {
        try (Elsewhere aws = new Elsewhere();
                Elsewhere proxy = new Elsewhere()) {
            String variable = "HTTP_PROXY=" + proxy.address().toString().replace("http://", "me:secret@");

            assertThat(run("http://autoscaling.example", List.of(variable)).exitCode())
                    .isZero();
            assertThat(proxy.guests).containsOnly("me:secret");
            assertThat(run(aws.address().toString(), List.of(variable, "NO_PROXY=example,127.0.0.1"))
                            .exitCode())
                    .isZero();

            assertThat(proxy.signers).hasSize(1);
            assertThat(aws.signers).hasSize(1);
        }
    }

    @Test
    void regionOfTheAwsClisOwnVariable_countsAfterTheSdks() throws Exception {
        try (Elsewhere aws = new Elsewhere()) {
            String address = aws.address().toString();
            run(address, List.of("AWS_REGION=", "AWS_DEFAULT_REGION=eu-north-1"));
            run(address, List.of("AWS_REGION=eu-south-1", "AWS_DEFAULT_REGION=eu-north-1"));
            run(address, List.of("AWS_REGION=eu-south-1"), "--region", "ap-east-1");

            assertThat(aws.regions).containsExactly("eu-north-1", "eu-south-1", "ap-east-1");
        }
    }

    @Test
    void eachFaultOfTheWay_hasItsOwnNextStepAndEndsWithThree() throws Exception {
        List<String> said = new ArrayList<>();
        said.add(failed(ask("http://127.0.0.1:" + closedPort(), List.of())));
        // No name is looked up: the proxy would do that, and nobody listens there.
        said.add(failed(ask("", List.of("HTTPS_PROXY=127.0.0.1:" + closedPort()), "--region", "mars-1")));
        try (Elsewhere aws = new Elsewhere()) {
            aws.instead = Map.entry(200, "<html><body>Please log in</body></html>");
            said.add(failed(ask(aws.address().toString(), List.of())));
            aws.instead = Map.entry(403, "<html><body>Blocked</body></html>");
            said.add(failed(ask(aws.address().toString(), List.of())));
            aws.instead = Map.entry(
                    403,
                    "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The token has expired</Message>"
                            + "</Error></ErrorResponse>");
            said.add(failed(ask(aws.address().toString(), List.of())));
        }
        said.add(failed(ask("http://127.0.0.1:1", List.of("AWS_REGION="))));

        assertThat(said.get(0))
                .contains("could not be reached: Connection refused", "; next: see that this machine reaches");
        assertThat(said.get(1)).contains("there is no Region mars-1; next: give a Region");
        assertThat(said.get(2)).contains("does not speak as AWS does", "; next: see that");
        assertThat(said.get(3)).contains("does not speak as AWS does");
        assertThat(said.get(4)).contains("does not accept these credentials", "ExpiredToken", "; next: ");
        assertThat(said.get(5)).contains("no Region is set; next: ", "AWS_DEFAULT_REGION");
        // Both answers that are none of AWS's have the same.
        assertThat(said.stream().map(ConnectionsIT::step).distinct())
                .as("next steps: " + said)
                .hasSize(5);
    }

    @Test
    void outputThatNobodyReads_isSilence() throws Exception {
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -jar '"
                                + Built.COMMAND_LINE_JAR + "' --help | true; exit ${PIPESTATUS[0]}")
                .start();

        assertThat(new String(shell.getErrorStream().readAllBytes())).isEmpty();
        assertThat(shell.waitFor()).isEqualTo(141);
    }

    /// The first words of the next step, up to where an address may stand.
    private static String step(String line) {
        String next = line.substring(line.indexOf("; next: ") + "; next: ".length());
        return next.substring(0, 12);
    }

    private static String failed(Program.Ended ended) {
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
        return ended.err();
    }

    private static int closedPort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /// A sweep that reaches AWS.
    private Program.Ended run(String endpoint, List<String> variables, String... arguments) throws Exception {
        return run(Stream.of("sweep", "--dry-run"), endpoint, variables, arguments);
    }

    /// A command that asks once; a sweep would ask again for a minute.
    private Program.Ended ask(String endpoint, List<String> variables, String... arguments) throws Exception {
        return run(Stream.of("explain", "events/terminate.json"), endpoint, variables, arguments);
    }

    private Program.Ended run(Stream<String> command, String endpoint, List<String> variables, String... arguments)
            throws Exception {
        String[] words = Stream.concat(command, Stream.of(arguments)).toArray(String[]::new);
        List<String> all = new ArrayList<>(List.of("AWS_EC2_METADATA_DISABLED=true"));
        all.addAll(variables);
        try (Program program = Program.drainguard(endpoint, directory, all, words)) {
            return program.end();
        }
    }
}
