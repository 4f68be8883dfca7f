package io.drainguard.sim.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The simulated account on a free port of 127.0.0.1, one endpoint for all services.
public final class SimulatorServer implements AutoCloseable {
    private final WireProtocol protocol;
    private final HttpServer server;
    private final String scheme;
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SimulatorServer(WireProtocol protocol, HttpServer server, String scheme) {
        this.protocol = protocol;
        this.server = server;
        this.scheme = scheme;
    }

    /// Starts a server for a world.
    public static SimulatorServer start(World world) {
        return start(new SharedWorld(world));
    }

    /// Starts a server for a world that others use too, under its lock.
    public static SimulatorServer start(SharedWorld world) {
        return start(world, null);
    }

    /// Starts a server for a world that others use too; with an `identity` it speaks TLS.
    public static SimulatorServer start(SharedWorld world, @Nullable SSLContext identity) {
        try {
            HttpServer http = listen(identity);
            SimulatorServer server =
                    new SimulatorServer(new WireProtocol(world), http, identity == null ? "http" : "https");
            http.createContext("/", server::exchange);
            http.setExecutor(server.threads);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    private static HttpServer listen(@Nullable SSLContext identity) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (identity == null) {
            return HttpServer.create(anywhere, 0);
        }
        HttpsServer server = HttpsServer.create(anywhere, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return server;
    }

    /// Where the server listens, such as `http://127.0.0.1:40123`.
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The world behind it, past the lock: for set-up and for looking at it when nothing else runs.
    public World world() {
        return protocol.world().unguarded();
    }

    /// The world behind it, with its lock.
    public SharedWorld shared() {
        return protocol.world();
    }

    /// How many requests have come in, whatever became of them.
    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// A lost reply is a connection that closes without one.
    private void exchange(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            WireResponse response = answer(request(exchange));
            byte[] body = response.bytes();
            exchange.getResponseHeaders().set("Content-Type", response.contentType());
            exchange.getResponseHeaders().set("x-amzn-RequestId", response.requestId());
            response.protocol().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (NoReply lost) {
            // Closing the exchange before any header was sent closes the connection.
            exchange.close();
        }
    }

    private WireResponse answer(WireRequest request) {
        try {
            return protocol.handle(request);
        } catch (AwsError e) {
            return new WireResponse(e.status(), "text/plain", "", e.code() + ": " + e.text());
        } catch (NoReply lost) {
            throw lost;
        } catch (RuntimeException bug) {
            // Told to the caller, since a connection that just closes would look like a lost reply.
            return new WireResponse(500, "text/plain", "", "the simulator is broken: " + bug);
        }
    }

    private static WireRequest request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        String query = exchange.getRequestURI().getRawQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        return WireRequest.of(exchange.getRequestURI().getRawPath(), query == null ? "" : query, headers, body);
    }
}
