package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.LookCommand;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Looks that an operator asks for at the command line: no guard decides on what they say.
class LiveLooksTest {
    private final Prompt prompt = new Prompt();
    private final Instance node = prompt.group(1).getFirst();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        prompt.close();
    }

    /// Both run the group's own document with nothing but a wait, so that only their comment tells them from a guard's.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lookOfAnOperator_carriesAnotherCommentThanAGuards(boolean byDoctor) throws IOException {
        if (byDoctor) {
            prompt.run("doctor");
        } else {
            explain();
        }

        assertThat(commands()).singleElement().satisfies(command -> {
            assertThat(command.documentName()).isEqualTo(Account.DOCUMENT);
            assertThat(command.documentVersion()).isEqualTo("$DEFAULT");
            assertThat(command.parameters()).isEqualTo(Map.of("wait", "0"));
            assertThat(command.comment()).isNotBlank().isNotEqualTo(LookCommand.COMMENT);
        });
    }

    @Test
    void emptyThatAnOperatorSaw_releasesNoNode() throws IOException {
        explain();
        assertThat(prompt.out()).as(prompt.err()).contains("empty");
        assertThat(commands())
                .singleElement()
                .satisfies(command -> assertThat(command.completedCount()).isOne());

        prompt.guard.sweep();

        assertThat(prompt.guard.decisions).isEmpty();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(commands().getFirst().comment()).isEqualTo(LookCommand.COMMENT);
        prompt.guard.hear(Duration.ofSeconds(30));
        assertThat(prompt.guard.decided(Decision.Release.class)).hasSize(1);
    }

    /// Doctor asks a node in service, which still takes data in; a moment later the node begins to wait.
    @Test
    void emptyOfANodeInService_releasesItNotOnceItWaits() {
        prompt.run("doctor");
        prompt.account.scaleIn(List.of(node));

        prompt.guard.sweep();

        assertThat(prompt.guard.decisions).isEmpty();
        assertThat(commands()).hasSize(2);
    }

    /// The node begins to wait, and an operator lets its event be explained by a look.
    private void explain() throws IOException {
        prompt.account.scaleIn(List.of(node));
        String event = Files.readString(Path.of("events/terminate.json"))
                .replaceAll("(\"AutoScalingGroupName\": )\"[^\"]+\"", "$1\"" + Prompt.GROUP + "\"")
                .replaceAll("(\"EC2InstanceId\": )\"[^\"]+\"", "$1\"" + node.id() + "\"")
                .replaceAll("(\"[tT]ime\": )\"[^\"]+\"", "$1\"" + prompt.world.instant() + "\"");
        Path file = Files.writeString(directory.resolve("event.json"), event);
        prompt.run("explain", "--look", file.toString());
    }

    /// The commands of the account, the newest first.
    private List<CommandView> commands() {
        return prompt.world.ssm().listCommands(null, null, Map.of(), null, null).items();
    }
}
