package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three real servers from the configuration that nodes and pods have, and a backend's own server as their member.
@Timeout(90)
class NatsClusterTest {
    private static final Path PODS = Path.of("nodes/dsiem/kubernetes");
    private static final String MEMBER = "127.0.6.9";
    private static final String BALANCER = "127.0.6.10";

    @TempDir
    Path home;

    private NatsCluster cluster;
    private final List<String> present = new ArrayList<>(List.of("127.0.6.1", "127.0.6.2", "127.0.6.3"));
    private final Set<String> received = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void make() throws IOException {
        cluster = new NatsCluster(home);
    }

    @AfterEach
    void end() throws Exception {
        cluster.close();
    }

    private void startOnNodes() throws Exception {
        for (String address : present) {
            cluster.start(address, rendered(address, ". \"$lib/role-nats.sh\"\nrender"));
        }
        cluster.awaitMesh(present);
    }

    /// What the boot script of the node with this address writes.
    private String rendered(String address, String script) throws IOException {
        ClusterNode node = new ClusterNode("dash", Files.createDirectories(home.resolve(address)));
        node.aws("*describe-instances*) echo '" + String.join("\n", present) + "' ;;");
        Tools.Answer answer = node.sh("GROUP=siem-nats REGION=r NODE=x-10 NATS=nats://" + BALANCER + ":4222 me=i-0"
                + address.replace(".", "") + " address=" + address + "\n" + script);
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return node.read("etc/nats.conf");
    }

    /// Of the pod with this name. Pods see each other's addresses, which relays hide.
    static String ofPod(String file, String name, String address) throws IOException {
        return Files.readString(PODS.resolve("files/" + file))
                .replace("$POD_NAME", name)
                .replaceAll("(?m)^port: 4222$", "listen: \"0.0.0.0:4222\"")
                .replaceAll("(?m)^http_port: 8222$", "http: \"127.0.0.1:8222\"")
                .replaceAll("(?m)^pid_file: .*$", "")
                .replaceAll(
                        "(?m)^  port: 6222$",
                        "  listen: \"0.0.0.0:6222\"\n  cluster_advertise: \"" + address + ":6222\"")
                .replaceAll("dsiem-nats-(\\d)\\.dsiem-nats-servers", "127.0.6.2$1")
                .replace("dsiem-nats-servers", BALANCER);
    }

    /// The signal that the unit has systemd send.
    private static String signal() throws IOException {
        return Files.readString(Path.of("nodes/dsiem/units/nats.service"))
                .replaceAll("(?s).*\nKillSignal=SIG(\\w+)\n.*", "-$1");
    }

    private Connection hear(String address) throws Exception {
        Connection client = cluster.connect(address);
        client.createDispatcher(message -> received.add(new String(message.getData(), StandardCharsets.UTF_8)))
                .subscribe("dsiem_events");
        client.flush(Duration.ofSeconds(5));
        return client;
    }

    /// Publishes until an event arrives that was published after this call.
    private void awaitEvent(Connection frontend, String event) throws InterruptedException {
        NatsCluster.await("an event", () -> {
            frontend.publish("dsiem_events", event.getBytes(StandardCharsets.UTF_8));
            return received.contains(event);
        });
    }

    @Test
    void eachServer_isRoutedToBothOthers() throws Exception {
        startOnNodes();
        for (String address : present) {
            List<String> others =
                    present.stream().filter(other -> !other.equals(address)).toList();
            assertThat(cluster.neighbours(address)).hasSize(2).isEqualTo(cluster.ids(others));
        }
    }

    @Test
    void clientOfARetiredServer_goesOnWithAnotherOfWhichItWasNeverTold() throws Exception {
        startOnNodes();
        Connection backend = hear("127.0.6.1");
        Connection frontend = cluster.connect("127.0.6.2");
        cluster.retire("127.0.6.1", signal());
        awaitEvent(frontend, "after");
        assertThat(backend.getConnectedUrl()).contains("127.0.6.").doesNotContain("127.0.6.1:");
        assertThat(cluster.log("127.0.6.1")).contains("lame duck");
        assertThat(cluster.neighbours("127.0.6.2")).isEqualTo(cluster.ids(List.of("127.0.6.3")));
    }

