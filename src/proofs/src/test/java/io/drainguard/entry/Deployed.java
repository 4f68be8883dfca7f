package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.Built;
import io.drainguard.proofs.account.Trouble;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.lambda.AsyncSettings;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.lambda.LambdaService;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The packaged function behind the real runtime interface client, with the template's own settings, and an account
/// that it speaks to over a socket.
///
/// The function lives on the machine's clock. The account's is an hour behind, so that every heartbeat is due, and
/// moves on only when the function asks for answers, so that they are always there.
final class Deployed implements AutoCloseable {
    /// Behind the machine's clock, and always will be.
    private static final Duration BEHIND = Duration.ofHours(1);

    final Template template = load();
    final World world = new World(1, Instant.now().minus(BEHIND));
    final MemoryShell shell = new MemoryShell(world);
    final Trouble trouble = new Trouble();
    final List<String> log = new CopyOnWriteArrayList<>();
    final LambdaService service;
    private final RealTime time = RealTime.from(Instant.now(), 1000);
    private final SimulatorServer server = SimulatorServer.start(world);

    Deployed(Map<String, String> overrides) {
        world.shell(shell);
        world.intercept(new AnswersInTime());
        world.putDocument(
                new CommandDocument(template.drainDocument().name(), "look", "true", Map.of(), Duration.ofSeconds(60)));
        JsonNode retries = function().at("/EventInvokeConfig/MaximumRetryAttempts");
        service = new LambdaService(
                configuration(overrides),
                Built.RUNTIME,
                1,
                AsyncSettings.defaults().retries(retries.asInt(2)),
                time,
                new FunctionListener() {
                    @Override
                    public void logged(String line) {
                        log.add(line);
                    }
                });
    }

    JsonNode function() {
        return template.only("AWS::Serverless::Function");
    }

    private FunctionConfig configuration(Map<String, String> overrides) {
        Map<String, String> environment = new TreeMap<>(template.functionEnvironment());
        environment.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        environment.putAll(overrides);
        return new FunctionConfig(
                "guard",
                function().path("Handler").asText(),
                Built.CLASSES,
                Built.LIB,
                function().path("MemorySize").asInt(),
                Duration.ofSeconds(function().path("Timeout").asLong()),
                true,
                environment);
    }

    Outcome invoke(String event) throws Exception {
        handOver();
        Outcome outcome = service.invoke(event.getBytes(UTF_8)).get(30, TimeUnit.SECONDS);
        handOver();
        return outcome;
    }

    /// Whether one line that the function wrote has all the parts, among those from the given one on.
    ///
    /// Waits up to ten seconds for it: the function's output is read beside its answer, and may come after it.
    boolean logged(int from, String... parts) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        do {
            if (log.stream().skip(from).anyMatch(line -> Stream.of(parts).allMatch(line::contains))) {
                return true;
            }
            Thread.sleep(10);
        } while (System.nanoTime() < end);
        return false;
    }

    /// The server's threads see what the test did to the world, and the other way round: each comes by the lock.
    void handOver() {
        server.shared().change(world -> {});
    }

    /// The calls that something makes, in their order.
    List<Call> callsOf(Invocation something) throws Exception {
        int before = world.calls().all().size();
        something.run();
        return List.copyOf(
                world.calls().all().subList(before, world.calls().all().size()));
    }

    /// Something that invokes the function.
    interface Invocation {
        void run() throws Exception;
    }

    @Override
    public void close() {
        service.close();
        server.close();
        time.close();
    }

    private static Template load() {
        try {
            return Template.load(Path.of("template.yaml"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private final class AnswersInTime implements Interceptor {
        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            if (action.equals("ListCommandInvocations")) {
                world.advance(Duration.ofSeconds(20));
            }
            return trouble.around(service, action, parameters, effect);
        }
    }
}
