package io.drainguard.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Lapse;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.QueuePath;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stack is updated from version 0.1.0 while nodes wait, or such an update is rolled back. Each story begins with one
/// guard and ends with the other; the drain document changes with the guard, or later.
abstract class UpgradeStories {
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(48);

    private final Account account = new Account();
    private final List<Lapse> lapses = new ArrayList<>();

    /// A guard of version 0.1.0 in this account.
    abstract EarlierGuard earlier(Account of, Duration maxHold);

    @BeforeEach
    void earlierStack() {
        earlierDocument();
        account.world.onLapse(lapses::add);
    }

    // --- from 0.1.0 on ---

    @Test
    void nodeWithData_isHeldOnAndGoesWhenItIsEmptyWithTheVolumesThatTheEarlierGuardProtected() {
        Instance node = waiting(holding());
        earlier(account, LONGEST).guardFor(MINUTES);
        assertThat(goingWithIt(node)).isEmpty();
        update();
        TestGuard guard = new TestGuard(account);

        guard.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(goingWithIt(node)).isEmpty();
        empty(node);
        guard.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
        assertThat(lapses).isEmpty();
    }

    @Test
    void nodeOfTheEarlierGuard_isHeldWhileOnlyTheFunctionIsUpdated() {
        Instance node = waiting(holding());
        earlier(account, LONGEST).guardFor(MINUTES);
        TestGuard guard = new TestGuard(account);

        guard.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        empty(node);
        guard.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    @Test
    void emptyOfTheEarlierGuard_releasesNothingOnceDataHasCome() {
        Instance node = waiting(Disk.empty());
        ask(node);
        account.world.advance(Duration.ofSeconds(18));
        account.shell.disk(node.id(), Disk.holding(3, 3_000, account.world.instant()));
        account.world.advance(Duration.ofSeconds(40));
        update();
        TestGuard guard = new TestGuard(account);

        guard.guardFor(MINUTES);

        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(goingWithIt(node)).isEmpty();
    }

    @Test
    void nodeThatWasEmptyAllAlong_goesUnderTheNewGuard() {
        Instance node = waiting(Disk.empty());
        ask(node);
        update();

        new TestGuard(account).guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    @Test
    void nodeThatTheEarlierGuardGaveUp_isEndedOnceItIsEmpty() {
        Instance node = waiting(holding());
        earlier(account, Duration.ofMinutes(3)).guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        update();
        TestGuard guard = new TestGuard(account);

        guard.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(goingWithIt(node)).isEmpty();
        empty(node);
        guard.guardFor(Duration.ofMinutes(25));

        hasGoneWithItsVolumes(node);
    }

    /// No mark says that the earlier guard gave it up, so another hook of the group may have kept it.
    @Test
    void nodeThatTheEarlierGuardGaveUpBesideAnotherHook_isLeftToItsOperator() {
        Instance node = account.world
                .createGroup(spec().hook(Hook.terminating("debug", HOUR)))
                .getFirst();
        account.shell.disk(node.id(), holding());
        account.scaleIn(List.of(node));
        earlier(account, Duration.ofMinutes(3)).guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        update();
        empty(node);
        TestGuard guard = new TestGuard(account);

        guard.guardFor(Duration.ofMinutes(25));
        assertThat(guard.decided(Decision.Leave.class)).isNotEmpty();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        say(node, "release");
        guard.guardFor(MINUTES);

        assertThat(guard.decided(Decision.Terminate.class)).isNotEmpty();
    }

    @Test
    void timeUnderTheEarlierGuard_countsToTheCeiling() {
        Instance node = waiting(holding());
        Instant began = account.world.instant();
        Duration ceiling = Duration.ofMinutes(20);
        earlier(account, ceiling).guardFor(Duration.ofMinutes(15));
        update();
        TestGuard guard = new TestGuard(account, ceiling);

        guard.guardFor(Duration.ofMinutes(9));

        assertThat(guard.decided(Decision.GiveUp.class))
                .singleElement()
                .satisfies(gaveUp -> assertThat(Duration.between(began, gaveUp.at()))
                        .isBetween(ceiling.minusMinutes(1), ceiling.plusMinutes(3)));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    @Test
    void overridesOfTheEarlierCommandLine_countOn() {
        List<Instance> nodes = account.world.createGroup(Account.named(Account.GROUP, 2, HOUR));
        account.shell.disk(nodes.get(1).id(), holding());
        account.scaleIn(nodes);
        say(nodes.get(0), "hold");
        earlier(account, LONGEST).guardFor(MINUTES);
        update();
        say(nodes.get(1), "release");

        new TestGuard(account).guardFor(MINUTES);

        assertThat(nodes.get(0).state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(nodes.get(1).state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(nodes.get(1).volumes()).allMatch(volume -> volume.fate() != Volume.Fate.DELETED);
    }

    // --- back to 0.1.0 ---

    @Test
    void nodeOfTheNewGuard_goesUnderTheEarlierOneWithItsVolumes() {
        update();
        Instance node = waiting(holding());
        new TestGuard(account).guardFor(MINUTES);
        assertThat(goingWithIt(node)).isEmpty();
        rollBack();
        EarlierGuard earlier = earlier(account, LONGEST);

        earlier.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        empty(node);
        earlier.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
        assertThat(lapses).isEmpty();
    }

    /// The earlier guard does not understand the new line: Unknown.
    @Test
    void emptyNode_isHeldAndProtectedWhileOnlyTheFunctionIsRolledBack() {
        update();
        Instance node = waiting(holding());
        new TestGuard(account).guardFor(MINUTES);
        empty(node);
        EarlierGuard earlier = earlier(account, LONGEST);

        earlier.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(goingWithIt(node)).isEmpty();
        earlierDocument();
        earlier.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    @Test
    void nodeIsHeld_whileOnlyTheDocumentIsRolledBack() {
        update();
        Instance node = waiting(holding());
        TestGuard guard = new TestGuard(account);
        guard.guardFor(MINUTES);
        earlierDocument();

        guard.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        empty(node);
        EarlierGuard earlier = earlier(account, LONGEST);
        earlier.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    @Test
    void nodeThatTheNewGuardGaveUp_isEndedByTheEarlierOneOnceItIsEmpty() {
        update();
        Instance node = waiting(holding());
        new TestGuard(account, Duration.ofMinutes(8)).guardFor(Duration.ofMinutes(12));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        rollBack();
        EarlierGuard earlier = earlier(account, LONGEST);
        earlier.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        empty(node);

        earlier.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    /// The earlier guard takes off its own five marks. What else the new one wrote belongs to a wait that is over when
    /// the node comes back: it neither cuts the next wait short nor keeps the node in it.
    @Test
    void marksThatTheEarlierGuardLeft_meanNothingInALaterWait() {
        update();
        Duration ceiling = Duration.ofHours(3);
        Instance node = account.world
                .createGroup(spec().pool(new WarmPool(false, true)))
                .getFirst();
        account.shell.disk(node.id(), holding());
        desired(0);
        new TestGuard(account, ceiling).guardFor(MINUTES);
        rollBack();
        empty(node);
        earlier(account, ceiling).guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.WARMED_RUNNING);
        assertThat(node.tags()).containsKeys(Tags.HELD_SINCE, Tags.PENDING_ON).doesNotContainKey(Tags.PROTECTED);
        account.world.advance(Duration.ofHours(6));
        update();
        desired(1);
        assertThat(node.state()).isEqualTo(LifecycleState.IN_SERVICE);
        QueuePath queue = account.shell.paths(node.id()).first();
        queue.mount("another volume", holding());
        account.scaleIn(List.of(node));
        TestGuard guard = new TestGuard(account, ceiling);

        guard.guardFor(Duration.ofMinutes(30));
        assertThat(guard.decided(Decision.GiveUp.class)).isEmpty();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        queue.mount("another volume", Disk.empty());
        guard.guardFor(MINUTES);

        hasGoneWithItsVolumes(node);
    }

    // --- what goes back with the version ---

    /// An override of the group for one node is new: the earlier guard reads the instance's own tag only.
    @Test
    void holdByATagOfTheGroup_isNotSeenByTheEarlierGuard() {
        update();
        Instance node = waiting(Disk.empty());
        account.world
                .autoScaling()
                .createOrUpdateTags(Account.GROUP, Map.of(Tags.OVERRIDE_OF + node.id(), "hold"), false);
        isHeldUntilTheVersionGoesBack(node);
    }

    private void isHeldUntilTheVersionGoesBack(Instance node) {
        new TestGuard(account).guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        rollBack();

        earlier(account, LONGEST).guardFor(MINUTES);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    /// A value that is neither word holds a node under the new guard, and is silence to the earlier one.
    @Test
    void unclearOverride_isNotSeenByTheEarlierGuard() {
        update();
        Instance node = waiting(Disk.empty());
        say(node, "Hold");
        isHeldUntilTheVersionGoesBack(node);
    }

    /// Whoever retained it: the earlier guard ends each retained node that is empty.
    @Test
    void nodeThatOthersRetained_isEndedByTheEarlierGuard() {
        update();
        Instance node = account.world
                .createGroup(spec().hook(Hook.terminating("debug", HOUR)))
                .getFirst();
        account.scaleIn(List.of(node));
        account.world
                .autoScaling()
                .completeLifecycleAction(Account.GROUP, "debug", ActionRef.instance(node.id()), "ABANDON");
        account.world.advance(Duration.ofSeconds(2));
        new TestGuard(account).guardFor(Duration.ofMinutes(10));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        rollBack();

        earlier(account, LONGEST).guardFor(MINUTES);

        assertThat(node.state()).isNotEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    /// The earlier guard compares no file systems: a volume that is not mounted any more is an empty directory to it.
    @Test
    void dataOnAVolumeThatIsNotMounted_isNotSeenByTheEarlierGuard() {
        update();
        Instance node = waiting(holding());
        TestGuard guard = new TestGuard(account);
        guard.guardFor(MINUTES);
        account.shell.unmount(node.id(), QueuePath.Trace.NONE);
        guard.guardFor(MINUTES);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        rollBack();

        earlier(account, LONGEST).guardFor(MINUTES);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    // --- the account ---

    private static GroupSpec spec() {
        return Account.named(Account.GROUP, 1, HOUR);
    }

    private Instance waiting(Disk disk) {
        Instance node = account.world.createGroup(spec()).getFirst();
        account.shell.disk(node.id(), disk);
        account.scaleIn(List.of(node));
        return node;
    }

    private Disk holding() {
        return Disk.holding(211, 3_712_000, account.world.instant());
    }

    private void empty(Instance node) {
        account.shell.disk(node.id(), Disk.empty());
    }

    private void desired(int size) {
        account.world.autoScaling().setDesiredCapacity(Account.GROUP, size);
        account.world.advance(Duration.ofMinutes(3));
    }

    private void say(Instance node, String word) {
        account.world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, word));
    }

    /// A look of the earlier guard whose answer nobody has read.
    private void ask(Instance node) {
        account.world
                .ssm()
                .sendCommand(SendCommand.of(Account.DOCUMENT, List.of(node.id()))
                        .timeout(30)
                        .comment("Drainguard looks for queued data"));
    }

    private void earlierDocument() {
        account.world.putDocument(Account.oldDocument());
        account.shell.lineVersion(1);
    }

    /// The document of this version; a new guard comes with it.
    private void update() {
        account.world.putDocument(Account.document());
        account.shell.lineVersion(2);
    }

    private void rollBack() {
        earlierDocument();
    }

    private static List<Volume> goingWithIt(Instance node) {
        return node.volumes().stream().filter(Volume::deleteOnTermination).toList();
    }

    private void hasGoneWithItsVolumes(Instance node) {
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(node.volumes()).allMatch(volume -> volume.fate() == Volume.Fate.DELETED);
    }
}
