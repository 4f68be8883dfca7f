package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three real servers from the configuration that the boot script writes, each at an address of its own on loopback.
///
/// Only ports and the lame duck's grace (10 s) are changed; the ports, so that other servers of this machine do no
/// harm.
@Timeout(90)
class NatsClusterTest {
    private static final List<String> ADDRESSES = List.of("127.0.6.1", "127.0.6.2", "127.0.6.3");

    @TempDir
    Path home;

    private final List<Process> servers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private int clients;
    private int monitor;

    @BeforeEach
    void start() throws Exception {
        Tools.assumeInstalled("nats-server");
        clients = freePort();
        monitor = freePort();
        int routes = freePort();
        for (String address : ADDRESSES) {
            Path conf = Files.writeString(
                    home.resolve(address + ".conf"),
                    rendered(address)
                            .replace("0.0.0.0", address)
                            .replace(":4222", ":" + clients)
                            .replace(":6222", ":" + routes)
                            .replace(":8222", ":" + monitor)
                            .replace("grace_period: \"10s\"", "grace_period: \"1s\""));
            Tools.Answer check = Tools.run(List.of("nats-server", "-t", "-c", conf.toString()));
            assertThat(check.exitCode()).as(check.stderr()).isZero();
            servers.add(new ProcessBuilder("nats-server", "-c", conf.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve(address + ".log").toFile())
                    .start());
        }
    }

    /// What the boot script of the node with this address writes.
    private String rendered(String address) throws IOException {
        ClusterNode node = new ClusterNode("dash", Files.createDirectories(home.resolve(address)));
        node.aws("*describe-instances*) echo '" + String.join("\n", ADDRESSES) + "' ;;");
        Tools.Answer answer = node.sh("GROUP=siem-nats REGION=r me=i-0" + address.replace(".", "") + " address="
                + address + "\n. \"$lib/role-nats.sh\"\nrender");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return node.read("etc/nats.conf");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESSES.getFirst()))) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process server : servers) {
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// What one server says of itself, or nothing before it listens.
    private String monitor(String address, String page) throws IOException, InterruptedException {
        URI question = URI.create("http://" + address + ":" + monitor + page);
        try {
            return http.send(HttpRequest.newBuilder(question).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (ConnectException notYet) {
            return "";
        }
    }

    /// Every value of a field.
    private static Set<String> values(String answer, String field) {
        return Pattern.compile("\"" + field + "\": \"([^\"]+)\"")
                .matcher(answer)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    /// The servers to which this one has routes, by their ids.
    private Set<String> neighbours(String address) throws IOException, InterruptedException {
        return values(monitor(address, "/routez"), "remote_id");
    }

    private Set<String> id(String address) throws IOException, InterruptedException {
        return values(monitor(address, "/varz"), "server_id");
    }

    private void awaitFullMesh() throws Exception {
        for (String address : ADDRESSES) {
            for (int tries = 0; neighbours(address).size() < 2; tries++) {
                assertThat(tries).as("routes of " + address).isLessThan(200);
                Thread.sleep(50);
            }
        }
    }

    @Test
    void eachServer_isRoutedToBothOthers() throws Exception {
        awaitFullMesh();
        for (String address : ADDRESSES) {
            Set<String> others = new HashSet<>();
            for (String other : ADDRESSES) {
                others.addAll(other.equals(address) ? Set.of() : id(other));
            }
            assertThat(neighbours(address)).hasSize(2).isEqualTo(others);
        }
    }

    /// By the signal that the unit has systemd send.
    @Test
    void clientOfARetiredServer_goesOnWithAnotherOfWhichItWasNeverTold() throws Exception {
        awaitFullMesh();
        Set<String> received = ConcurrentHashMap.newKeySet();
        try (Connection backend = connect(0);
                Connection frontend = connect(1)) {
            Dispatcher dispatcher = backend.createDispatcher(
                    message -> received.add(new String(message.getData(), StandardCharsets.UTF_8)));
            dispatcher.subscribe("dsiem_events");
            backend.flush(Duration.ofSeconds(5));
            String signal = Files.readString(Path.of("nodes/dsiem/units/nats.service"))
                    .replaceAll("(?s).*\nKillSignal=(\\w+)\n.*", "$1");
            Tools.run(List.of(
                    "kill",
                    "-" + signal.substring(3),
                    String.valueOf(servers.getFirst().pid())));
            assertThat(servers.getFirst().waitFor(40, TimeUnit.SECONDS)).isTrue();
            for (int tries = 0; received.isEmpty() && tries < 200; tries++) {
                frontend.publish("dsiem_events", "after".getBytes(StandardCharsets.UTF_8));
                Thread.sleep(50);
            }
            assertThat(received).containsExactly("after");
            assertThat(backend.getConnectedUrl()).contains("127.0.6.").doesNotContain("127.0.6.1:");
        }
        assertThat(Files.readString(home.resolve(ADDRESSES.getFirst() + ".log")))
                .contains("lame duck");
        assertThat(neighbours(ADDRESSES.get(1))).isEqualTo(id(ADDRESSES.get(2)));
    }

    private Connection connect(int server) throws IOException, InterruptedException {
        return Nats.connect(Options.builder()
                .server("nats://" + ADDRESSES.get(server) + ":" + clients)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .build());
    }
}
