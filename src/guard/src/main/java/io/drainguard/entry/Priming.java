package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/// Runs the whole path a few times before Lambda takes its snapshot, so that what the first decision needs is loaded.
///
/// A guard of its own, with throw-away clients, credentials, memory, clock and log, serves a few events of an account
/// that answers on the loopback address with replies from this jar, over TLS. Nothing of it is left in the snapshot
/// but classes: the connections are closed, the keys forgotten. Only SnapStart calls it: elsewhere it would delay the
/// first decision instead of hastening it.
final class Priming implements Resource {
    /// What the guard's clock shows: the canned nodes began to wait two hours before.
    private static final Instant START = Instant.parse("2026-01-01T10:21:30Z");

    /// The first round loads; the others let the JVM compile, and the snapshot keeps what it compiled. Measured on the
    /// first decision afterwards, processor time: one round 110 ms, five 90 ms, twenty 80 ms.
    private static final int ROUNDS = 5;

    private static final Duration LEFT = Duration.ofMinutes(5);

    private final Journal journal;
    private final Callable<?> work;

    /// Built for a guard whose journal is told when priming fails.
    Priming(Journal journal) {
        this(journal, Priming::run);
    }

    Priming(Journal journal, Callable<?> work) {
        this.journal = journal;
        this.work = work;
    }

    /// Primes. A failure is written down and costs the first decision its head start, nothing else: a version that
    /// cannot be published, or a snapshot that AWS cannot renew, would guard nobody.
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
        // Nothing was kept that a restored copy must not share.
    }

    /// Serves the canned events; the number of calls it took.
    ///
    /// @throws Exception when any of them is not served as it must be
    static int run() throws Exception {
        EphemeralTls tls = EphemeralTls.create();
        try (PrimingServer account = PrimingServer.open(tls.context())) {
            for (int round = 0; round < ROUNDS; round++) {
                serve(account, tls);
            }
            warmDefaults();
            return account.served();
        }
    }

    /// One round, with clients and connections of its own.
    private static void serve(PrimingServer account, EphemeralTls tls) throws IOException {
        try (Clients clients = clients(account, tls)) {
            LifecycleHandler handler = new LifecycleHandler(Wiring.of(Map.of(), new Clock(), line -> {}, clients));
            for (String event : events()) {
                handler.handle(new ByteArrayInputStream(event.getBytes(UTF_8)), new ByteArrayOutputStream(), LEFT);
            }
        }
    }

    private static Clients clients(PrimingServer account, EphemeralTls tls) {
        return new Clients(
                UrlConnectionHttpClient.builder()
                        .tlsTrustManagersProvider(tls::trust)
                        .build(),
                // The environment may ask for endpoints that cannot be had on the loopback address.
                client -> client.region(Region.US_EAST_1)
                        .fipsEnabled(false)
                        .dualstackEnabled(false)
                        .endpointOverride(account.endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none"))));
    }

    /// The real clients' own trust store and credentials, as far as they can be had without asking anybody.
    private static void warmDefaults() {
        HttpsURLConnection.getDefaultSSLSocketFactory().getSupportedCipherSuites();
    }

    private static List<String> events() throws IOException {
        return new String(resource("events.jsonl"), UTF_8).lines().toList();
    }

    /// A file of this class's own folder `priming`.
    static byte[] resource(String name) throws IOException {
        try (InputStream in = Priming.class.getResourceAsStream("priming/" + name)) {
            if (in == null) {
                throw new IOException("priming/" + name + " is not in the jar");
            }
            return in.readAllBytes();
        }
    }

    /// Waiting costs nothing.
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
