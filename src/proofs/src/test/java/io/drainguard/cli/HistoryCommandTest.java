package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `drainguard history` over the wire.
class HistoryCommandTest {
    private static final String LOG = "/aws/lambda/drainguard-Guard";

    private static final JsonMapper JSON = new JsonMapper();

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// A node that drains for half an hour, is held by an operator, and the log of its guard.
    private Instance node() {
        Instance node = prompt.group(2).getFirst();
        Instant start = prompt.world.instant();
        prompt.account.shell.disk(
                node.id(), Disk.holding(412, 96_000_000, start).drain(start, Duration.ofMinutes(40)));
        prompt.account.scaleIn(List.of(node));
        prompt.guard.guardFor(Duration.ofMinutes(12));
        prompt.run("hold", node.id(), "--yes", "--because", "kept for the auditors", "--until", "2h");
        prompt.guard.guardFor(Duration.ofMinutes(3));
        return node;
    }

    /// Deploys the function whose metrics say that it sweeps, and gives it what the guard wrote as its log.
    private void deploy() {
        Surroundings around = prompt.world.surroundings();
        around.function(new Surroundings.Function(
                "drainguard-Guard", "arn:aws:iam::123456789012:role/g", Map.of(), Duration.ofMinutes(5)));
        around.swept("drainguard-Guard", prompt.world.instant().minusSeconds(60));
        around.logGroup(LOG);
        // The answer to the first call tells nothing of the node, and that it goes on.
        for (int second = 0; second < 120; second++) {
            around.logged(LOG, Account.START.minusSeconds(600 - second), "START RequestId: " + second);
        }
        prompt.guard.lines.forEach(line -> around.logged(LOG, at(line), line));
    }

