package io.drainguard.sim.wire;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

class SdkOverSocketTest extends SdkContract {
    private final SimulatorServer server = SimulatorServer.start(scene.world);
    private final SdkHttpClient http = UrlConnectionHttpClient.create();

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    @Override
    SdkHttpClient http() {
        return http;
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }
}
