package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/// Hands the function dummy credentials over HTTP: under SnapStart a snapshot must not carry any, so Lambda sets the
/// address of such an endpoint instead of the access key variables (source: Lambda Developer Guide,
/// snapstart-activate). The answer's form is that of the container credential provider (source: AWS SDKs and Tools
/// Reference Guide, feature-container-credentials); they do not expire here.
final class CredentialsEndpoint {

    static final String PATH = "/2021-04-23/credentials";

    private static final String TOKEN = "simulator-token";
    private static final String CREDENTIALS = """
            {"AccessKeyId": "ASIASIMULATOR0000000", "SecretAccessKey": "simulator", "Token": "simulator",
             "Expiration": "2099-01-01T00:00:00Z"}""";

    private CredentialsEndpoint() {}

    /// The variables that lead to the endpoint at `host:port`.
    static Map<String, String> variables(String address) {
        return Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "http://" + address + PATH,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                TOKEN);
    }

    static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean allowed = TOKEN.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (allowed ? CREDENTIALS : "{\"code\":\"AccessDenied\"}").getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(allowed ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
