package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an engineer on call sees of a bad hour in one look.
class StatusViewTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    private String shown(String... more) {
        List<String> words = new ArrayList<>(List.of("status"));
        words.addAll(List.of(more));
        assertThat(prompt.run(words.toArray(String[]::new))).as(prompt.err()).isZero();
        return prompt.out();
    }

    private JsonNode json() throws Exception {
        return JSON.readTree(shown("-o", "json"));
    }

    private static JsonNode of(JsonNode shown, Instance node) {
        for (JsonNode each : shown.path("nodes")) {
            if (each.path("node").asText().equals(node.id())) {
                return each;
            }
        }
        throw new AssertionError(node.id() + " is not among " + shown);
    }

    private static List<String> why(JsonNode node) {
        return node.path("next").findValuesAsText("why");
    }

    @Test
    void sevenNodesInThreeGroups_wrapNoLineAt80Columns() {
        StatusScene.seven(prompt);

        assertThat(shown().lines()).hasSizeGreaterThan(20).allMatch(line -> Columns.of(line) <= 80);
    }

    @Test
    void worstNode_isFirst() {
        List<Instance> nodes = StatusScene.seven(prompt);

        String text = shown();

        List<String> order = text.lines()
                .filter(line -> line.startsWith("i-"))
                .map(line -> line.substring(0, 19))
                .toList();
        // The one that stands still, or that nobody can look at, before the retained one, before those that drain.
        assertThat(order.indexOf(nodes.get(1).id()))
                .isLessThan(order.indexOf(nodes.get(2).id()));
        assertThat(order.indexOf(nodes.get(2).id()))
                .isLessThan(order.indexOf(nodes.get(0).id()));
        assertThat(order.indexOf(nodes.get(3).id()))
                .isLessThan(order.indexOf(nodes.get(4).id()));
        assertThat(order.indexOf(nodes.get(3).id()))
                .isLessThan(order.indexOf(nodes.get(6).id()));
        assertThat(text.lines().filter(line -> line.startsWith("group ")).toList())
                .containsExactlyInAnyOrder("group workers, 3 nodes", "group search-日本, 2 nodes", "group edge, 2 nodes")
                .last()
                .isEqualTo("group edge, 2 nodes");
    }

    @Test
    void lastLine_isTheTotal() throws Exception {
        StatusScene.seven(prompt);

        String text = shown();

        List<String> lines = text.lines().toList();
        assertThat(lines.getLast())
                .matches("7 nodes, 7.6 GiB at risk, 2 unknown, earliest ceiling in 7 h 5[0-9] min\\.");
        assertThat(lines.get(lines.size() - 2)).isEqualTo("Of these 2 stalled, 1 retained, 1 kept on purpose.");
        JsonNode totals = json().path("totals");
        assertThat(totals.path("unknown").asInt()).isEqualTo(2);
        assertThat(totals.path("bytes").asLong()).isBetween(8_100_000_000L, 8_200_000_000L);
        assertThat(totals.path("secondsToEarliestCeiling").asLong()).isBetween(28_000L, 28_800L);
    }

    @Test
    void nodeThatNeedsSomebody_hasANextStep() throws Exception {
        List<Instance> nodes = StatusScene.seven(prompt);

        JsonNode shown = json();

        assertThat(why(of(shown, nodes.get(0)))).isEmpty();
        assertThat(why(of(shown, nodes.get(1)))).containsExactly("stalled");
        assertThat(why(of(shown, nodes.get(2)))).containsExactly("stalled", "retained");
        assertThat(why(of(shown, nodes.get(3)))).containsExactly("unknown");
        assertThat(why(of(shown, nodes.get(4)))).containsExactly("override");
        assertThat(why(of(shown, nodes.get(6)))).isEmpty();
        JsonNode unknown = of(shown, nodes.get(3)).path("next").path(0);
        assertThat(unknown.path("text").asText()).startsWith("nobody knows what it holds for 34 min: ");
        assertThat(unknown.path("see").asText()).isEqualTo("docs/runbook.md#cannotlook");
        assertThat(of(shown, nodes.get(1)).path("stalled").asBoolean()).isTrue();
        assertThat(of(shown, nodes.get(1)).path("trouble").asText()).isEqualTo("stalled");
        assertThat(shown().lines().filter(line -> line.startsWith("  next: "))).hasSize(5);
    }

    @Test
    void override_isShownWithAuthorAndReason() throws Exception {
        Instance kept = StatusScene.seven(prompt).get(4);

        assertThat(shown().replaceAll("\\s+", " "))
                .contains("next: 'hold' by mika at 2026-01-01 10:14Z, because: 調査中 (case 4711): the vendor wants to"
                        + " see its queue; no alarm until 2026-01-01 13:34Z")
                .contains("see drainguard clear " + kept.id());
        JsonNode node = of(json(), kept);
        assertThat(node.path("overrideBy").asText()).isEqualTo("arn:aws:iam::123456789012:user/mika");
        assertThat(node.path("overrideBecause").asText()).startsWith("調査中");
        assertThat(Instant.parse(node.path("quietUntil").asText())).isAfter(prompt.world.instant());
    }

    @Test
    void retainedNode_hasAnAge() throws Exception {
        Instance retained = StatusScene.seven(prompt).get(2);
        prompt.guard.guardFor(Duration.ofHours(5));

        JsonNode node = of(json(), retained);

        assertThat(node.path("heldSeconds").asLong()).isBetween(20_000L, 20_200L);
        assertThat(shown().lines()
                        .filter(line -> line.startsWith(retained.id()))
                        .toList())
                .singleElement()
                .asString()
                .matches(".* retained +5 h .*");
    }

    @Test
    void controlCharactersOfATag_reachNoTerminal() {
        Instance node = StatusScene.seven(prompt).get(4);
        prompt.world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE_BECAUSE, "\u009b2Jnothing\u202eto see"));

        assertThat(shown() + shown("-o", "wide"))
                .doesNotContain("\u009b", "\u202e")
                .contains("?2Jnothing?to see");
    }

    @Test
    void wideView_hasAllThatIsKnownAndFits200Columns() {
        Instance node = StatusScene.seven(prompt).getFirst();

        List<String> lines = shown("-o", "wide").lines().toList();

        assertThat(lines).allMatch(line -> Columns.of(line) <= 200);
        List<String> rows =
                lines.stream().filter(line -> line.contains(node.id())).toList();
        assertThat(rows)
                .singleElement()
                .asString()
                .contains("workers", "Terminating:Wait", "2026-01-01 10:00Z", "7 h 55 min", " ago", "hold");
        assertThat(lines.get(lines.indexOf(rows.getFirst()) + 1))
                .startsWith("  why:  ")
                .contains(" bytes queued, oldest of");
    }

    @Test
    void colours_standOutWhereSomebodyIsNeeded() {
        List<Instance> nodes = StatusScene.seven(prompt);
        prompt.coloured();

        String text = shown();

        assertThat(text)
                .contains("\u001b[31m" + nodes.get(3).id())
                .contains("\u001b[33m" + nodes.get(1).id())
                .contains("\n" + nodes.get(0).id());
    }

    @Test
    void volumeThatIsNotProtected_isNamed() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.disk(node.id(), Disk.holding(7, 7_000, Account.START));
        prompt.account.scaleIn(List.of(node));
        prompt.world.advance(Duration.ofMinutes(9));

        assertThat(shown()).contains("next: EC2 would delete vol-");
    }

    @Test
    void nodeNearItsCeiling_isSaidToBe() throws Exception {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.disk(
                node.id(), Disk.holding(7, 7_000_000, Account.START).drain(Account.START, Duration.ofHours(3)));
        prompt.account.scaleIn(List.of(node));
        prompt.guard.guardFor(Duration.ofMinutes(50));
        StatusScene.guard(prompt, StatusScene.FUNCTION, Map.of("MAX_HOLD_SECONDS", "3600"));

        assertThat(why(json().path("nodes").path(0))).containsExactly("near-ceiling");
        assertThat(shown()).contains("the guard gives it up, and its group retains it");
    }

    /// Groups, guards, its function, hooks, instances and commands at a call each, and fifty nodes' answers at another.
    @Test
    void twoHundredNodes_costTenCalls() throws Exception {
        List<Instance> nodes = prompt.group(200);
        Instant start = prompt.world.instant();
        nodes.forEach(node -> prompt.account.shell.disk(
                node.id(), Disk.holding(300, 30_000_000, start).drain(start, Duration.ofMinutes(60))));
        prompt.account.scaleIn(nodes);
        prompt.guard.guardFor(Duration.ofMinutes(12));
        StatusScene.guard(prompt, StatusScene.FUNCTION, Map.of());
        int before = prompt.calls();

        JsonNode shown = json();

        assertThat(prompt.calls() - before).isEqualTo(10);
        assertThat(shown.path("nodes")).hasSize(200).allSatisfy(node -> {
            assertThat(node.path("look").asText()).isEqualTo("pending");
            assertThat(node.path("drainBytesPerSecond").asDouble()).isBetween(7_500.0, 9_200.0);
        });
    }
}
