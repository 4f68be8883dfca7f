package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Real NATS servers, each at an address of its own on loopback.
///
/// Of their configuration only ports and the lame duck's grace (10 s) are changed; the ports, so that other servers of
/// this machine do no harm. Their routes run through relays, so that a test can cut them.
final class NatsCluster implements AutoCloseable {
    private final Path home;
    private final Map<String, Process> servers = new ConcurrentHashMap<>();
    private final List<Relay> relays = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int clients = freePort();
    private final int monitor = freePort();
    private final int routes = freePort();
    private final int behindRelay = freePort();

    NatsCluster(Path home) throws IOException {
        Tools.assumeInstalled("nats-server");
        this.home = home;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            return socket.getLocalPort();
        }
    }

    /// The server with this configuration; a `127.0.0.1` for clients stays as it is.
    void start(String address, String configuration) throws IOException {
        Path conf = Files.writeString(
                home.resolve(address + ".conf"),
                configuration
                        .replace("listen: \"0.0.0.0:6222\"", "listen: \"" + address + ":" + behindRelay + "\"")
                        .replace("127.0.0.1:8222", address + ":8222")
                        .replace("0.0.0.0", address)
                        .replace(":4222", ":" + clients)
                        .replace(":6222", ":" + routes)
                        .replace(":8222", ":" + monitor)
                        .replaceAll("(grace_period: \"?)10s", "$1500ms"));
        Tools.Answer check = Tools.run(List.of("nats-server", "-t", "-c", conf.toString()));
        assertThat(check.exitCode()).as(check.stderr()).isZero();
        if (relays.stream().noneMatch(relay -> relay.isAt(address))) {
            relay(address, address);
        }
        servers.put(
                address,
                new ProcessBuilder("nats-server", "-c", conf.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve(address + ".log").toFile())
                        .start());
    }

    /// Lets routes to an address lead to whichever of these servers is up, as a network load balancer does.
    void relay(String address, String... targets) throws IOException {
        relays.add(new Relay(
                new InetSocketAddress(address, routes),
                () -> List.of(targets).stream()
                        .filter(servers::containsKey)
                        .map(target -> new InetSocketAddress(target, behindRelay))
                        .toList()));
    }

    /// Cuts all routes, and lets none stand for as long.
    void cutRoutes(Duration pause) throws InterruptedException {
        relays.forEach(relay -> relay.refuse(true));
        Thread.sleep(pause);
        relays.forEach(relay -> relay.refuse(false));
    }

    /// Sends a server a signal, such as `-USR2`, and waits for its end.
    void retire(String address, String signal) throws InterruptedException {
        Process server = servers.get(address);
        Tools.run(List.of("kill", signal, String.valueOf(server.pid())));
        assertThat(server.waitFor(40, TimeUnit.SECONDS)).isTrue();
        servers.remove(address);
    }

    String log(String address) throws IOException {
        return Files.readString(home.resolve(address + ".log"));
    }

    /// The port of all monitors.
    int monitor() {
        return monitor;
    }

    /// The client knows this address alone; the others come from the server.
    Connection connect(String address) throws IOException, InterruptedException {
        Connection connection = Nats.connect(Options.builder()
                .server("nats://" + address + ":" + clients)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .build());
        connections.add(connection);
        return connection;
    }

    /// The servers to which this one has routes, by their ids.
    Set<String> neighbours(String address) {
        return values(monitor(address, "/routez"), "remote_id");
    }

    Set<String> ids(Collection<String> addresses) {
        Set<String> ids = new HashSet<>();
        addresses.forEach(address -> ids.addAll(values(monitor(address, "/varz"), "server_id")));
        return ids;
    }

    /// Waits until each of these servers has a route to all others of them.
    void awaitMesh(Collection<String> addresses) throws InterruptedException {
        for (String address : addresses) {
            await("routes of " + address, () -> {
                Set<String> others = ids(addresses);
                others.removeAll(ids(List.of(address)));
                return others.size() == addresses.size() - 1
                        && neighbours(address).containsAll(others);
            });
        }
    }

    static void await(String what, BooleanSupplier fact) throws InterruptedException {
        for (int tries = 0; !fact.getAsBoolean(); tries++) {
            assertThat(tries).as(what).isLessThan(200);
            Thread.sleep(50);
        }
    }

    /// What one server says of itself, or nothing before it listens.
    private String monitor(String address, String page) {
        URI question = URI.create("http://" + address + ":" + monitor + page);
        try {
            return http.send(HttpRequest.newBuilder(question).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (ConnectException notYet) {
            return "";
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
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

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (InterruptedException cut) {
                throw new AssertionError(cut);
            }
        }
        for (Process server : servers.values()) {
            server.destroyForcibly().onExit().join();
        }
        for (Relay relay : relays) {
            relay.close();
        }
    }
}
