package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.Built;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.lambda.ExecutionEnvironment;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.wire.ServerCertificate;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is left to load when the packaged function decides for the first time, behind the real runtime interface
/// client and over TLS. Classes are counted, since they do not depend on the machine's mood.
@Timeout(120)
class FirstDecisionTest {
    /// Most classes that the first decision may load after priming; each takes about a tenth of a millisecond on a
    /// small function.
    private static final int FEW = 150;

    /// What it loads without priming, at least.
    private static final int MANY = 2_000;

    private static final String GROUP = "workers";
    private static final String HOOK = "Cribl-Scaledown-Hook";

    @TempDir
    Path directory;

    private ServerCertificate certificate;

    @BeforeEach
    void certify() throws Exception {
        certificate = ServerCertificate.in(directory);
    }

    @Test
    void firstDecision_afterPriming_loadsFewClasses() throws Exception {
        List<String> loaded = loadedByFirstDecision(true);

        System.out.println("classes loaded by the first decision after priming: " + loaded.size());
        assertThat(loaded.size()).as(String.join("\n", loaded)).isLessThan(FEW);
    }

    @Test
    void firstDecision_withoutPriming_loadsMany() throws Exception {
        List<String> loaded = loadedByFirstDecision(false);

        System.out.println("classes loaded by the first decision without priming: " + loaded.size());
        assertThat(loaded).hasSizeGreaterThan(MANY);
    }

    /// The lines that the JVM wrote for the classes it loaded between the function's being ready and its answer.
    private List<String> loadedByFirstDecision(boolean primed) throws Exception {
        Path classes = directory.resolve("classes.log");
        List<String> log = new CopyOnWriteArrayList<>();
        World world = new World(1, Instant.now().minus(Duration.ofMinutes(1)));
        MemoryShell shell = new MemoryShell(world);
        world.shell(shell);
        world.putDocument(Account.document("drainguard-look"));
        Instance node = world.createGroup(GroupSpec.of(GROUP, 0, 3, 1)
                        .tag("drainguard", "drainguard-look")
                        .hook(Hook.terminating(HOOK, Duration.ofHours(1)))
                        .retaining())
                .getFirst();
        world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false);
        world.advance(Duration.ofSeconds(2));
        shell.disk(node.id(), Disk.holding(3, 3_000, world.instant()));
        lookedAt(world, node);
        try (SimulatorServer server = SimulatorServer.start(new SharedWorld(world), certificate.identity());
                RealTime time = RealTime.from(Instant.now(), 1);
                ExecutionEnvironment function = ExecutionEnvironment.start(
                        configuration(server, primed, classes), Built.RUNTIME, time, log::add)) {
            function.ready().get(60, TimeUnit.SECONDS);
            int callsBefore = calls(server).size();
            int before = lines(classes).size();

            Outcome outcome =
                    function.invoke("1", EventParser.SWEEP.getBytes(UTF_8)).get(30, TimeUnit.SECONDS);

            List<String> loaded = lines(classes);
            assertThat(outcome).isInstanceOf(Outcome.Returned.class);
            assertThat(outcome.toString()).contains("\"held\":1");
            assertThat(callsBefore).as("calls of the simulator itself").isEqualTo(2);
            assertThat(calls(server).subList(callsBefore, calls(server).size()))
                    .extracting(Call::action)
                    .contains("ListCommandInvocations", "SendCommand", "ModifyInstanceAttribute");
            await(log, "3 files, 3000 bytes queued");
            assertThat(log).noneMatch(line -> line.contains("priming"));
            return loaded.subList(before, loaded.size());
        }
    }

    /// Waits up to ten seconds for a line: the function's output is read beside its answer, and may come after it.
    private static void await(List<String> log, String words) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (log.stream().noneMatch(line -> line.contains(words))) {
            assertThat(System.nanoTime())
                    .as("time at which nobody has said " + words)
                    .isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static List<Call> calls(SimulatorServer server) {
        return server.shared().ask(world -> List.copyOf(world.calls().all()));
    }

    private static List<String> lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains(" source: ")).toList();
        }
    }

    private FunctionConfig configuration(SimulatorServer server, boolean primed, Path classes) {
        return new FunctionConfig(
                "guard",
                LifecycleHandler.class.getName() + "::handleRequest",
                Built.CLASSES,
                Built.LIB,
                512,
                Duration.ofMinutes(1),
                primed,
                Map.of(
                        "LIFECYCLE_HOOK_NAME",
                        HOOK,
                        "AWS_ENDPOINT_URL",
                        server.endpoint().toString(),
                        "JAVA_TOOL_OPTIONS",
                        "-Xlog:class+load:file=" + classes + " " + certificate.javaFlags()));
    }

    /// Another copy of the guard has asked the node, and the node has answered.
    private static void lookedAt(World world, Instance node) {
        world.ssm()
                .sendCommand(
                        SendCommand.of("drainguard-look", List.of(node.id())).comment(LookCommand.COMMENT));
        world.advance(Duration.ofSeconds(2));
    }
}
