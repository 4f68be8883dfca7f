package io.drainguard.proofs.account;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// An SDK HTTP client that changes requests and answers on their way: for what AWS may say and the world never does.
public final class EditedHttpClient implements SdkHttpClient {
    private final SdkHttpClient inner;
    private UnaryOperator<String> requests = UnaryOperator.identity();
    private UnaryOperator<String> answers = UnaryOperator.identity();

    EditedHttpClient(SdkHttpClient inner) {
        this.inner = inner;
    }

    /// Changes the bodies of all requests from now on.
    public void requests(UnaryOperator<String> edit) {
        requests = edit;
    }

    /// Changes the bodies of all answers from now on.
    public void answers(UnaryOperator<String> edit) {
        answers = edit;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = inner.prepareRequest(edited(request));
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return edited(prepared.call());
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return inner.clientName();
    }

    @Override
    public void close() {
        inner.close();
    }

    private HttpExecuteRequest edited(HttpExecuteRequest request) {
        ContentStreamProvider content = request.contentStreamProvider().orElse(null);
        if (content == null) {
            return request;
        }
        String body = requests.apply(read(content.newStream()));
        return HttpExecuteRequest.builder()
                .request(request.httpRequest())
                .contentStreamProvider(ContentStreamProvider.fromUtf8String(body))
                .build();
    }

    private HttpExecuteResponse edited(HttpExecuteResponse response) {
        String body = answers.apply(read(response.responseBody().orElseThrow()));
        InputStream bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        return HttpExecuteResponse.builder()
                .response(response.httpResponse())
                .responseBody(AbortableInputStream.create(bytes))
                .build();
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
