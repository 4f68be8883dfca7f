package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.cli.Main;
import io.drainguard.cli.Terminal;
import io.drainguard.entry.SystemTime;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The account that stays up, and the command line on the machine's own clock before it.
@Timeout(360)
class KeptAccountTest {
    private static final long LONGEST_SECONDS = 150;

    static {
        System.setProperty("aws.accessKeyId", "demo");
        System.setProperty("aws.secretAccessKey", "demo");
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter answer = new StringWriter();
    private final StringWriter problems = new StringWriter();

    @Test
    void commandLine_seesAWaitingAndARetainedNode_andReleasesOne(@TempDir Path directory) throws Exception {
        PrintStream shown = new PrintStream(out, true, UTF_8);
        Demo demo = new Demo(shown, shown, FunctionPackage::classes, directory.resolve("report.html"));
        CompletableFuture<Integer> played = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                played.complete(demo.run(List.of("--speed", "40", "--keep", "true")));
            } catch (InterruptedException | RuntimeException e) {
                played.completeExceptionally(e);
            }
        });
        try {
            Matcher release = await("drainguard-cli-\\S+\\.jar release (i-\\S+) --endpoint-url (http://127\\S+)");
            String node = release.group(1);
            String endpoint = release.group(2);

            assertThat(run("status", "--json", "--endpoint-url", endpoint))
                    .as(problems.toString())
                    .isZero();
            JsonNode nodes = new ObjectMapper().readTree(answer.toString()).path("nodes");
            assertThat(nodes)
                    .extracting(one -> one.path("state").asText())
                    .contains("Terminating:Wait", "Terminating:Retained");
            assertThat(nodes)
                    .filteredOn(one -> one.path("node").asText().equals(node))
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(Instant.parse(one.path("waitingSince").asText()))
                                .isBetween(Instant.now().minusSeconds(1200), Instant.now());
                        assertThat(one.path("secondsToCeiling").asLong()).isPositive();
                    });
            assertThat(run("release", node, "--yes", "--endpoint-url", endpoint))
                    .as(problems.toString())
                    .isZero();
            await(node + " waits no more; the next one is i-");
        } finally {
            demo.endKeeping();
            thread.join();
        }
        assertThat(played.get()).as(out.toString(UTF_8)).isZero();
        assertThat(out.toString(UTF_8)).contains("stays up, in real time", "export AWS_ACCESS_KEY_ID=");
    }

    private int run(String... words) {
        answer.getBuffer().setLength(0);
        return Main.run(
                Map.of(),
                new Terminal(
                        new PrintWriter(answer),
                        new PrintWriter(problems, true),
                        new BufferedReader(new StringReader("")),
                        false,
                        SystemTime.CLOCK),
                Stream.concat(Stream.of(words), Stream.of("--region", "us-east-1"))
                        .toArray(String[]::new));
    }

    private Matcher await(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (System.nanoTime() < end) {
            Matcher found = wanted.matcher(out.toString(UTF_8));
            if (found.find()) {
                return found;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("never saw " + pattern + " in: " + out.toString(UTF_8));
    }
}
