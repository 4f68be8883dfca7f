package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.TerminationNotice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an operator sees today, and does not see any more. The script's own defects are in [ScriptDefectsTest].
///
/// | defect | symptom | test |
/// |--------|---------|------|
/// | 1 | no second look and no heartbeat | `queueThatDrainsAtMinuteSix_...`, `queueThatNeedsTwentyMinutes_...` |
/// | 2 | HeartbeatTimeout is ignored | `heartbeatTimeoutParameter_reachesTheHook` |
/// | 3 | the check ends at the first Pending | `firstPollPending_...`, `answersThatCannotBeRead_...` |
/// | 4 | an unreachable node is swallowed | `unreachableNode_...` |
/// | 5-9 | what is not empty counts as empty, and the other way round | [ScriptDefectsTest] |
/// | 9 | "has data" and "broken" look the same | `brokenScript_isToldApartFromData` |
/// | 10 | a test notification poisons the queue | `io.drainguard.entry.LifecycleHandlerTest`, eventThatIsNotForTheGuard
/// |
/// | 11 | one node a minute | `twoHundredNodesAtOnce_areAllLookedAtByOneSweep` |
/// | 12 | runs overlap | `overlappingGuards_releaseOnce` |
/// | 13 | a reboot drops the setting of the paths | `guardThatStartsAgain_knowsItsQueues` |
/// | 14 | intake never stops | `intakeThatNeverStops_isHeldAndAtLastRetained` |
/// | 15 | loss is learned from missing data | `heldNode_isToldInNumbersAndReasons`; alarms:
/// `io.drainguard.template.DeploymentTest` |
/// | 16 | token in user data, nothing verified | `leaderToken_isInItsSecretAndDownloadIsVerified`; at work:
/// `io.drainguard.template.UserDataTest` |
/// | 17 | documented defaults differ from the real ones | `defaultsOfCodeAndTemplate_areTheSame`; every parameter:
/// `io.drainguard.template.ParametersTest` |
/// | 18 | one run and one command for each node | `hundredEventsAtOnce_makeAHandfulOfCommands` |
class TodaysDefectsTest {
    private static final Duration HOOK_OF_TODAY = Duration.ofSeconds(900);

    private final Account account = new Account();

    @Test
    void queueThatDrainsAtMinuteSix_isReleasedThenAndNotAtTheTimeout() {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.shell.disk(node.id(), draining(Duration.ofMinutes(6)));
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofMinutes(10));

