package io.drainguard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Everything on the loopback address that a program asks to be signed in: the sign-in services of AWS, a container's
/// endpoint, the instance's metadata. It also answers the one call that shows who signed it, and notes who that was.
final class Elsewhere implements AutoCloseable {
    private static final String EXPIRES = Instant.now()
            .plus(1, ChronoUnit.HOURS)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();

    private static final String NO_GROUP = """
            <DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
              <DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult>
            </DescribeAutoScalingGroupsResponse>
            """;

    /// Every request, as its method, path and body.
    final List<String> asked = new CopyOnWriteArrayList<>();

    /// Who signed the calls to Auto Scaling: key, then session token.
    final List<String> signers = new CopyOnWriteArrayList<>();

    /// The Regions for which those calls were signed.
    final List<String> regions = new CopyOnWriteArrayList<>();

    /// Who signed in at it as a proxy, as `user:password`.
    final List<String> guests = new CopyOnWriteArrayList<>();

    /// What it answers to every call instead, as the status and the text.
    volatile Map.@Nullable Entry<Integer, String> instead;

    private final HttpServer server;
    private final String scheme;

    Elsewhere() {
        this(null);
    }

    /// Speaks TLS.
    Elsewhere(@Nullable SSLContext tls) {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) {
                server = HttpServer.create(free, 0);
            } else {
                HttpsServer secured = HttpsServer.create(free, 0);
                secured.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secured;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        scheme = tls == null ? "http" : "https";
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        if (body.contains("Action=DescribeAutoScalingGroups")) {
            regions.add(header(exchange, "Authorization").replaceFirst(".*Credential=[^/]+/[^/]+/([^/]+)/.*", "$1"));
            signers.add(header(exchange, "Authorization").replaceFirst(".*Credential=([^/]+)/.*", "$1") + " "
                    + header(exchange, "X-Amz-Security-Token"));
        }
        String guest = header(exchange, "Proxy-Authorization");
        if (!guest.isEmpty()) {
            guests.add(new String(Base64.getDecoder().decode(guest.replace("Basic ", "")), StandardCharsets.UTF_8));
        }
        Map.Entry<Integer, String> other = instead;
        String reply = other == null ? reply(exchange, path, body) : other.getValue();
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        if (reply.startsWith("<html")) {
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        }
        int status = bytes.length == 0 ? 404 : 200;
        exchange.sendResponseHeaders(other == null ? status : other.getKey(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String reply(HttpExchange exchange, String path, String body) {
        if (body.contains("Action=DescribeAutoScalingGroups")) {
            return NO_GROUP;
        }
        if (body.contains("Action=AssumeRoleWithWebIdentity")) {
            return assumed("AssumeRoleWithWebIdentity", "WEBKEY", "web-token");
        }
        if (body.contains("Action=AssumeRole")) {
            String source = header(exchange, "Authorization").replaceFirst(".*Credential=([^/]+)/.*", "$1");
            return assumed("AssumeRole", "ROLEOF" + source, "role-token");
        }
        return switch (path) {
            case "/federation/credentials" ->
                header(exchange, "x-amz-sso_bearer_token").equals("cached-token")
                        ? "{\"roleCredentials\":{\"accessKeyId\":\"SSOKEY\",\"secretAccessKey\":\"s\",\"sessionToken\":"
                                + "\"sso-token\",\"expiration\":"
                                + Instant.parse(EXPIRES).toEpochMilli() + "}}"
                        : "";
            case "/container" ->
                header(exchange, "Authorization").equals("container-secret") ? credentials("CONTAINERKEY") : "";
            case "/latest/api/token" -> token(exchange);
            case "/latest/meta-data/iam/security-credentials/",
                    "/latest/meta-data/iam/security-credentials-extended/" -> "instance-role";
            case "/latest/meta-data/iam/security-credentials/instance-role",
                    "/latest/meta-data/iam/security-credentials-extended/instance-role" -> credentials("INSTANCEKEY");
            default -> "";
        };
    }

    private static String token(HttpExchange exchange) {
        exchange.getResponseHeaders().add("x-aws-ec2-metadata-token-ttl-seconds", "21600");
        return "metadata-token";
    }

    private static String credentials(String key) {
        return "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"LastUpdated\":\"2026-01-01T00:00:00Z\",\"AccessKeyId\":\""
                + key + "\",\"SecretAccessKey\":\"s\",\"Token\":\"given-token\",\"Expiration\":\"" + EXPIRES + "\"}";
    }

    private static String assumed(String action, String key, String token) {
        return """
               <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
               <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>%3$s</SessionToken>
               <Expiration>%4$s</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn>
               <AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser></%1$sResult></%1$sResponse>
               """.formatted(action, key, token, EXPIRES);
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
