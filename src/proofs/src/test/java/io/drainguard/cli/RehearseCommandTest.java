package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.journal.NoticeJson;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Telling;
import io.drainguard.sweep.Notice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard rehearse` over the wire: what it proves, what it says it does not, and that it leaves nothing behind.
class RehearseCommandTest {
    private static final String FUNCTION = "drainguard-Guard";
    private static final String ROLE = "arn:aws:iam::123456789012:role/guard";
    private static final String ALLOW_ALL =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String REASON = "rehearsal of drainguard, nothing is wrong";

    private final Prompt prompt = new Prompt();
    private final Surroundings around = prompt.world.surroundings();
    private final Telling telling = around.telling();
    private List<Instance> nodes = List.of();

    private void deploy(GroupSpec group) {
        nodes = prompt.world.createGroup(group);
        around.role(ROLE, ALLOW_ALL);
        around.function(new Surroundings.Function(FUNCTION, ROLE, Map.of("NOTICES", "on"), Duration.ofSeconds(300)));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        prompt.watched(FUNCTION);
    }

    private void deploy() {
        deploy(Account.named(Prompt.GROUP, 2, HOUR));
    }

    private void leavesNothingBehind() {
        assertThat(prompt.world.calls().all())
                .isNotEmpty()
                .allMatch(call -> call.action().startsWith("Describe")
                        || call.action().startsWith("List")
                        || call.action().equals("SendCommand"));
        assertThat(nodes).allMatch(node -> node.state() == LifecycleState.IN_SERVICE);
        prompt.world.advance(Duration.ofMinutes(2));
        assertThat(Prompt.ALARMS).allMatch(alarm -> !"ALARM".equals(stateOf(alarm)));
    }

    private String stateOf(String alarm) {
        Telling.Alarm found = telling.alarm(alarm);
        return found == null ? "gone" : found.state();
    }

    @AfterEach
    void close() {
        prompt.close();
    }

    @Test
    void soundGroup_isProvedWithoutTellingAnybody() {
        deploy();
        String node = nodes.getFirst().id();

        assertThat(prompt.unattended().run("rehearse", Prompt.GROUP))
                .as(prompt.out() + prompt.err())
                .isZero();

        assertThat(prompt.out())
                .contains(
                        "proved  look    drain document 'drainguard-workers' ran on " + node
                                + " and answered: its queues are empty\n",
                        "proved  hook    'Cribl-Scaledown-Hook' holds a node that goes, for 1 h at a time",
                        "DefaultResult ABANDON\n",
                        "proved  retain  the group retains",
                        "proved  node    its agent ",
                        "proved  role    " + ROLE + " may make each call",
                        "proved  guard   drainguard-Guard finished 1 sweep in the last 5 min\n",
                        "proved  told    alarms of stack drainguard: 3, heard by oncall@example.com (email)")
                .contains(
                        "not proved  that AWS tells the guard of a termination at once",
                        "not proved  that the guard holds and releases a node",
                        "not proved  that an alarm reaches anybody: --alarm lets one ring",
                        "not proved  that a notice reaches anybody: --notice sends one")
                .endsWith("rehearsed workers/" + node
                        + ": 7 proved, 0 faults, 0 risks, 0 not judged; nothing was terminated or changed.\n");
        assertThat(telling.set()).isEmpty();
        assertThat(telling.events()).isEmpty();
        leavesNothingBehind();
    }

    @Test
    void alarm_ringsOnceAndItsTopicIsSeenToBeTold() {
        deploy();

        assertThat(prompt.types("y").run("rehearse", Prompt.GROUP, "--alarm"))
                .as(prompt.out() + prompt.err())
                .isZero();

        assertThat(prompt.out())
                .contains("Now alarm drainguard-CannotLook-1 rings once and tells " + Prompt.TOPIC + ". Do it? [y/N]")
                .contains("proved  alarm   drainguard-CannotLook-1 rang, and CloudWatch told " + Prompt.TOPIC)
                .contains("not proved  that a message arrives and is read: only a person can tell")
                .contains("8 proved, 0 faults", "ask whoever is on call");
        assertThat(telling.set()).singleElement().satisfies(set -> {
            assertThat(set.alarm()).isEqualTo("drainguard-CannotLook-1");
            assertThat(set.state()).isEqualTo("ALARM");
            assertThat(set.reason()).isEqualTo(REASON);
        });
        leavesNothingBehind();
    }

    @Test
    void secondRehearsal_isNotProvedByTheFirst() {
        deploy();
        prompt.run("rehearse", Prompt.GROUP, "--alarm", "--yes");
        prompt.world.advance(Duration.ofMinutes(2));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(10));
        telling.refuse(
                Prompt.TOPIC, "CloudWatch Alarms does not have authorization to access the SNS topic encryption key.");

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm", "--yes")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  all groups: alarm drainguard-CannotLook-1 rang, and CloudWatch could not tell")
                .contains("topic encryption key")
                .doesNotContain("proved  alarm   ");
    }

    @ParameterizedTest
    @CsvSource({"NoSweep, drainguard-NoSweep-1", "drainguard-NodesRetained-1, drainguard-NodesRetained-1"})
    void otherAlarm_isNamedByEitherName(String name, String rings) {
        deploy();

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm-name", name, "--yes"))
                .as(prompt.err())
                .isZero();

        assertThat(telling.set())
                .singleElement()
                .satisfies(set -> assertThat(set.alarm()).isEqualTo(rings));
    }

    @Test
    void unknownAlarm_isRefusedWithTheNamesThatThereAre() {
        deploy();

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm-name", "Fire", "--yes"))
                .isEqualTo(2);

        assertThat(prompt.err()).contains("alarm 'Fire'", "drainguard-NoSweep-1");
        assertThat(telling.set()).isEmpty();
    }

    @Test
    void alarmThatRingsAlready_isNotSetAndNotJudged() {
        deploy();
        telling.alarm(Telling.Alarm.well(Prompt.ALARMS.getFirst(), Prompt.TOPIC).in("ALARM", "it is real"));

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm-name", "CannotLook", "--yes"))
                .isEqualTo(1);
        assertThat(prompt.out()).contains("rings: it is real", "rings already", "1 risk, 1 not judged");
        assertThat(telling.set()).isEmpty();
        prompt.run("rehearse", Prompt.GROUP, "--alarm", "--yes");
        assertThat(telling.set())
                .singleElement()
                .satisfies(set -> assertThat(set.alarm()).isNotEqualTo(Prompt.ALARMS.getFirst()));
    }

    @Test
    void notice_isPutAsTheGuardPutsItAndMarked() throws Exception {
        deploy();
        String node = nodes.getFirst().id();

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--notice", "--yes"))
                .as(prompt.out())
                .isZero();

        assertThat(prompt.out()).contains("proved  notice  the event bus took a notice, event event-1");
        assertThat(telling.events()).singleElement().satisfies(event -> {
            assertThat(event.source()).isEqualTo("drainguard");
            assertThat(event.detailType()).isEqualTo("Drainguard Node Notice");
        });
        JsonNode detail = new JsonMapper().readTree(telling.events().getFirst().detail());
        assertThat(detail.path("what").asText()).isEqualTo("rehearsal");
        assertThat(detail.path("group").asText()).isEqualTo(Prompt.GROUP);
        assertThat(detail.path("node").asText()).isEqualTo(node);
        assertThat(detail.path("text").asText()).startsWith(REASON);
        JsonNode guards = new JsonMapper()
                .readTree(NoticeJson.detail(
                        FUNCTION,
                        new Notice(
                                new NodeId(Prompt.GROUP, node),
                                prompt.world.instant(),
                                Notice.What.HELD,
                                "a reason",
                                new Look.Unknown("no answer"),
                                new Notice.Held(Duration.ZERO, null),
                                Set.of())));
        assertThat(guards.fieldNames()).toIterable().allMatch(detail::has);
        leavesNothingBehind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "", "yes please"})
    void answerThatIsNoYes_tellsNobody(String answer) {
        deploy();

        assertThat(prompt.types(answer).run("rehearse", Prompt.GROUP, "--alarm", "--notice"))
                .isEqualTo(2);

        assertThat(prompt.err()).contains("not confirmed; nobody was told");
        assertThat(telling.set()).isEmpty();
        assertThat(telling.events()).isEmpty();
    }

    @Test
    void noTerminal_tellsNobodyWithoutYes() {
        deploy();

        assertThat(prompt.unattended().run("rehearse", Prompt.GROUP, "--alarm")).isEqualTo(2);

        assertThat(prompt.err()).contains("no terminal to ask at; nobody was told", "--yes");
        assertThat(telling.set()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cloudwatch:DescribeAlarmHistory, so it was not rung, 0",
        "cloudwatch:SetAlarmState, whether alarm drainguard-CannotLook-1 tells anybody, 0",
        "events:PutEvents, whether a notice is passed on, 1"
    })
    void callThatTheOperatorMayNotMake_isNotJudged(String action, String words, int set) {
        deploy();
        around.deny(action);

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm", "--notice", "--yes"))
                .isEqualTo(4);

        assertThat(prompt.out()).contains("not judged  all groups: ", words, "next: allow ", action);
        assertThat(telling.set()).hasSize(set);
    }

    @Test
    void historyThatNeverTells_isNotJudged() {
        deploy();
        telling.alarm(new Telling.Alarm(Prompt.ALARMS.getFirst(), List.of(Prompt.TOPIC), true, "OK", ""));
        telling.forgetful();

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--alarm", "--yes")).isEqualTo(4);

        assertThat(prompt.out()).contains("its history does not say so within 60 s");
    }

    @Test
    void groupThatDoesNotRetain_isAFaultAndNoProof() {
        deploy(GroupSpec.of(Prompt.GROUP, 0, 2, 2)
                .tag("drainguard", Account.DOCUMENT)
                .hook(Hook.terminating(Account.HOOK, HOUR).withDefaultResult("CONTINUE")));

        assertThat(prompt.run("rehearse", Prompt.GROUP)).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers: it does not retain", "DefaultResult is CONTINUE", "proved  look")
                .doesNotContain("proved  retain", "proved  hook");
    }

    @Test
    void namedNode_isTheOneThatIsAskedAndJudged() {
        deploy();
        String node = nodes.getLast().id();
        prompt.account.shell.manner(node, MemoryShell.Manner.MISSING_PATH);
        prompt.world.mishaps().agentVersion(nodes.getFirst().id(), "3.3.987.0");

        assertThat(prompt.run("rehearse", Prompt.GROUP, "--node", node)).isEqualTo(1);

        assertThat(prompt.world.calls().of("SendCommand"))
                .singleElement()
                .satisfies(call -> assertThat(call.parameter("InstanceIds")).isEqualTo(node));
        assertThat(prompt.out())
                .contains("fault  workers/" + node + ": its drain document", "proved  node")
                .doesNotContain("proved  look", "3.3.987.0");
    }

    @Test
    void nodeThatIsNotInService_isRefusedBeforeAnythingRuns() {
        deploy();
        prompt.account.scaleIn(List.of(nodes.getFirst()));

        assertThat(prompt.run(
                        "rehearse", Prompt.GROUP, "--node", nodes.getFirst().id()))
                .isEqualTo(2);

        assertThat(prompt.err())
                .contains("it is not in service", nodes.getLast().id());
        assertThat(prompt.world.calls().count("SendCommand")).isZero();
    }

    @Test
    void unknownGroup_isRefusedWithTheNamesThatThereAre() {
        deploy();

        assertThat(prompt.run("rehearse", "wrokers")).isEqualTo(2);

        assertThat(prompt.err()).contains("group 'wrokers'", "[workers]");
    }

    @Test
    void groupWithoutANode_isNotJudged() {
        deploy(Account.named(Prompt.GROUP, 0, HOUR));

        assertThat(prompt.run("rehearse", Prompt.GROUP)).isEqualTo(4);

        assertThat(prompt.out())
                .contains("no node in service is fit to be asked", "rehearsed workers: ")
                .doesNotContain("proved  look", "proved  node");
    }

    @Test
    void otherGroups_areLeftAlone() {
        deploy();
        prompt.world.createGroup(GroupSpec.of("search", 0, 1, 1).tag("drainguard", "drainguard-serach"));

        assertThat(prompt.run("rehearse", Prompt.GROUP)).as(prompt.out()).isZero();

        assertThat(prompt.out()).doesNotContain("search");
    }
}
