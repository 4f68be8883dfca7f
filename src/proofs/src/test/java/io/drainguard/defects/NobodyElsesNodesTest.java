package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes, hooks and words of others: the guard neither stumbles over them nor decides for them.
class NobodyElsesNodesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Settings ENDS_ALL = new Settings(Account.HOOK, Duration.ofHours(48), true, "", "", true);

    private final Account account = new Account();

    // --- D5: one wrong tag makes a whole batch Unknown ---

    @Test
    void d5_oneNodeOfFiftyWithAForeignTagValue_doesNotKeepTheOthersWaiting() {
        List<Instance> nodes = account.workers(50);
        account.world.runCommand().onlyTagged(Tags.GUARDED, "drainguard-");
        Instance foreign = nodes.get(27);
        account.world.ec2().createTags(List.of(foreign.id()), Map.of(Tags.GUARDED, "yes"));
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);

        Report first = guard.look();
        account.world.advance(Duration.ofMinutes(1));

        assertThat(first.failures()).singleElement().asString().contains(foreign.id(), "'yes'");
        assertThat(nodes)
                .filteredOn(node -> !node.equals(foreign))
                .allMatch(node -> node.state() == LifecycleState.TERMINATED);
        assertThat(foreign.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void d5_oneNodeOfFiftyOnAnotherPlatform_doesNotKeepTheOthersWaiting() {
        List<Instance> nodes = account.workers(50);
        account.world.mishaps().platform(nodes.get(27).id(), "Windows");
        account.scaleIn(nodes);
        TestGuard guard = new TestGuard(account);

        guard.look();

        assertThat(guard.decided(Decision.Release.class)).hasSize(49);
    }

    /// However few nodes there are: nobody is looked at, and an operator must hear of it.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 50})
    void d5_roleThatMaySendNoCommand_isAFailureOfEachSweep(int nodes) {
        List<Instance> waiting = account.workers(nodes);
        account.scaleIn(waiting);
        account.trouble.refuse("SendCommand", 10_000, new AwsError("AccessDeniedException", 400, "not authorized"));
        TestGuard guard = new TestGuard(account);

        Report report = guard.sweep();

        assertThat(report.failures()).anyMatch(failure -> failure.contains("not authorized"));
    }

    // --- D7: "no active action" is taken for "gone" ---

    @ParameterizedTest
    @ValueSource(ints = {5, 0})
    void d7_nodeThatAnotherHookHolds_isAFailureThatNamesTheHook(int files) {
        account.world.createGroup(Account.group(1, HOUR));
        account.world.autoScaling().deleteLifecycleHook(Account.GROUP, Account.HOOK);
        account.world
                .autoScaling()
                .putLifecycleHook(
                        Account.GROUP,
                        Hook.terminating("old", Duration.ofHours(2)).withDefaultResult("CONTINUE"));
        Instance node = account.world.members(Account.GROUP).getFirst();
        account.shell.disk(node.id(), Disk.holding(files, 1_000L * files, Account.START));
        account.scaleIn(List.of(node));
        account.world.autoScaling().putLifecycleHook(Account.GROUP, Hook.terminating(Account.HOOK, HOUR));
        TestGuard guard = new TestGuard(account);
        List<Report> reports = new ArrayList<>();

        for (int minute = 0; minute < 60; minute++) {
            reports.add(guard.sweep());
            guard.restOfTheMinute();
        }

        assertThat(reports.subList(30, 60))
                .allSatisfy(report -> assertThat(report.failures())
                        .anyMatch(failure -> failure.contains(node.id()) && failure.contains("old")));
        assertThat(guard.lines).anyMatch(line -> line.contains("\"outcomeCode\":\"not-held\""));
        assertThat(reports).allSatisfy(report -> assertThat(report.released()).isLessThanOrEqualTo(1));
        assertThat(reports.stream().mapToLong(Report::released).sum())
                .as("a node that stays is not released again and again")
                .isLessThanOrEqualTo(2);
    }

    // --- D9: nodes that somebody else retained ---

    @Test
    void d9_nodeThatAnotherTeamsHookRetained_isLeftAloneThoughItIsEmpty() {
        Instance node = retainedByOthers();
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofHours(2));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(guard.decided(Decision.Leave.class))
                .hasSizeGreaterThan(100)
                .allMatch(one -> one.decision().reason().contains("retained by others"));
    }

    @Test
    void d9_nodeThatAnotherTeamsHookRetained_isEndedByItsOperator() {
        Instance node = retainedByOthers();
        TestGuard guard = new TestGuard(account);
        guard.guardFor(Duration.ofMinutes(2));
        account.world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, "release"));

        guard.guardFor(Duration.ofMinutes(1));

        assertThat(account.world.calls().countOk("TerminateInstanceInAutoScalingGroup"))
                .isEqualTo(2);
    }

    @Test
    void d9_nodeThatAnotherTeamsHookRetained_isEndedWhereTheSettingSaysSo() {
        retainedByOthers();
        TestGuard guard = new TestGuard(account, ENDS_ALL);

        guard.guardFor(Duration.ofMinutes(2));

        assertThat(guard.decided(Decision.Terminate.class)).isNotEmpty();
    }

    @Test
    void d9_nodeThatTheGuardGaveUpBesideAnotherHook_isItsOwnToEnd() {
        Instance node = ofTwoHooks(Duration.ofHours(2));
        account.shell.disk(
                node.id(), Disk.holding(5, 5_000, Account.START).drain(Account.START, Duration.ofMinutes(30)));
        account.scaleIn(List.of(node));
        TestGuard guard = new TestGuard(account, Duration.ofMinutes(10));

        guard.guardFor(Duration.ofMinutes(50));

        assertThat(guard.decided(Decision.GiveUp.class)).hasSize(1);
        assertThat(guard.decided(Decision.Terminate.class)).isNotEmpty();
    }

    /// Nothing then tells this node from one that the other hook retained: an alarm says that it is left.
    @Test
    void d9_nodeThatTheGuardGaveUpAndCouldNotMark_isLeftWithAnAlarmAndLosesNothing() {
        Instance node = ofTwoHooks(Duration.ofHours(2));
        account.shell.disk(node.id(), Disk.holding(5, 5_000, Account.START));
        account.world.organization().deny("CreateTags");
        account.scaleIn(List.of(node));
        TestGuard guard = new TestGuard(account, Duration.ofMinutes(10));
        guard.guardFor(Duration.ofMinutes(20));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        account.shell.disk(node.id(), Disk.empty());

        guard.guardFor(Duration.ofMinutes(20));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(guard.decisions.getLast().decision().alarms()).isTrue();
        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d9_secondHookThatNobodyAnswers_endsInNoLoop(boolean endsAll) {
        Instance node = ofTwoHooks(Duration.ofMinutes(5));
        account.scaleIn(List.of(node));
        TestGuard guard = endsAll ? new TestGuard(account, ENDS_ALL) : new TestGuard(account);

        guard.guardFor(Duration.ofHours(3));

        assertThat(account.world.calls().countOk("TerminateInstanceInAutoScalingGroup"))
                .isEqualTo(endsAll ? 1 + 3 : 1);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(guard.decisions.getLast().decision()).isInstanceOf(Decision.Leave.class);
        assertThat(guard.decisions.getLast().decision().alarms()).isTrue();
    }

    // --- D10: an override in other letters ---

    @ParameterizedTest
    @ValueSource(strings = {"Hold", "HOLD", " hold", "keep", "Release", "true", ""})
    void d10_overrideThatSaysNeitherWord_holdsAnEmptyNodeAndIsAFailure(String value) {
        Instance node = account.workers(1).getFirst();
        account.world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, value));
        account.scaleIn(List.of(node));
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofMinutes(5));
        Report report = guard.sweep();

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        assertThat(report.failures()).anyMatch(failure -> failure.contains(node.id()) && failure.contains("neither"));
    }

    private Instance retainedByOthers() {
        Instance node = ofTwoHooks(Duration.ofHours(2));
        account.scaleIn(List.of(node));
        account.world
                .autoScaling()
                .completeLifecycleAction(Account.GROUP, "debug", ActionRef.instance(node.id()), "ABANDON");
        account.world.advance(Duration.ofSeconds(5));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        return node;
    }

    private Instance ofTwoHooks(Duration period) {
        return account.world
                .createGroup(Account.group(1, HOUR).hook(Hook.terminating("debug", period)))
                .getFirst();
    }
}
