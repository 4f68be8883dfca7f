package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.function.FastFunction;
import io.drainguard.proofs.demo.function.FastTime;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.shell.NodeShell;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.wire.WorldTicker;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.World;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/// The simulated account with everything deployed and running: group, nodes with their queues, function, rules and
/// schedule. Closing it ends every process and removes every file.
final class DemoEnvironment implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    /// A hundredth of a real second, whatever the speed.
    private static final Duration TICK = Duration.ofMillis(10);

    /// Of everything that is drawn: ids, events' delays, who shares a queue's messages.
    static final long SEED = 7;

    private final Deque<AutoCloseable> open;
    private final Deployment deployment;
    private final World world = new World(SEED, START);
    private final SharedWorld shared = new SharedWorld(world);
    private final Map<String, QueueFiles> queues;
    private final Witness witness;
    private final SimulatorServer server;
    private final RealTime time;
    private final GuardProcess guard;

    /// Builds and starts it all; from now on the guard sweeps.
    ///
    /// @param speed simulated seconds in a real one
    /// @param listener hears the guard's log and ends
    static DemoEnvironment open(
            Story story,
            Edition edition,
            Deployment deployment,
            int speed,
            FunctionPackage code,
            FunctionListener listener) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            DemoEnvironment stage = new DemoEnvironment(open, story, edition, deployment, speed, code, listener);
            stage.opened(WorldTicker.start(stage.shared, stage.time, TICK.multipliedBy(speed)));
            return stage;
        } catch (RuntimeException broken) {
            closeAll(open);
            throw broken;
        }
    }

    private DemoEnvironment(
            Deque<AutoCloseable> open,
            Story story,
            Edition edition,
            Deployment deployment,
            int speed,
            FunctionPackage code,
            FunctionListener listener) {
        this.open = open;
        this.deployment = deployment;
        Path work = opened(new Scratch("drainguard-demo-")).path();
        NodeShell shell = opened(new NodeShell(world, work, speed));
        world.shell(shell);
        world.putDocument(deployment.drainDocument());
        if (story == Story.EVENTS_LOST) {
            world.deliverEvents(EventDelivery.never());
        }
        queues = filled(story, world.createGroup(deployment.group()), shell);
        witness = new Witness(world, queues);
        world.intercept(witness);
        server = opened(SimulatorServer.start(shared));
        time = opened(RealTime.from(START, speed));
        FunctionPackage.Layout layout = code.layOut(work.resolve("function"));
        guard = opened(
                switch (edition) {
                    case LAMBDA ->
                        new FunctionGuard(function(layout, speed), code.runtime(), deployment, world, time, listener);
                    case EC2 -> ServiceGuard.start(layout, environment(speed), time, listener);
                });
    }

    /// The simulated clock.
    RealTime time() {
        return time;
    }

    /// The account.
    SharedWorld shared() {
        return shared;
    }

    /// The queues of the nodes that will leave, in the story's order.
    Map<String, QueueFiles> queues() {
        return queues;
    }

    /// Who saw what a node held when its wait was completed.
    Witness witness() {
        return witness;
    }

    /// Where the account listens.
    URI endpoint() {
        return server.endpoint();
    }

    /// The guard.
    GuardProcess guard() {
        return guard;
    }

    /// Asks Auto Scaling, as an operator would, to do without the nodes that the story lets go, and returns when the
    /// request arrived there; from then on what these nodes have queued drains.
    Instant scaleIn() {
        try (AutoScalingClient client = AutoScalingClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(Site.EXAMPLE.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("operator", "demo")))
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            client.setDesiredCapacity(request -> request.autoScalingGroupName(deployment.groupName())
                    .desiredCapacity(Deployment.NODES - queues.size()));
        }
        opened(Drainer.start(time, shared, queues, witness::emptied));
        return shared.ask(
                account -> account.calls().of("SetDesiredCapacity").getFirst().at());
    }

    /// Ends what was started, last one first; a second call does nothing.
    @Override
    public synchronized void close() {
        closeAll(open);
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                // The rest must be closed all the same.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    private FunctionConfig function(FunctionPackage.Layout layout, int speed) {
        return new FunctionConfig(
                "cribl-Guard",
                FastFunction.class.getName() + "::handleRequest",
                layout.classes(),
                layout.lib(),
                deployment.memoryMegabytes(),
                deployment.timeout(),
                deployment.snapStart(),
                environment(speed));
    }

    /// The settings, and what leads into the simulated account.
    private Map<String, String> environment(int speed) {
        Map<String, String> environment = new HashMap<>(deployment.template().functionEnvironment());
        environment.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        environment.putAll(new FastTime(Clock.systemUTC().instant(), time.now(), speed).variables());
        return environment;
    }

    /// A group takes its oldest members first, and these are in the order of their launch.
    private static Map<String, QueueFiles> filled(Story story, List<Instance> nodes, NodeShell shell) {
        Map<String, QueueFiles> queues = new LinkedHashMap<>();
        for (int i = 0; i < story.loads().size(); i++) {
            InitialQueue load = story.loads().get(i);
            String node = nodes.get(i).id();
            Path directory = shell.nodes().directory(node, Deployment.QUEUES);
            QueueFiles queue = new QueueFiles(directory, load.files(), load.drain());
            queue.write(START);
            queues.put(node, queue);
        }
        return Collections.unmodifiableMap(queues);
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }
}
