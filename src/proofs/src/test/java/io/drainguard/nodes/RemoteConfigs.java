package io.drainguard.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.dsiem.ConfigSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The configuration that a frontend serves, over HTTP.
final class RemoteConfigs implements ConfigSource {
    private final String frontend;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /// @param frontend such as `http://127.0.0.1:8080`
    RemoteConfigs(String frontend) {
        this.frontend = frontend;
    }

    @Override
    public List<String> configNames() throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode file : new ObjectMapper().readTree(get("/config/")).path("files")) {
            names.add(file.path("filename").asText());
        }
        return names;
    }

    @Override
    public byte[] config(String name) throws IOException {
        return get("/config/" + name);
    }

    private byte[] get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(frontend + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(path + " is answered " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
