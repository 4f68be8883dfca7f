package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.entry.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How an event is understood, without asking AWS.
class ExplainOfflineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                terminate           | termination of node Cribl Worker Group Autoscaling Group/i-0123456789abcdef0
                terminate-warm-pool | it is looked at now
                replace-root-volume | it is looked at now
                foreign-group       | if its group carries the tag 'drainguard'
                launch              | it is left alone: Drainguard acts on termination events
                missing-fields      | it lacks [EC2InstanceId, LifecycleHookName, LifecycleActionToken]
                test-notification   | the hook sends it once
                retained            | a sweep over all tagged groups
                sweep               | a sweep over all tagged groups
                look-ended          | a look at node i-0123456789abcdef0 has ended
                look-ended          | the guard collects what the nodes answered
                looks-ended         | a look at node i-0fedcba9876543210 has ended
                spot-interruption   | its volumes are protected at once, without a look
                rebalance           | its volumes are protected at once, without a look
                """)
    void event_isUnderstoodAsTheFunctionDoes(String event, String told) throws IOException {
        assertThat(explain("", "events/" + event + ".json")).isZero();
        assertThat(out.toString()).startsWith("event ").contains(told);
    }

    @Test
    void standardInput_isReadToItsEnd() throws IOException {
        String event = Files.readString(Path.of("events/terminate.json"));

        assertThat(explain(event, "-")).isZero();
        assertThat(out.toString()).contains("i-0123456789abcdef0");
    }

    @Test
    void noiseAndWhatIsNoObject_cannotBeUsed() {
        for (String noise : new String[] {"no event at all", "{", "", "[]", "7"}) {
            assertThat(explain(noise, "-")).as(noise).isEqualTo(2);
        }
        assertThat(err.toString().lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("drainguard: the standard input is no JSON object")
                        && line.contains("; next: "));
    }

    @Test
    void missingFile_isOneLineThatNamesIt() {
        assertThat(explain("", "events/none.json")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("'events/none.json'", "; next: ");
    }

    @Test
    void directory_isOneLineThatNamesIt() {
        assertThat(explain("", "events")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("'events'", "; next: ");
    }

    private int explain(String input, String file) {
        Terminal terminal = new Terminal(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new BufferedReader(new StringReader(input)),
                false,
                SystemTime.CLOCK);
        return Main.run(Map.of(), terminal, "explain", "--offline", file);
    }
}
