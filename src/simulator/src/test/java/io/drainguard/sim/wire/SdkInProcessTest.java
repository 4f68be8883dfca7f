package io.drainguard.sim.wire;

import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;

class SdkInProcessTest extends SdkContract {
    private final InProcessHttpClient http = new InProcessHttpClient(new WireProtocol(new SharedWorld(scene.world)));

    @Override
    SdkHttpClient http() {
        return http;
    }

    @Override
    URI endpoint() {
        return URI.create("http://simulator.invalid");
    }
}
