package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The HTTP interface between Lambda and a runtime, on a free port of the loopback address
/// (source: Lambda Developer Guide, runtimes-api; the restore calls: aws/aws-lambda-java-libs,
/// `LambdaRuntimeApiClientImpl`).
final class RuntimeApi implements AutoCloseable {

    /// What the runtime's calls mean to its execution environment.
    interface Calls {

        /// Blocks until there is an event; `null` when there will be none any more.
        @Nullable
        Invocation next() throws InterruptedException;

        /// When the event now taken must be answered, by the machine's clock: the runtime reads that one, too.
        Instant deadline();

        /// Takes an answer; false when nobody asked for it.
        boolean answer(String requestId, Outcome outcome);

        /// Takes the report that the handler could not be loaded.
        void initFailed(Outcome.Failed failure);
    }

    private static final String ROOT = "/2018-06-01/runtime/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final String functionArn;
    private final Calls calls;

    RuntimeApi(String functionArn, Calls calls) {
        this.functionArn = functionArn;
        this.calls = calls;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no loopback port for the Runtime API of " + functionArn, e);
        }
        server.setExecutor(threads);
        server.createContext(ROOT, this::handle);
        server.createContext(CredentialsEndpoint.PATH, CredentialsEndpoint::handle);
        server.start();
    }

    /// `host:port`, the form of `AWS_LAMBDA_RUNTIME_API`.
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestURI().getPath().substring(ROOT.length());
            switch (exchange.getRequestMethod() + " " + call) {
                case "GET invocation/next" -> next(exchange);
                case "GET restore/next" -> reply(exchange, 200, "");
                case "POST init/error", "POST restore/error" -> initFailed(exchange);
                default -> answer(exchange, call.split("/"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        Invocation invocation = calls.next();
        if (invocation == null) {
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", invocation.requestId);
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(calls.deadline().toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
        headers.set(
                "Lambda-Runtime-Trace-Id",
                "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0");
        headers.set("Content-Type", "application/json");
        send(exchange, 200, invocation.payload);
    }

    private void answer(HttpExchange exchange, String[] call) throws IOException {
        boolean known = call.length == 3 && call[0].equals("invocation");
        switch (known ? call[2] : "") {
            case "response" -> answer(exchange, call[1], new Outcome.Returned(body(exchange)));
            case "error" -> answer(exchange, call[1], failure(exchange));
            default -> reply(exchange, 404, "{\"errorType\":\"NoSuchCall\"}");
        }
    }

    private void answer(HttpExchange exchange, String requestId, Outcome outcome) throws IOException {
        if (calls.answer(requestId, outcome)) {
            reply(exchange, 202, "{\"status\":\"OK\"}");
        } else {
            reply(exchange, 400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}");
        }
    }

    private void initFailed(HttpExchange exchange) throws IOException {
        calls.initFailed(failure(exchange));
        reply(exchange, 202, "{\"status\":\"OK\"}");
    }

    private static Outcome.Failed failure(HttpExchange exchange) throws IOException {
        JsonNode error = JSON.readTree(body(exchange));
        return new Outcome.Failed(
                error.path("errorType").asText(), error.path("errorMessage").asText());
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        send(exchange, status, json.getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
