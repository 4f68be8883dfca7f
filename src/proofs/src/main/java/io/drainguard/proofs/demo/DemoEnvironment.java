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
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.Surroundings;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/// The simulated account with everything deployed and running: group, nodes with their queues, function, rules and
/// schedule. Closing it ends every process and removes every file.
final class DemoEnvironment implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    /// So long ago the nodes of an account that is kept had to go.
    private static final Duration PAST = Duration.ofMinutes(12);

    /// A hundredth of a real second, whatever the speed.
    private static final Duration TICK = Duration.ofMillis(10);

    /// The function's name, as a stack `cribl` would give it.
    private static final String GUARD = "cribl-Guard";

    /// For so long a node goes to its wait.
    private static final Duration TO_WAIT = Duration.ofSeconds(20);

    /// Of everything that is drawn: ids, events' delays, who shares a queue's messages.
    static final long SEED = 7;

    private final Deque<AutoCloseable> open;
    private final Deployment deployment;
    private final World world;
    private final SharedWorld shared;
    private final NodeShell shell;
    private final Path fileSystem;
    private final Map<String, QueueFiles> queues;
    private final Deque<String> spares;
    private final Witness witness;
    private final SimulatorServer server;
    private final RealTime time;
    private final FunctionPackage.Layout layout;
    private @Nullable GuardProcess guard;

    /// What is in an account at first, and how fast its clock runs.
    ///
    /// @param speed simulated seconds in a real one
    private record Beginning(Instant start, int speed, Edition edition, boolean events, List<InitialQueue> loads) {}

    /// Builds and starts it all; from now on the guard sweeps.
    ///
    /// @param listener hears the guard's log and ends
    static DemoEnvironment open(
            Options options, Deployment deployment, FunctionPackage code, FunctionListener listener) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            boolean events = options.story() != Story.EVENTS_LOST;
            Beginning beginning = new Beginning(
                    START,
                    options.speed(),
                    options.edition(),
                    events,
                    options.story().loads());
            DemoEnvironment stage = new DemoEnvironment(open, beginning, deployment, code);
            stage.guard = stage.started(beginning, code, listener);
            stage.opened(WorldTicker.start(stage.shared, stage.time, TICK.multipliedBy(options.speed())));
            return stage;
        } catch (RuntimeException broken) {
            closeAll(open);
            throw broken;
        }
    }

    /// The same in real time, for an operator at the command line. Of the leaving nodes the first one was retained some
    /// minutes ago, and the others wait and drain.
    static DemoEnvironment openKept(
            Edition edition,
            Deployment deployment,
            List<InitialQueue> loads,
            FunctionPackage code,
            FunctionListener listener) {
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            Instant past = Clock.systemUTC().instant().minus(PAST);
            Beginning beginning = new Beginning(past, 1, edition, true, loads);
            DemoEnvironment stage = new DemoEnvironment(open, beginning, deployment, code);
            stage.leaveLongAgo();
            stage.guard = stage.started(beginning, code, listener);
            stage.opened(WorldTicker.start(stage.shared, stage.time, TICK));
            stage.opened(Drainer.start(stage.time, stage.shared, stage.queues, stage.witness::emptied));
            return stage;
        } catch (RuntimeException broken) {
            closeAll(open);
            throw broken;
        }
    }

    private DemoEnvironment(
            Deque<AutoCloseable> open, Beginning beginning, Deployment deployment, FunctionPackage code) {
        this.open = open;
        this.deployment = deployment;
        world = new World(SEED, beginning.start());
        shared = new SharedWorld(world);
        Path work = opened(new Scratch("drainguard-demo-")).path();
        fileSystem = work.resolve("efs");
        shell = opened(new NodeShell(world, work, beginning.speed()));
        world.shell(shell);
        deployment.allow(world);
        world.surroundings()
                .function(new Surroundings.Function(
                        GUARD, "", deployment.template().functionEnvironment(), deployment.timeout()));
        if (!beginning.events()) {
            world.deliverEvents(EventDelivery.never());
        }
        List<Instance> nodes = deployment.groups().stream()
                .map(group -> group.in(world))
                .toList()
                .getFirst();
        queues = filled(beginning, nodes, shell);
        spares = new ArrayDeque<>(nodes.subList(queues.size(), nodes.size()).stream()
                .map(Instance::id)
                .toList());
        witness = new Witness(world, queues);
        world.intercept(witness);
        server = opened(SimulatorServer.start(shared));
        time = opened(beginning.start().equals(START) ? RealTime.from(START, beginning.speed()) : RealTime.asItIs());
        layout = code.layOut(work.resolve("function"));
    }

    private GuardProcess started(Beginning beginning, FunctionPackage code, FunctionListener listener) {
        int speed = beginning.speed();
        return opened(
                switch (beginning.edition()) {
                    case LAMBDA ->
                        new FunctionGuard(function(layout, speed), code.runtime(), deployment, world, time, listener);
                    case EC2 -> ServiceGuard.start(layout, environment(speed), time, listener);
                });
    }

    /// Nobody is there yet who could hear of it.
    private void leaveLongAgo() {
        world.autoScaling().setDesiredCapacity(deployment.groupName(), spares.size());
        world.advance(TO_WAIT);
        world.autoScaling()
                .completeLifecycleAction(
                        deployment.groupName(),
                        deployment.group().hooks().getFirst().name(),
                        ActionRef.instance(queues.keySet().iterator().next()),
                        "ABANDON");
        world.advanceTo(time.now());
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

    /// What stands for a file system that nodes share.
    Path fileSystem() {
        return fileSystem;
    }

    /// What stands for the root of a node's file system.
    Path root(String node) {
        return shell.nodes().root(node);
    }

    /// The guard.
    GuardProcess guard() {
        return Objects.requireNonNull(guard);
    }

    /// Asks Auto Scaling, as an operator would, to do without the nodes that the story lets go, and returns when the
    /// request arrived there; from then on what these nodes have queued drains.
    Instant scaleIn() {
        try (AutoScalingClient client = operator()) {
            client.setDesiredCapacity(request ->
                    request.autoScalingGroupName(deployment.groupName()).desiredCapacity(spares.size()));
        }
        opened(Drainer.start(time, shared, queues, witness::emptied));
        return shared.ask(
                account -> account.calls().of("SetDesiredCapacity").getFirst().at());
    }

    /// Lets one more node go, if the group has more than one left, and returns its id or `null`.
    ///
    /// @param files what it has in its queue
    /// @param drain how long they take to drain, or zero for a queue that never does
    @Nullable
    String oneMore(int files, Duration drain) {
        if (spares.size() <= 1) {
            return null;
        }
        String node = spares.remove();
        QueueFiles queue = new QueueFiles(shell.nodes().directory(node, Deployment.QUEUES), files, drain);
        queue.write(time.now());
        try (AutoScalingClient client = operator()) {
            client.setDesiredCapacity(request ->
                    request.autoScalingGroupName(deployment.groupName()).desiredCapacity(spares.size()));
        }
        opened(Drainer.start(time, shared, Map.of(node, queue), (_, _) -> {}));
        return node;
    }

    /// What the template deploys.
    Deployment deployment() {
        return deployment;
    }

    private AutoScalingClient operator() {
        return AutoScalingClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(Site.EXAMPLE.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("operator", "demo")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
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

    private FunctionConfig function(FunctionPackage.Layout functionLayout, int speed) {
        return new FunctionConfig(
                GUARD,
                FastFunction.class.getName() + "::handleRequest",
                functionLayout.classes(),
                functionLayout.lib(),
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
    private static Map<String, QueueFiles> filled(Beginning beginning, List<Instance> nodes, NodeShell shell) {
        Map<String, QueueFiles> queues = new LinkedHashMap<>();
        for (int i = 0; i < beginning.loads().size(); i++) {
            InitialQueue load = beginning.loads().get(i);
            String node = nodes.get(i).id();
            Path directory = shell.nodes().directory(node, Deployment.QUEUES);
            QueueFiles queue = new QueueFiles(directory, load.files(), load.drain());
            queue.write(beginning.start());
            queues.put(node, queue);
        }
        return Collections.unmodifiableMap(queues);
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }
}
