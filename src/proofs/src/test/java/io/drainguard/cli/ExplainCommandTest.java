package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `drainguard explain` over the wire: it tells what each look leads to once it has ended, also where the guard would
/// not wait for it.
class ExplainCommandTest {
    private static final String AT = "2026-01-01T10:00:00Z";

    private final Prompt prompt = new Prompt();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        prompt.close();
    }

    private Instance waiting() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));
        prompt.world.advance(Duration.ofMinutes(3));
        return node;
    }

    private int explain(Instance node) throws IOException {
        String event = Files.readString(Path.of("events/terminate.json"))
                .replaceAll(
                        "\"AutoScalingGroupName\": \"[^\"]+\"", "\"AutoScalingGroupName\": \"" + Prompt.GROUP + "\"")
                .replaceAll("\"EC2InstanceId\": \"[^\"]+\"", "\"EC2InstanceId\": \"" + node.id() + "\"")
                .replaceAll("(\"[tT]ime\": )\"[^\"]+\"", "$1\"" + AT + "\"");
        return prompt.run(
                "explain",
                Files.writeString(directory.resolve("event.json"), event).toString());
    }

    @Test
    void nodeBelowTheCeiling_isReleasedOnlyIfEmpty() throws IOException {
        Instance node = waiting();

        assertThat(explain(node)).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .containsPattern("empty +release")
                .containsPattern("1 file +hold +set to outlive the node")
                .containsPattern("unknown +hold +set to outlive the node");
        assertThat(prompt.world.calls().count("SendCommand")).isZero();
    }

    @Test
    void nodeAtTheCeiling_isGivenUpUnlessEmpty() throws IOException {
        Instance node = waiting();
        prompt.environment.put("MAX_HOLD_SECONDS", "60");

        assertThat(explain(node)).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .containsPattern("empty +release")
                .containsPattern("1 file +give up")
                .containsPattern("unknown +give up");
    }

    @Test
    void nodeThatTheOperatorReleases_isReleasedWhateverItHolds() throws IOException {
        Instance node = waiting();
        prompt.run("release", node.id(), "--yes");

        assertThat(explain(node)).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .containsPattern("empty +release")
                .containsPattern("1 file +release")
                .containsPattern("unknown +release");
    }

    @Test
    void nodeThatDoesNotWait_isLeftAlone() throws IOException {
        assertThat(explain(prompt.group(1).getFirst())).isZero();

        assertThat(prompt.out()).contains("so        the event is left alone: it does not wait");
    }
}
