package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.Built;
import io.drainguard.proofs.account.Account;
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
import io.drainguard.sim.world.MemoryShell;
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
import java.util.stream.Stream;

/// The packaged function behind the real runtime interface client, with the template's own settings, and an account
/// that it speaks to over a socket.
///
/// The function lives on the machine's clock, by which the server dates its answers. The account's own is an hour
/// ahead, so that each wait seems to begin in the future: how old it is then nobody knows, and its heartbeat is due. It
/// moves on only when a test lets it, so that looks end when the test says so.
final class Deployed implements AutoCloseable {
    private static final Duration AHEAD = Duration.ofHours(1);

    /// In this time every look has ended that does not stay for data.
    private static final Duration LOOK = Duration.ofSeconds(20);

    final Template template = load();
    final World world = new World(1, Instant.now().plus(AHEAD));
    final MemoryShell shell = new MemoryShell(world);
    final Trouble trouble = new Trouble();
    final List<String> log = new CopyOnWriteArrayList<>();
    final LambdaService service;
    private final RealTime time = RealTime.from(Instant.now(), 1000);
    private final SimulatorServer server = SimulatorServer.start(world);

    Deployed(Map<String, String> overrides) {
        world.shell(shell);
        world.intercept(trouble);
        world.putDocument(Account.document(template.drainDocument().name()));
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

    /// Lets the looks under way end.
    void looksEnd() {
        server.shared().change(world -> world.advance(LOOK));
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
}