    /// The member is told the load balancer's address alone, and of all servers that it knew at its start none is left.
    @Test
    void backendsOwnServer_hearsEverything_whileAllServersAreReplaced_andJoinsAgainAfterACut() throws Exception {
        startOnNodes();
        List<String> all = List.of("127.0.6.1", "127.0.6.2", "127.0.6.3", "127.0.6.4", "127.0.6.5", "127.0.6.6");
        cluster.relay(BALANCER, all.toArray(String[]::new));
        cluster.start(
                MEMBER,
                rendered(
                        MEMBER,
                        ". \"$lib/role-backend.sh\"\neval \"$(grep '^  render_nats ' \"$lib/role-backend.sh\")\""));
        awaitMember();
        Connection frontend = cluster.connect("127.0.6.1");
        hear("127.0.0.1");
        awaitEvent(frontend, "before");

        try (Events events = new Events(frontend)) {
            for (String fresh : all.subList(3, 6)) {
                cluster.retire(present.removeFirst(), signal());
                present.add(fresh);
                cluster.start(fresh, rendered(fresh, ". \"$lib/role-nats.sh\"\nrender"));
                awaitMember();
            }
            assertThat(events.missing(received)).isEmpty();
        }
        assertThat(cluster.neighbours(MEMBER)).isEqualTo(cluster.ids(present));
        assertThat(frontend.getServers()).as("a hidden member").noneMatch(url -> url.contains(MEMBER));

        cluster.cutRoutes(Duration.ofSeconds(2));
        awaitMember();
        awaitEvent(frontend, "after the cut");
    }

    /// In pods a server that is replaced keeps its name; the Service's name stands for all of them.
    @Test
    void podsOwnServer_hearsEverything_whileAllServersAreReplaced() throws Exception {
        present.clear();
        for (int server = 0; server < 3; server++) {
            present.add("127.0.6.2" + server);
            startPod(server);
        }
        cluster.relay(BALANCER, present.toArray(String[]::new));
        cluster.start(MEMBER, ofPod("member.conf", "dsiem-backend-10", MEMBER));
        awaitMember();
        Connection frontend = cluster.connect("127.0.6.20");
        hear("127.0.0.1");
        awaitEvent(frontend, "before");

        try (Events events = new Events(frontend)) {
            for (int server = 2; server >= 0; server--) {
                cluster.retire("127.0.6.2" + server, "-USR2");
                startPod(server);
                awaitMember();
            }
            assertThat(events.missing(received)).isEmpty();
        }
        assertThat(cluster.neighbours(MEMBER)).isEqualTo(cluster.ids(present));
        assertThat(frontend.getServers()).as("a hidden member").noneMatch(url -> url.contains("127.0.0.1"));
    }

    private void startPod(int server) throws IOException {
        String address = "127.0.6.2" + server;
        cluster.start(address, ofPod("nats.conf", "dsiem-nats-" + server, address));
    }

    private void awaitMember() throws InterruptedException {
        List<String> servers = new ArrayList<>(present);
        servers.add(MEMBER);
        cluster.awaitMesh(servers);
    }

    /// Numbered events, some hundred a second. What a server did not confirm is published again: what becomes of a
    /// frontend's own is another question.
    private static final class Events implements AutoCloseable {
        private final Set<String> published = ConcurrentHashMap.newKeySet();
        private final Connection frontend;
        private final Thread publisher;
        private volatile boolean ends;

        Events(Connection frontend) {
            this.frontend = frontend;
            publisher = Thread.ofVirtual().start(() -> {
                for (int number = 0; !ends; number++) {
                    while (!isTaken(String.valueOf(number))) {
                        Thread.onSpinWait();
                    }
                    published.add(String.valueOf(number));
                }
            });
        }

        private boolean isTaken(String event) {
            long moved = frontend.getStatistics().getReconnects();
            try {
                frontend.publish("dsiem_events", event.getBytes(StandardCharsets.UTF_8));
                frontend.flush(Duration.ofSeconds(1));
                Thread.sleep(2);
            } catch (TimeoutException moves) {
                return false;
            } catch (InterruptedException cut) {
                throw new AssertionError(cut);
            }
            return frontend.getStatistics().getReconnects() == moved;
        }

        /// Those that do not arrive within 5 s.
        Collection<String> missing(Set<String> received) throws InterruptedException {
            close();
            publisher.join();
            assertThat(published).hasSizeGreaterThan(100);
            for (int tries = 0; !received.containsAll(published) && tries < 100; tries++) {
                Thread.sleep(50);
            }
            return published.stream()
                    .filter(number -> !received.contains(number))
                    .sorted()
                    .toList();
        }

        @Override
        public void close() {
            ends = true;
        }
    }
}
