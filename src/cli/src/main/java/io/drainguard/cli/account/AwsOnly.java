package io.drainguard.cli.account;

import java.io.IOException;
import java.util.Locale;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/// Refuses pages for people. A log-in page of a network comes with status 200, and the SDK reads it as an answer in
/// which there is nothing: no group, for example.
record AwsOnly(SdkHttpClient http) implements SdkHttpClient {
    /// Reports an answer that is a page for people.
    static final class Page extends IOException {
        private static final long serialVersionUID = 1L;

        Page(String host) {
            super(host + " answered with a page for people");
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = http.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                HttpExecuteResponse response = prepared.call();
                boolean page = response.httpResponse()
                        .firstMatchingHeader("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
                        .isPresent();
                if (page) {
                    throw new Page(request.httpRequest().host());
                }
                return response;
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return http.clientName();
    }

    @Override
    public void close() {
        http.close();
    }
}