        assertThat(guard.decided(Decision.Release.class))
                .singleElement()
                .satisfies(release -> assertThat(Duration.between(Account.START, release.at()))
                        .isBetween(Duration.ofMinutes(6), Duration.ofMinutes(8)));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    @Test
    void queueThatNeedsTwentyMinutes_isHeldPastTheHooksTimeout() {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.shell.disk(node.id(), draining(Duration.ofMinutes(20)));
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofMinutes(19));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);

        guard.guardFor(Duration.ofMinutes(5));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(guard.decided(Decision.Release.class))
                .singleElement()
                .satisfies(release -> assertThat(release.at()).isAfter(Account.START.plus(Duration.ofMinutes(20))));
    }

    @Test
    void heartbeatTimeoutParameter_reachesTheHook() throws IOException {
        String declared = template()
                .with("HeartbeatTimeout", "1234")
                .only("AWS::AutoScaling::AutoScalingGroup")
                .at("/LifecycleHookSpecificationList/0/HeartbeatTimeout")
                .asText();
        Instance node =
                scaledIn(1, Duration.ofSeconds(Long.parseLong(declared))).getFirst();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));

        new TestGuard(account).guardFor(Duration.ofMinutes(42));

        assertThat(declared).isEqualTo("1234");
        // The guard's rhythm follows it, too: one heartbeat in a third to four ninths of the period.
        assertThat(account.world.calls().countOk("RecordLifecycleActionHeartbeat"))
                .isBetween(4, 6);
    }

    @Test
    void firstPollPending_doesNotEndTheCheck() {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.world.mishaps().stopAgent(node.id());
        account.world.after(Duration.ofSeconds(8), () -> account.world.mishaps().startAgent(node.id()));
        TestGuard guard = new TestGuard(account);

        Report report = guard.look();

        assertThat(guard.decisions)
                .singleElement()
                .satisfies(one -> assertThat(one.decision()).isInstanceOf(Decision.Release.class));
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void answersThatCannotBeReadForAMoment_doNotEndTheCheck() {
        scaledIn(1, HOOK_OF_TODAY);
        account.trouble.refuse("ListCommandInvocations", 3, new AwsError("ThrottlingException", 400, "Rate exceeded"));
        TestGuard guard = new TestGuard(account);

        guard.look();
        guard.restOfTheMinute();
        guard.guardFor(Duration.ofMinutes(2));

        assertThat(account.world.calls().count("ListCommandInvocations")).isGreaterThan(3);
        assertThat(guard.decided(Decision.Release.class)).hasSize(1);
    }

    @Test
    void unreachableNode_isHeldAndNotSwallowed() {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.world.mishaps().stopAgent(node.id());
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofHours(3));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(guard.decisions)
                .hasSizeGreaterThan(100)
                .allMatch(one -> one.decision() instanceof Decision.Hold && one.look() instanceof Look.Unknown);
        assertThat(guard.lines).anyMatch(line -> line.contains(node.id()) && line.contains("DeliveryTimedOut"));
    }

    @Test
    void brokenScript_isToldApartFromData() {
        List<Instance> nodes = scaledIn(2, HOOK_OF_TODAY);
        account.shell.manner(nodes.get(0).id(), Manner.FAILS);
        account.shell.disk(nodes.get(1).id(), Disk.holding(1, 1, Account.START));
        TestGuard guard = new TestGuard(account);

        guard.look();

        assertThat(guard.decisions)
                .hasSize(2)
                .allMatch(one -> one.node().equals(nodes.get(0).id())
                        ? one.look() instanceof Look.Unknown
                        : one.look() instanceof Look.Pending);
    }

    @Test
    void twoHundredNodesAtOnce_areAllLookedAtByOneSweep() {
        List<Instance> nodes = scaledIn(200, HOOK_OF_TODAY);
        TestGuard guard = new TestGuard(account);

        guard.look();

        assertThat(guard.decided(Decision.Release.class)).hasSize(200);
        assertThat(account.world.calls().of("SendCommand"))
                .hasSize(4)
                .allMatch(call -> call.parameter("InstanceIds").split(",").length == 50);
        account.world.advance(Duration.ofMinutes(2));
        assertThat(nodes).allMatch(node -> node.state() == LifecycleState.TERMINATED);
    }

    /// The second guard settles all three nodes in the moment in which the first is about to release its first.
    @Test
    void overlappingGuards_releaseOnce() {
        List<Instance> nodes = scaledIn(3, HOOK_OF_TODAY);
        TestGuard first = new TestGuard(account);
        TestGuard second = new TestGuard(account);
        List<Report> reports = new ArrayList<>(List.of(first.sweep(), second.sweep()));
        account.world.advance(Duration.ofSeconds(20));
        account.trouble.before("CompleteLifecycleAction", () -> reports.add(second.collect()));

        reports.add(first.collect());

        assertThat(reports).hasSize(4).allMatch(report -> report.failures().isEmpty());
        assertThat(account.world.calls().count("SendCommand")).isOne();
        assertThat(account.world.calls().of("CompleteLifecycleAction")).hasSize(6);
        assertThat(account.world.calls().countOk("CompleteLifecycleAction")).isEqualTo(3);
        account.world.advance(Duration.ofMinutes(2));
        assertThat(nodes).allMatch(node -> node.state() == LifecycleState.TERMINATED);
    }

    @Test
    void guardThatStartsAgain_knowsItsQueues() throws IOException {
        Template template = template().with("Queues", "/data/one,/data/two");
        assertThat(template.drainDocument().defaults()).containsEntry("queues", "/data/one,/data/two");
        assertThat(template.functionEnvironment().toString()).doesNotContain("/data");

        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.shell.disk(node.id(), Disk.holding(1, 1, Account.START));
        new TestGuard(account).sweep();
        account.world.advance(Duration.ofMinutes(1));
        new TestGuard(account).sweep();

        // Each guard, however fresh, names the document and how long the look may stay: the paths are the document's
        // own, and that the second look is not the first of its wait AWS tells.
        assertThat(account.world.calls().of("SendCommand"))
                .allMatch(call -> call.parameters().keySet().equals(Set.of("DocumentName", "InstanceIds", "wait")))
                .extracting(call -> call.parameter("wait"))
                .containsExactly("0", String.valueOf(Guard.STAY.toSeconds()));
    }

    @Test
    void intakeThatNeverStops_isHeldAndAtLastRetained() {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.shell.disk(
                node.id(),
                Disk.holding(10, 1_000, Account.START)
                        .fill(Account.START, Duration.ofDays(2), new Disk.Content(90, 9_000, Account.START)));
        TestGuard guard = new TestGuard(account, Duration.ofHours(4));

        guard.guardFor(Duration.ofHours(4));
        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        guard.guardFor(Duration.ofMinutes(5));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(node.isRunning()).isTrue();
        assertThat(guard.decided(Decision.GiveUp.class))
                .singleElement()
                .matches(one -> one.decision().alarms());
    }

    @Test
    void heldNode_isToldInNumbersAndReasons() throws IOException {
        Instance node = scaledIn(1, HOOK_OF_TODAY).getFirst();
        account.shell.disk(node.id(), Disk.holding(7, 4_096, Account.START));
        TestGuard guard = new TestGuard(account);

        guard.look();
        guard.restOfTheMinute();
        guard.sweep();

        var decision = new JsonMapper()
                .readTree(guard.lines.stream()
                        .filter(line -> line.contains("\"event\":\"decision\""))
                        .findFirst()
                        .orElseThrow());
        assertThat(decision.path("node").asText()).isEqualTo(node.id());
        assertThat(decision.path("reason").asText()).contains("7 files", "4096 bytes");
        var sweep = new JsonMapper().readTree(guard.lines.getLast());
        assertThat(sweep.path("NodesWaiting").asInt()).isOne();
        assertThat(sweep.path("PendingBytes").asInt()).isEqualTo(4_096);
        assertThat(template().resources("AWS::CloudWatch::Alarm")).isNotEmpty();
    }

    @Test
    void leaderToken_isInItsSecretAndDownloadIsVerified() throws IOException {
        Template template = template().with("CriblLeaderToken", "token-of-ours");

        assertThat(template.resources("AWS::EC2::LaunchTemplate").toString())
                .doesNotContain("token-of-ours")
                .contains("sha256sum --check --strict");
    }

    @Test
    void defaultsOfCodeAndTemplate_areTheSame() throws IOException {
        Map<String, String> environment = new HashMap<>(template().functionEnvironment());
        // Names that the stack gives, and no defaults; and notices, for which the stack gives the permission.
        environment.keySet().removeAll(Set.of(Settings.DRAIN_DOCUMENT, Settings.DOCUMENTS_PARAMETER, Settings.NOTICES));

        assertThat(Settings.of(environment)).isEqualTo(Settings.DEFAULTS);
        assertThat(template().drainDocument().defaults())
                .containsEntry("queues", "/opt/cribl/state/queues,/opt/cribl/state/outputs/staging?");
    }

    @Test
    void hundredEventsAtOnce_makeAHandfulOfCommands() {
        List<Instance> nodes = scaledIn(100, HOOK_OF_TODAY);
        nodes.forEach(node -> account.shell.disk(node.id(), Disk.holding(1, 1, Account.START)));
        TestGuard guard = new TestGuard(account);
        Instant at = account.world.instant();

        nodes.forEach(node -> guard.hasten(new TerminationNotice(
                Account.name(node), Account.HOOK, at, node.openTokens().getFirst())));

        assertThat(account.world.calls().of("SendCommand")).filteredOn(Call::ok).hasSize(2);
        guard.hear(Duration.ofSeconds(10));
        assertThat(guard.decided(Decision.Hold.class)).hasSize(100);
    }

    private List<Instance> scaledIn(int size, Duration heartbeat) {
        List<Instance> nodes = account.world.createGroup(Account.group(size, heartbeat));
        account.scaleIn(nodes);
        return nodes;
    }

    private static Disk draining(Duration length) {
        return Disk.holding(40, 40_000, Account.START).drain(Account.START, length);
    }

    private static Template template() throws IOException {
        return Template.load(Path.of("template.yaml"));
    }
}