    private static Instant at(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            return read.path("time").isTextual()
                    ? Instant.parse(read.path("time").asText())
                    : Instant.ofEpochMilli(read.path("_aws").path("Timestamp").asLong());
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void history_tellsWhatEachSourceKnowsInTimeOrder() {
        Instance node = node();
        deploy();

        assertThat(prompt.run("history", node.id())).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .startsWith("history of workers/" + node.id() + ", 2025-12-31 10:")
                .containsPattern("activity  Terminating EC2 instance: " + node.id())
                .containsPattern("look      pending: 412 files, 91 MiB")
                .containsPattern("look      pending: .* since 10:0")
                .containsPattern("tag       a guard first saw it wait")
                .containsPattern("tag       volumes protected: vol-")
                .contains("tag       hold by arn:aws:iam::123456789012:user/operator, because kept for the auditors,"
                        + " quiet until 2026-01-01T12:")
                .containsPattern("guard     hold: .*files, .* queued")
                .contains("guard     hold: operator")
                .endsWith("Read: tags (EC2), scaling activities, looks (Systems Manager), the guard's log " + LOG
                        + ".\n");
        assertThat(prompt.out().lines().filter(line -> line.startsWith("2026")).map(line -> line.substring(0, 20)))
                .isSorted();
        assertThat(prompt.out().lines().filter(line -> line.contains("  look  ")))
                .hasSizeLessThan(4);
    }

    @Test
    void all_showsEveryLook() {
        Instance node = node();
        deploy();

        prompt.run("history", node.id(), "--all");

        assertThat(prompt.out().lines().filter(line -> line.contains("  look  ")))
                .hasSizeGreaterThan(8);
    }

    @Test
    void json_hasEveryEventAndSource() throws Exception {
        Instance node = node();
        deploy();

        assertThat(prompt.run("history", node.id(), "--json")).isZero();

        JsonNode history = JSON.readTree(prompt.out());
        assertThat(history.path("node").asText()).isEqualTo(node.id());
        assertThat(history.path("group").asText()).isEqualTo(Prompt.GROUP);
        assertThat(history.path("complete").asBoolean()).isTrue();
        assertThat(history.path("sources")).hasSize(4);
        assertThat(history.path("events"))
                .anySatisfy(event -> assertThat(event.path("look").asText()).isEqualTo("pending"))
                .anySatisfy(event -> assertThat(event.path("files").asLong()).isEqualTo(412))
                .anySatisfy(event -> assertThat(event.path("tag").asText()).isEqualTo("drainguard:override"))
                .anySatisfy(event -> assertThat(event.path("cause").asText()).isNotEmpty())
                .anySatisfy(event -> assertThat(
                                event.path("journal").path("decision").asText())
                        .isEqualTo("hold"));
    }

    @Test
    void logThatMayNotBeRead_isNamedAndNothingIsCalledComplete() throws Exception {
        Instance node = node();
        deploy();
        prompt.world.surroundings().deny("logs:FilterLogEvents");

        assertThat(prompt.run("history", node.id())).isEqualTo(1);

        assertThat(prompt.out()).contains("Not complete. Read: tags (EC2), ").contains("look      pending");
        assertThat(prompt.err())
                .contains("node " + node.id() + ": the guard's log " + LOG + ": not whole: ")
                .contains("logs:FilterLogEvents");
        assertThat(prompt.run("history", node.id(), "--json")).isEqualTo(1);
        assertThat(JSON.readTree(prompt.out()).path("complete").asBoolean()).isFalse();
    }

    @Test
    void guardThatIsNotFound_isSaidWithTheNextStep() {
        Instance node = node();

        assertThat(prompt.run("history", node.id())).isEqualTo(1);
        assertThat(prompt.err()).contains("the guard's log: not whole: no guard has written metrics", "--log-group");

        deploy();
        prompt.world.surroundings().neverSwept();
        assertThat(prompt.run("history", node.id(), "--guard", "drainguard-Guard"))
                .isZero();
        assertThat(prompt.out()).contains("guard     hold");
        assertThat(prompt.run("history", node.id(), "--log-group", LOG)).isZero();
        assertThat(prompt.run("history", node.id(), "--log-group", "/nowhere")).isEqualTo(1);
        assertThat(prompt.err()).contains("The specified log group does not exist");
    }

    @Test
    void guardOnAnInstance_hasItsLogInItsStack() {
        Instance node = node();
        Surroundings around = prompt.world.surroundings();
        around.swept("edge-ec2", prompt.world.instant().minusSeconds(60));
        around.resource("edge", "edge-WatchLog-1", "AWS::Logs::LogGroup");
        around.resource("edge", "edge-WatchRole-1", "AWS::IAM::Role");
        prompt.guard.lines.forEach(line -> around.logged("edge-WatchLog-1", at(line), line));

        assertThat(prompt.run("history", node.id())).as(prompt.err()).isZero();

        assertThat(prompt.out()).contains("the guard's log edge-WatchLog-1").contains("guard     hold");
    }

    @Test
    void looksThatMayNotBeRead_hideNothingElse() {
        Instance node = node();
        deploy();
        prompt.account.trouble.refuse("ListCommandInvocations", 9, new AwsError("AccessDeniedException", 400, "no"));

        assertThat(prompt.run("history", node.id())).isEqualTo(1);

        assertThat(prompt.out())
                .contains("activity  Terminating", "guard     hold")
                .doesNotContain("  look  ");
        assertThat(prompt.err()).contains("looks (Systems Manager): not whole: ");
    }

    @Test
    void nodeThatHasGone_isFoundInTheActivitiesOfAllGroups() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));
        prompt.guard.guardFor(Duration.ofMinutes(3));
        prompt.world.mishaps().forgetAfter(Duration.ofMinutes(1));
        prompt.world.advance(Duration.ofHours(3));
        deploy();

        assertThat(prompt.run("history", node.id())).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .contains("scaling activities of all tagged groups")
                .contains(": Successful after ")
                .contains("guard     release: ");
    }

    @Test
    void onlyTheTimeThatWasAskedFor_isShown() {
        Instance node = node();
        deploy();

        assertThat(prompt.run("history", node.id(), "--since", "2m")).isZero();
        assertThat(prompt.out()).doesNotContain("activity");
        assertThat(prompt.run("history", node.id(), "--since", "40d")).isEqualTo(1);
        assertThat(prompt.err()).contains("AWS keeps 30 d, so what was before is not here");
        assertThat(prompt.run("history", node.id(), "--since", "yesterday")).isEqualTo(2);
    }

    @Test
    void nodeThatNobodyKnows_isAnError() {
        node();
        deploy();

        assertThat(prompt.run("history", "i-00000000000000bad")).isEqualTo(2);
        assertThat(prompt.err()).contains("nobody knows it, and nothing happened to it since");
        assertThat(prompt.run("history", "workers")).isEqualTo(2);
        assertThat(prompt.err()).contains("neither an instance id nor the beginning of an id");
    }
}
