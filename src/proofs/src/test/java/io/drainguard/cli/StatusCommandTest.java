package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.entry.SystemTime;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.WarmPool;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `drainguard status` over the wire.
class StatusCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// Two waiting nodes and a guard that looked at them for ten minutes; the first drains within half an hour.
    private List<Instance> drainingForTenMinutes() {
        List<Instance> nodes = prompt.group(3);
        Instant start = prompt.world.instant();
        prompt.account.shell.disk(
                nodes.get(0).id(), Disk.holding(300, 30_000_000, start).drain(start, Duration.ofMinutes(30)));
        prompt.account.shell.disk(nodes.get(1).id(), Disk.holding(7, 7_000, start));
        prompt.account.scaleIn(nodes.subList(0, 2));
        prompt.guard.guardFor(Duration.ofMinutes(10));
        return nodes;
    }

    private JsonNode json(String... more) throws Exception {
        String[] words = new String[more.length + 2];
        words[0] = "status";
        words[1] = "--json";
        System.arraycopy(more, 0, words, 2, more.length);
        assertThat(prompt.run(words)).as(prompt.err()).isZero();
        return JSON.readTree(prompt.out());
    }

    private static JsonNode of(JsonNode shown, Instance node) {
        for (JsonNode each : shown.path("nodes")) {
            if (each.path("node").asText().equals(node.id())) {
                return each;
            }
        }
        throw new AssertionError(node.id() + " is not among " + shown);
    }

    @Test
    void waitingNodes_haveARowEach() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();

        JsonNode shown = json();

        assertThat(shown.path("nodes").size()).isEqualTo(2);
        JsonNode first = of(shown, nodes.getFirst());
        assertThat(first.path("group").asText()).isEqualTo(Prompt.GROUP);
        assertThat(first.path("node").asText()).isEqualTo(nodes.getFirst().id());
        assertThat(first.path("state").asText()).isEqualTo("Terminating:Wait");
        assertThat(Instant.parse(first.path("waitingSince").asText()))
                .isBetween(Account.START, Account.START.plusSeconds(5));
        assertThat(first.path("look").asText()).isEqualTo("pending");
        assertThat(first.path("decision").asText()).isEqualTo("hold");
        assertThat(first.path("lookAgeSeconds").asLong()).isBetween(0L, 90L);
        assertThat(first.path("files").asLong()).isBetween(150L, 250L);
    }

    @Test
    void drainRateAndEnd_areWhatTheQueueTrulyDoes() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();

        JsonNode first = of(json(), nodes.getFirst());

        assertThat(first.path("drainBytesPerSecond").asDouble()).isBetween(16_000.0, 17_300.0);
        assertThat(Duration.between(
                        Account.START.plus(Duration.ofMinutes(30)),
                        Instant.parse(first.path("expectedEnd").asText())))
                .isBetween(Duration.ofSeconds(-30), Duration.ofSeconds(30));
    }

    @Test
    void nodeThatDoesNotDrain_hasNoEnd() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();

        JsonNode second = of(json(), nodes.get(1));

        assertThat(second.path("drainBytesPerSecond").asDouble()).isZero();
        assertThat(second.path("expectedEnd").isNull()).isTrue();
    }

    @Test
    void ceiling_isThatOfTheGuardsOwnSettings() throws Exception {
        drainingForTenMinutes();
        prompt.environment.put("MAX_HOLD_SECONDS", "3600");

        assertThat(json().path("nodes").path(0).path("secondsToCeiling").asLong())
                .isBetween(3600L - 605, 3600L - 595);
    }

    @Test
    void nodeBeyondTheCeiling_isSaidToBeGivenUp() throws Exception {
        drainingForTenMinutes();
        prompt.environment.put("MAX_HOLD_SECONDS", "60");

        JsonNode first = json().path("nodes").path(0);

        assertThat(first.path("decision").asText()).isEqualTo("give up");
        assertThat(first.path("alarm").asBoolean()).isTrue();
        assertThat(first.path("secondsToCeiling").asLong()).isNegative();
        prompt.run("status");
        assertThat(prompt.out()).contains("reached").contains("give up");
    }

    @Test
    void nodeThatNobodyLookedAt_isUnknown() throws Exception {
        List<Instance> nodes = prompt.group(1);
        prompt.account.scaleIn(nodes);

        JsonNode node = json().path("nodes").path(0);

        assertThat(node.path("look").isNull()).isTrue();
        assertThat(node.path("drainBytesPerSecond").isNull()).isTrue();
        assertThat(node.path("decision").asText()).isEqualTo("hold");
        assertThat(node.path("reason").asText()).contains("its history holds no look yet");
    }

    @Test
    void oldLook_isShownWithItsAgeAndGivesNoRate() throws Exception {
        drainingForTenMinutes();
        prompt.world.advance(Duration.ofMinutes(40));

        JsonNode first = json().path("nodes").path(0);

        assertThat(first.path("lookAgeSeconds").asLong()).isBetween(2400L, 2500L);
        assertThat(first.path("drainBytesPerSecond").isNull()).isTrue();
        assertThat(first.path("expectedEnd").isNull()).isTrue();
    }

    @Test
    void lookOfHoursAgo_isStillFound() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();
        for (int hour = 0; hour < 9; hour++) {
            prompt.world.advance(Duration.ofMinutes(40));
            prompt.account.heartbeat(nodes.get(0));
        }

        JsonNode first = of(json("--group", Prompt.GROUP), nodes.getFirst());

        assertThat(first.path("look").asText()).isEqualTo("pending");
        assertThat(first.path("lookAgeSeconds").asLong()).isBetween(21_600L, 21_700L);
    }

    @Test
    void retainedNode_isShownWithoutAWait() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();
        prompt.account.giveUp(nodes.get(1));
        prompt.guard.guardFor(Duration.ofMinutes(2));

        JsonNode node = of(json(), nodes.get(1));

        assertThat(node.path("state").asText()).isEqualTo("Terminating:Retained");
        assertThat(node.path("waitingSince").isNull()).isTrue();
        assertThat(node.path("secondsToCeiling").isNull()).isTrue();
        assertThat(node.path("decision").asText()).isEqualTo("leave");
        assertThat(node.path("files").asLong()).isEqualTo(7);
    }

    @Test
    void operatorsTag_isInTheDecision() throws Exception {
        List<Instance> nodes = drainingForTenMinutes();
        prompt.world.ec2().createTags(List.of(nodes.get(1).id()), Map.of("drainguard:override", "release"));

        JsonNode node = of(json(), nodes.get(1));

        assertThat(node.path("operator").asText()).isEqualTo("release");
        assertThat(node.path("decision").asText()).isEqualTo("release");
    }

    @Test
    void memberOnItsWayIntoTheWarmPool_isShown() throws Exception {
        prompt.world.createGroup(Account.named("pooled", 1, Duration.ofHours(1)).pool(new WarmPool(true, true)));
        Instance node = prompt.world.members("pooled").getFirst();
        prompt.world.autoScaling().setDesiredCapacity("pooled", 0);
        prompt.world.advance(Duration.ofMinutes(1));

        JsonNode shown = json();

        assertThat(shown.path("nodes").path(0).path("node").asText()).isEqualTo(node.id());
        assertThat(shown.path("nodes").path(0).path("state").asText()).isEqualTo("Warmed:Pending:Wait");
    }

    @Test
    void nothingWaiting_isAClearSentence() {
        prompt.group(2);

        assertThat(prompt.run("status")).isZero();

        assertThat(prompt.out())
                .isEqualTo("No node waits or is retained in 1 group (workers), read at 2026-01-01 10:00Z.\n");
    }

    @Test
    void noTaggedGroup_isAClearSentence() {
        assertThat(prompt.run("status")).isZero();

        assertThat(prompt.out()).contains("carries the tag 'drainguard'").contains("drainguard doctor");
    }

    @Test
    void group_filters() throws Exception {
        drainingForTenMinutes();
        List<Instance> others = prompt.world.createGroup(Account.named("others", 1, Duration.ofHours(1)));
        prompt.account.scaleIn(others);

        JsonNode shown = json("--group", "others");

        assertThat(shown.path("groups").toString()).isEqualTo("[\"others\"]");
        assertThat(shown.path("nodes").size()).isEqualTo(1);
    }

    @Test
    void unknownGroup_isRefused() {
        prompt.group(1);

        assertThat(prompt.run("status", "--group", "nobody")).isEqualTo(2);

        assertThat(prompt.err()).startsWith("drainguard: group nobody").contains("next:");
        assertThat(prompt.err().lines()).hasSize(1);
    }

    @Test
    void groupWithoutTheHook_isToldBesideTheRows() {
        List<Instance> nodes = drainingForTenMinutes();
        prompt.environment.put("LIFECYCLE_HOOK_NAME", "another");

        assertThat(prompt.run("status")).isEqualTo(1);

        assertThat(prompt.out()).contains(nodes.getFirst().id()).contains("unknown");
        assertThat(prompt.err()).contains("group workers").contains("no termination hook 'another'");
    }

    @Test
    void historyThatCannotBeRead_isToldBesideTheRows() {
        List<Instance> nodes = drainingForTenMinutes();
        prompt.world.intercept(prompt.account.trouble.refuse(
                "ListCommandInvocations", 2, new AwsError("AccessDeniedException", 400, "no")));

        assertThat(prompt.run("status")).isEqualTo(1);

        assertThat(prompt.out()).contains(nodes.getFirst().id()).contains("unknown");
        assertThat(prompt.err()).contains(nodes.getFirst().id());
    }

    @Test
    void groupsThatCannotBeRead_concludeNothing() {
        prompt.world.intercept(
                prompt.account.trouble.refuse("DescribeAutoScalingGroups", 9, new AwsError("AccessDenied", 403, "no")));

        assertThat(prompt.run("status")).isEqualTo(3);

        assertThat(prompt.out()).isEmpty();
        assertThat(prompt.err().lines()).hasSize(1);
    }

    @Test
    void colours_areOnATerminalOnly() {
        drainingForTenMinutes();
        prompt.environment.put("MAX_HOLD_SECONDS", "60");

        prompt.run("status");
        assertThat(prompt.out()).doesNotContain("\u001b");
        prompt.coloured().run("status");
        assertThat(prompt.out()).contains("\u001b[31m");
        prompt.run("status", "--json");
        assertThat(prompt.out()).doesNotContain("\u001b");
    }

    @Test
    void watch_showsItAgainUntilStopped() {
        drainingForTenMinutes();

        assertThat(prompt.stopsAfter(2).run("status", "--watch=60", "--json")).isZero();

        List<String> lines = prompt.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(Set.copyOf(lines)).hasSize(3);
    }

    @Test
    void watch_goesOnAfterACallThatFailed() {
        drainingForTenMinutes();
        prompt.account.trouble.refuse("DescribeAutoScalingGroups", 4, new AwsError("Throttling", 400, "Rate exceeded"));

        assertThat(prompt.stopsAfter(1).run("status", "--watch=60", "--json")).isZero();

        assertThat(prompt.out().lines()).hasSize(1);
        assertThat(prompt.err()).contains("Rate exceeded");
    }

    @Test
    void watch_endsOnceNobodyReads() {
        prompt.group(1);
        Instant start = prompt.world.instant();

        assertThat(prompt.unread().stopsAfter(5).run("status", "--watch=60")).isEqualTo(1);

        assertThat(prompt.world.instant()).isBefore(start.plusSeconds(60));
    }

    @Test
    void outputThatIsLost_isNoSuccess() {
        prompt.group(1);

        assertThat(prompt.unread().run("status", "--json")).isEqualTo(1);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).contains("could not be written").contains("next: ");
    }

    @Test
    void endpointThatIsDown_saysWhatToDo() {
        prompt.close();

        assertThat(prompt.run("status")).isEqualTo(3);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).contains("; next: see that this machine reaches http://127.0.0.1:");
    }

    @Test
    void regionThatCannotBeUsed_isNotAnsweredWithAListOfAll() {
        assertThat(prompt.elsewhere("eu central").run("status")).isEqualTo(3);

        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).contains("; next: give a Region").doesNotContain("us-west-2");
    }

    @Test
    void watch_readsNoMoreThanOnceAMinute() {
        assertThat(prompt.run("status", "--watch=59")).isEqualTo(2);
        assertThat(prompt.err().lines()).hasSize(1);
        assertThat(prompt.err()).contains("--watch reads at most once a minute: give 60 or more, not 59");

        prompt.group(1);
        Instant start = prompt.world.instant();
        assertThat(prompt.stopsAfter(1).run("status", "--watch")).isZero();
        assertThat(prompt.world.instant()).isEqualTo(start.plusSeconds(60));
    }

    @Test
    void watchOnATerminal_takesTheAlternateScreenAndPutsItBack() {
        drainingForTenMinutes();

        prompt.coloured().stopsAfter(1).run("status", "--watch");

        assertThat(prompt.out()).startsWith("\u001b[?1049h").endsWith("\u001b[?1049l");
        assertThat(prompt.out().split("\u001b\\[H", -1)).hasSize(3);
        prompt.stopsAfter(0).run("status", "--watch", "--json");
        assertThat(prompt.out()).doesNotContain("\u001b");
    }

    @Test
    void status_changesNothing() {
        drainingForTenMinutes();
        int before = prompt.world.calls().all().size();

        prompt.run("status");

        assertThat(prompt.world.calls().all().stream().skip(before))
                .isNotEmpty()
                .allMatch(call ->
                        call.action().startsWith("Describe") || call.action().startsWith("List"));
    }

    /// A look a minute for an hour and a half: the newest tells what is there, and three older ones the rate.
    @Test
    void longHistory_costsFourAnswers() throws Exception {
        List<Instance> nodes = prompt.group(1);
        Instant start = prompt.world.instant();
        prompt.account.shell.disk(
                nodes.getFirst().id(), Disk.holding(10, 1_000_000, start).drain(start, Duration.ofHours(3)));
        prompt.account.scaleIn(nodes);
        prompt.guard.guardFor(Duration.ofMinutes(90));
        int before = prompt.world.calls().count("ListCommandInvocations");

        JsonNode node = json().path("nodes").path(0);

        assertThat(prompt.world.calls().count("ListCommandInvocations") - before)
                .isEqualTo(4);
        assertThat(node.path("lookAgeSeconds").asLong()).isLessThan(120);
        assertThat(node.path("drainBytesPerSecond").asDouble()).isBetween(91.0, 94.0);
    }

    @Test
    void nodeThatWasEmptyBeforeItsWait_isNotSaidToBeEmptyNow() throws Exception {
        Instance node = prompt.group(1).getFirst();
        prompt.run("doctor");
        prompt.world.advance(Duration.ofHours(50));
        prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(List.of(node));
        prompt.world.advance(Duration.ofHours(2));

        JsonNode shown = json().path("nodes").path(0);

        assertThat(shown.path("state").asText()).isEqualTo("Terminating:Retained");
        assertThat(shown.path("decision").asText()).isEqualTo("leave");
        assertThat(shown.path("reason").asText()).contains("too old");
        assertThat(shown.path("expectedEnd").isNull()).isTrue();
    }

    @Test
    void profile_countsBeforeCredentialsOfTheEnvironment() {
        prompt.group(1);

        assertThat(prompt.run("status", "--profile", "nobodys")).isEqualTo(3);

        assertThat(prompt.err()).contains("nobodys");
    }

    @Test
    void endpointWithoutAScheme_isRefused() {
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(err),
                new PrintWriter(err),
                new BufferedReader(new StringReader("")),
                false,
                SystemTime.CLOCK);

        assertThat(Main.run(Map.of(), terminal, "status", "--region", "us-east-1", "--endpoint-url", "localhost"))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains("--endpoint-url 'localhost' is no URL")
                .doesNotContain("bug");
    }
}
