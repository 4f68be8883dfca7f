package io.drainguard.sim.wire;

import io.drainguard.sim.world.NoReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/// An SDK HTTP client without a network: the request goes straight to the world, the reply straight back.
///
/// A lost reply is an `IOException`, as a broken connection is.
public final class InProcessHttpClient implements SdkHttpClient {
    private final WireProtocol protocol;

    /// A client of one world; give it to any SDK client's builder.
    public InProcessHttpClient(WireProtocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return execute(request);
            }

            @Override
            public void abort() {
                // Nothing runs that could be broken off: the reply is there at once.
            }
        };
    }

    @Override
    public String clientName() {
        return "Simulator";
    }

    @Override
    public void close() {
        // The world is not the client's to close.
    }

    private HttpExecuteResponse execute(HttpExecuteRequest request) throws IOException {
        try {
            return response(protocol.handle(request(request)));
        } catch (NoReply lost) {
            throw new IOException(lost.getMessage(), lost);
        }
    }

    private static HttpExecuteResponse response(WireResponse reply) {
        SdkHttpResponse.Builder head = SdkHttpResponse.builder()
                .statusCode(reply.status())
                .putHeader("Content-Type", reply.contentType())
                .putHeader("x-amzn-RequestId", reply.requestId());
        reply.protocol().forEach(head::putHeader);
        InputStream body = new ByteArrayInputStream(reply.bytes());
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(body))
                .build();
    }

    private static WireRequest request(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest head = request.httpRequest();
        Map<String, String> headers = new HashMap<>();
        head.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
        ContentStreamProvider content = request.contentStreamProvider().orElse(null);
        byte[] body = content == null ? new byte[0] : read(content);
        return WireRequest.of(head.encodedPath(), head.encodedQueryParameters().orElse(""), headers, body);
    }

    private static byte[] read(ContentStreamProvider content) throws IOException {
        try (InputStream in = content.newStream()) {
            return in.readAllBytes();
        }
    }
}
