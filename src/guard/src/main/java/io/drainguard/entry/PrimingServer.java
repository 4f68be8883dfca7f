package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A server on a free port of the loopback address. It answers each call with the file of the action's name.
final class PrimingServer implements AutoCloseable {
    /// The longest wait for a caller's bytes, in milliseconds. A caller that sends nothing must not keep the
    /// function from starting.
    private static final int PATIENCE_MILLIS = 5_000;

    private static final String REFUSED = ".400";

    private final ServerSocket server;
    private final AtomicInteger served = new AtomicInteger();

    private PrimingServer(ServerSocket server) {
        this.server = server;
    }

    /// Opens the server. Its thread serves one caller after the other until the server is closed.
    static PrimingServer open(SSLContext tls) throws IOException {
        PrimingServer opened = new PrimingServer(
                tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.ofLiteral(EphemeralTls.HOST)));
        Thread.ofPlatform().daemon().name("priming").start(opened::serve);
        return opened;
    }

    /// Returns the address of the server.
    URI endpoint() {
        return URI.create("https://" + EphemeralTls.HOST + ":" + server.getLocalPort());
    }

    /// Returns how many callers the server has accepted.
    int served() {
        return served.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                served.incrementAndGet();
                caller.setSoTimeout(PATIENCE_MILLIS);
                answer(caller);
            } catch (IOException broken) {
                // The caller sees the failure as well and reports it in more detail.
            }
        }
    }

    private static void answer(Socket caller) throws IOException {
        InputStream in = new BufferedInputStream(caller.getInputStream());
        Map<String, String> headers = headers(in);
        String body = new String(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))), UTF_8);
        String target = headers.get("x-amz-target");
        byte[] reply = target == null ? xml(body) : json(target);
        caller.getOutputStream().write(reply);
        caller.getOutputStream().flush();
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static byte[] json(String target) throws IOException {
        String action = target.substring(target.indexOf('.') + 1);
        return http("200 OK", "application/x-amz-json-1.1", Priming.resource(action + ".json"));
    }

    /// Refuses the release, so that the priming guard also reads one error answer.
    private static byte[] xml(String form) throws IOException {
        String action = form.replaceAll("(?s).*\\bAction=(\\w+).*", "$1");
        return action.equals("CompleteLifecycleAction")
                ? http("400 Bad Request", "text/xml", Priming.resource(action + REFUSED + ".xml"))
                : http("200 OK", "text/xml", Priming.resource(action + ".xml"));
    }

    /// Closes the connection after the reply, because no connection may be open when Lambda takes the snapshot.
    private static byte[] http(String status, String type, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                        + "\r\nDate: Thu, 01 Jan 2026 10:21:30 GMT\r\nx-amzn-RequestId: priming\r\nConnection: close"
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1);
        byte[] reply = new byte[head.length + body.length];
        System.arraycopy(head, 0, reply, 0, head.length);
        System.arraycopy(body, 0, reply, head.length, body.length);
        return reply;
    }
}
