package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.drainguard.sim.time.RealTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real runtime interface client in real processes; one healthy environment serves all tests that leave it so.
@Timeout(60)
class ExecutionEnvironmentTest {

    private static final RealTime TIME = RealTime.asItIs();
    private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();
    private static ExecutionEnvironment shared;

    private ExecutionEnvironment own;

    @BeforeAll
    static void start() {
        shared = start(Probe.function("shared", Map.of("PROBE", "set", "JAVA_TOOL_OPTIONS", "-Dprobe=1")), LOG);
    }

    @AfterAll
    static void stop() {
        shared.close();
        TIME.close();
    }

    @AfterEach
    void stopOwn() {
        if (own != null) {
            own.close();
        }
    }

    @Test
    void invoke_handlerReturns_givesWhatItWrote() throws Exception {
        assertThat(ask(shared, "hello")).isEqualTo(new Outcome.Returned("\"hello\""));
    }

    @Test
    void invoke_handlerThrows_givesTypeAndMessageAndStaysAlive() throws Exception {
        assertThat(ask(shared, "throw"))
                .isEqualTo(new Outcome.Failed("java.lang.IllegalStateException", "told to throw"));
        assertThat(ask(shared, "again")).isEqualTo(new Outcome.Returned("\"again\""));
    }

    @Test
    void environment_isOnlyWhatLambdaAndTheFunctionSet() throws Exception {
        List<String> variables = answer(shared, "environment").lines().toList();
        assertThat(variables)
                .contains(
                        "PROBE=set",
                        "AWS_LAMBDA_FUNCTION_NAME=shared",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
                        "AWS_REGION=us-east-1",
                        "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand")
                .noneMatch(line -> line.startsWith("HOME="))
                .noneMatch(line -> line.startsWith("JAVA_HOME="));
    }

    @Test
    void context_hasRequestIdArnAndTimeLeft() throws Exception {
        assertThat(answer(shared, "context"))
                .isEqualTo("request-context arn:aws:lambda:us-east-1:123456789012:function:shared true");
    }

    @Test
    void log_linesOfLoggerAndBothStreams_areHeard() throws Exception {
        assertThat(ask(shared, "log")).isInstanceOf(Outcome.Returned.class);
        await(LOG, "through the logger");
        await(LOG, "on standard output");
        await(LOG, "on standard error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM"})
    void handlerUnderSnapStart_callsSsmAtTheEndpointGiven(String variable) throws Exception {
        HttpServer ssm = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        BlockingQueue<String> signatures = new LinkedBlockingQueue<>();
        ssm.createContext("/", exchange -> {
            signatures.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] answer = "{\"NextToken\":\"from the simulator\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        ssm.start();
        try {
            String endpoint = "http://127.0.0.1:" + ssm.getAddress().getPort();
            FunctionConfig plain = Probe.function("sdk", Map.of(variable, endpoint));
            own = start(Probe.snapStart(plain), new LinkedBlockingQueue<>());
            assertThat(ask(own, "ssm")).isEqualTo(new Outcome.Returned("\"from the simulator\""));
            assertThat(signatures).singleElement().asString().contains("Credential=ASIASIMULATOR0000000/");
        } finally {
            ssm.stop(0);
        }
    }

    @Test
    void hang_timeoutKillsTheProcess() throws Exception {
        own = start(Probe.function("hanging", Map.of(), Duration.ofMillis(300)), new LinkedBlockingQueue<>());
        assertThat(ask(own, "hang")).isEqualTo(new Outcome.TimedOut(Duration.ofMillis(300)));
        own.process().onExit().get(10, TimeUnit.SECONDS);
        assertThat(own.alive()).isFalse();
    }

    @Test
    void exit_isACrashWithItsCode() throws Exception {
        own = start(Probe.function("leaving", Map.of()), new LinkedBlockingQueue<>());
        assertThat(ask(own, "exit")).isEqualTo(new Outcome.Crashed(7));
        assertThat(own.alive()).isFalse();
    }

    @Test
    void handlerThatCannotBeMade_failsTheInvocation() throws Exception {
        own = start(Probe.function("broken", Map.of("PROBE_BROKEN", "1")), new LinkedBlockingQueue<>());
        assertThat(ask(own, "hello"))
                .isEqualTo(new Outcome.Failed("java.lang.IllegalStateException", "broken from the start"));
    }

    @Test
    void close_leavesNoProcessAndNoFile() throws Exception {
        ExecutionEnvironment closed = start(Probe.function("closed", Map.of()), new LinkedBlockingQueue<>());
        CompletableFuture<Outcome> running = closed.invoke("request", "\"hang\"".getBytes(UTF_8));
        closed.close();
        assertThat(closed.process().isAlive()).isFalse();
        assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Crashed(137));
        assertThat(leftOver("lambda-closed-")).isEmpty();
    }

    @Test
    void invoke_whileAnotherRuns_isRefused() throws Exception {
        own = start(Probe.function("single", Map.of()), new LinkedBlockingQueue<>());
        CompletableFuture<Outcome> first = own.invoke("first", "\"hang\"".getBytes(UTF_8));
        assertThatThrownBy(() -> own.invoke("second", "1".getBytes(UTF_8))).hasMessageContaining("second");
        assertThat(first).isNotDone();
    }

    private static ExecutionEnvironment start(FunctionConfig function, BlockingQueue<String> log) {
        return ExecutionEnvironment.start(function, Probe.RUNTIME, TIME, log::add);
    }

    private static String answer(ExecutionEnvironment environment, String order) throws Exception {
        return ((Outcome.Returned) ask(environment, order)).payload();
    }

    private static Outcome ask(ExecutionEnvironment environment, String order)
            throws InterruptedException, ExecutionException, TimeoutException {
        return environment
                .invoke("request-" + order, ("\"" + order + "\"").getBytes(UTF_8))
                .get(30, TimeUnit.SECONDS);
    }

    private static void await(BlockingQueue<String> log, String line) throws InterruptedException {
        for (String next = ""; !next.equals(line); ) {
            next = log.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a line '%s' in the log", line).isNotNull();
        }
    }

    private static List<Path> leftOver(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }
}
