package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `drainguard wait` over the wire.
class WaitCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    private List<Instance> waiting(int many) {
        List<Instance> nodes = prompt.group(many + 1).subList(0, many);
        prompt.account.scaleIn(nodes);
        prompt.world.calls().clear();
        return nodes;
    }

    private void complete(Instance node, String result) {
        prompt.world
                .autoScaling()
                .completeLifecycleAction(Prompt.GROUP, Account.HOOK, ActionRef.instance(node.id()), result);
    }

    private int calls(String action) {
        return prompt.world.calls().of(action).size();
    }

    @Test
    void nodeThatGoes_endsTheWait() {
        Instance node = waiting(1).getFirst();
        prompt.later(Duration.ofMinutes(3), () -> complete(node, "CONTINUE"));

        assertThat(prompt.run("wait", node.id())).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .contains("2026-01-01 10:00Z  workers/" + node.id() + "  Terminating:Wait\n")
                .contains("Terminating:Wait -> ")
                .endsWith("1 of 1 node gone.\n");
        assertThat(prompt.err()).isEmpty();
    }

    @Test
    void nodeThatHasGoneAlready_endsAtOnce() {
        Instance node = waiting(1).getFirst();
        complete(node, "CONTINUE");
        prompt.world.advance(Duration.ofMinutes(5));

        assertThat(prompt.run("wait", node.id(), "--timeout", "1h")).isZero();

        assertThat(calls("DescribeAutoScalingInstances")).isEqualTo(1);
        assertThat(prompt.out()).contains("terminated");
    }

    @Test
    void groupOfAHundred_costsTwoCallsAMinute() {
        waiting(100);

        assertThat(prompt.run("wait", "--group", Prompt.GROUP, "--timeout", "10m"))
                .isEqualTo(5);

        assertThat(calls("DescribeAutoScalingInstances")).isEqualTo(2 + 2 * 10);
        assertThat(calls("DescribeAutoScalingGroups")).isEqualTo(1);
        assertThat(prompt.out()).contains("0 of 100 nodes gone; still there: workers/");
    }

    @Test
    void nodeThatIsRetained_endsTheWaitWithItsName() {
        List<Instance> nodes = waiting(2);
        prompt.later(Duration.ofMinutes(2), () -> complete(nodes.getFirst(), "ABANDON"));

        assertThat(prompt.run("wait", nodes.get(0).id(), nodes.get(1).id(), "--timeout", "2h"))
                .isEqualTo(1);

        assertThat(prompt.err())
                .contains("node workers/" + nodes.getFirst().id()
                        + ": it does not go: it is Terminating:Retained; next: see 'drainguard history ")
                .doesNotContain(nodes.getLast().id());
    }

    /// What a `release` of a retained node comes to: its group ends it, and it waits anew.
    @Test
    void retainedNodeThatIsReleased_isWaitedFor() {
        Instance node = waiting(1).getFirst();
        prompt.account.giveUp(node);
        prompt.later(Duration.ofMinutes(2), () -> prompt.account.scaleIn(List.of(node)));
        prompt.later(Duration.ofMinutes(4), () -> complete(node, "CONTINUE"));

        assertThat(prompt.run("wait", node.id(), "--timeout", "2h"))
                .as(prompt.out() + prompt.err())
                .isZero();

        assertThat(prompt.out()).contains("Terminating:Retained -> Terminating:Wait");
    }

    @Test
    void json_hasALineForEachChangeAndALastOne() throws Exception {
        Instance node = waiting(1).getFirst();
        prompt.later(Duration.ofMinutes(3), () -> complete(node, "CONTINUE"));

        assertThat(prompt.run("wait", node.id(), "--json")).isZero();

        List<JsonNode> lines = new ArrayList<>();
        for (String line : prompt.out().split("\n")) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines.getFirst().path("was").isNull()).isTrue();
        assertThat(lines.getFirst().path("is").asText()).isEqualTo("Terminating:Wait");
        assertThat(lines.getLast().path("how").asText()).isEqualTo("gone");
        assertThat(lines.getLast().path("exitCode").asInt()).isZero();
        assertThat(lines.getLast().path("left")).isEmpty();
    }

    @Test
    void interrupt_endsWithWhatIsStillThere() {
        Instance node = waiting(1).getFirst();

        assertThat(prompt.stopsAfter(3).run("wait", node.id())).isEqualTo(130);

        assertThat(prompt.out()).contains("still there: workers/" + node.id() + " (Terminating:Wait)");
    }

    @Test
    void nodeThatNobodyKnows_isNotCalledGone() {
        waiting(1);

        assertThat(prompt.run("wait", "i-00000000000000bad")).isEqualTo(2);

        assertThat(prompt.err()).contains("neither a group nor EC2 knows it").contains("mistyped");
        assertThat(prompt.out()).isEmpty();
    }

    @Test
    void groupWithoutAWaitingNode_endsAtOnce() {
        prompt.group(1);

        assertThat(prompt.run("wait", "--group", Prompt.GROUP)).isZero();
        assertThat(prompt.out()).isEqualTo("No node waits or was retained.\n");
        assertThat(prompt.run("wait", "--group", "nobody")).isEqualTo(2);
        assertThat(prompt.run("wait", "--group", Prompt.GROUP, "--timeout", "soon"))
                .isEqualTo(2);
        assertThat(prompt.err()).contains("--timeout 'soon': this is no length of time");
    }

    @Test
    void singleFailedCall_endsNoWait() {
        Instance node = waiting(1).getFirst();
        prompt.later(
                Duration.ofMinutes(2),
                () -> prompt.account.trouble.refuse(
                        "DescribeAutoScalingInstances", 9, new AwsError("ValidationError", 400, "odd")));
        prompt.later(Duration.ofMinutes(20), () -> complete(node, "CONTINUE"));

        assertThat(prompt.run("wait", node.id(), "--timeout", "1h")).isZero();

        assertThat(prompt.err()).contains("it tries again in a minute");
    }

    @Test
    void readingThatIsNotAllowed_endsAtOnce() {
        Instance node = waiting(1).getFirst();
        prompt.account.trouble.refuse("DescribeAutoScalingInstances", 99, new AwsError("AccessDenied", 403, "no"));

        assertThat(prompt.run("wait", node.id())).isEqualTo(3);
    }
}
