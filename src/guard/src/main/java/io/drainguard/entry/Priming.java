package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import org.crac.Context;
import org.crac.Resource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/// Runs the whole path a few times before Lambda takes its snapshot, so that the snapshot holds the classes that the
/// first decision needs.
///
/// A second guard, with its own clients, credentials, memory, clock and log, serves a few events. A small server on the
/// loopback address plays AWS: it answers with replies from this jar, over TLS. Only the loaded classes stay in the
/// snapshot: priming closes all connections and drops all keys. Only SnapStart starts priming, because without a
/// snapshot it would delay the first decision.
public final class Priming implements Resource {
    /// The time that the priming guard's clock shows. The nodes in the recorded replies began to wait two hours
    /// before it.
    private static final Instant START = Instant.parse("2026-01-01T10:21:30Z");

    /// The number of rounds. The first round loads the classes; the others let the JVM compile them, and the
    /// snapshot keeps the compiled code. Measured on the first decision afterwards, processor time: one round
    /// 110 ms, five 90 ms, twenty 80 ms.
    private static final int ROUNDS = 5;

    private static final Duration LEFT = Duration.ofMinutes(5);

    /// The recorded group names this document, and a guard runs only documents that it was given.
    private static final Map<String, String> ENVIRONMENT =
            Map.of(Settings.DRAIN_DOCUMENT, "drainguard-priming", Settings.NOTICES, "on");

    private final Journal journal;
    private final Callable<?> work;

    /// Primes a guard. Its journal reports a failure of priming.
    Priming(Journal journal) {
        this(journal, Priming::run);
    }

    Priming(Journal journal, Callable<?> work) {
        this.journal = journal;
        this.work = work;
    }

    /// Primes the guard. A failure goes to the journal and only makes the first decision slower. If it were
    /// thrown, Lambda could not publish the version or renew the snapshot, and no guard would run.
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            work.call();
        } catch (Exception | Error failure) {
            journal.ignored("priming", "it failed, so the first decision after a start takes longer: " + failure);
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Priming keeps no state that two restored copies must not share.
    }

    /// Serves the recorded events.
    ///
    /// @return the number of calls that the guard made
    /// @throws Exception if an event is not served as it must be
    public static int run() throws Exception {
        EphemeralTls tls = EphemeralTls.create();
        try (PrimingServer server = PrimingServer.open(tls.context())) {
            for (int round = 0; round < ROUNDS; round++) {
                serve(server, tls);
            }
            warmDefaults();
            return server.served();
        }
    }

    /// Serves one round, with new clients and connections.
    private static void serve(PrimingServer server, EphemeralTls tls) throws IOException {
        try (Clients clients = clients(server, tls)) {
            LifecycleHandler handler = new LifecycleHandler(Wiring.of(ENVIRONMENT, new Clock(), line -> {}, clients));
            for (String event : events()) {
                handler.handle(new ByteArrayInputStream(event.getBytes(UTF_8)), new ByteArrayOutputStream(), LEFT);
            }
        }
    }

    private static Clients clients(PrimingServer server, EphemeralTls tls) {
        return new Clients(
                UrlConnectionHttpClient.builder()
                        .tlsTrustManagersProvider(tls::trust)
                        .build(),
                // The environment may ask for endpoints that do not exist on the loopback address.
                client -> client.region(Region.US_EAST_1)
                        .fipsEnabled(false)
                        .dualstackEnabled(false)
                        .endpointOverride(server.endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none"))));
    }

    /// Loads the trust store that the real clients use. It makes no connection.
    private static void warmDefaults() {
        HttpsURLConnection.getDefaultSSLSocketFactory().getSupportedCipherSuites();
    }

    private static List<String> events() throws IOException {
        return new String(resource("events.jsonl"), UTF_8).lines().toList();
    }

    /// Reads a file from the folder `priming` beside this class.
    static byte[] resource(String name) throws IOException {
        try (InputStream in = Priming.class.getResourceAsStream("priming/" + name)) {
            if (in == null) {
                throw new IOException("priming/" + name + " is not in the jar");
            }
            return in.readAllBytes();
        }
    }

    /// A clock on which a pause takes no real time.
    private static final class Clock implements Time {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public void pause(Duration length) {
            now = now.plus(length);
        }
    }
}
