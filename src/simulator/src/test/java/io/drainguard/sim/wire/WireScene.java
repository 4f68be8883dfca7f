package io.drainguard.sim.wire;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/// A world with one tagged group of two nodes, and how a client is pointed at it.
final class WireScene {
    static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    static final String GROUP = "workers <1> & more";
    static final String HOOK = "Cribl-Scaledown-Hook";

    static final CommandDocument DOCUMENT =
            new CommandDocument("drainguard-q", "look", "true", Map.of(), Duration.ofSeconds(40));

    final World world = new World(1, START);
    final List<Instance> nodes;
    final MemoryShell shell = new MemoryShell(world);

    WireScene() {
        Hook hook = Hook.terminating(HOOK, Duration.ofSeconds(60)).withMetadata("m");
        nodes = world.createGroup(
                GroupSpec.of(GROUP, 0, 2, 2).hook(hook).retaining().tag("drainguard", "drainguard-q"));
        world.shell(shell);
        world.putDocument(DOCUMENT);
    }

    String id() {
        return nodes.getFirst().id();
    }

    void waiting() {
        world.autoScaling().terminateInstanceInAutoScalingGroup(id(), false);
        world.advance(Duration.ofSeconds(2));
    }

    static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, URI endpoint, SdkHttpClient http) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                .httpClient(http)
                .build();
    }
}
