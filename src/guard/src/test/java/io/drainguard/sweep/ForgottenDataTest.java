package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Orders of events by which data that a look of the wait has seen is forgotten, a node is stuck without an alarm, or a
/// flag of somebody else is changed.
class ForgottenDataTest extends GuardScene {
    private static final List<String> QUEUE = List.of("uuid-queue");
    private static final List<String> ROOT = List.of("uuid-root");
    private static final Attached KEPT = new Attached("/dev/xvda", "vol-1", false);

    // --- data that a look has seen ---

    /// The sweep has no time left, so the node's protection is left to the next one: what was seen is lost with it.
    @Test
    void dataSeenWhereProtectionIsLeftToTheNextSweep_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        volumes.onRead = () -> time.pause(Duration.ofSeconds(13));
        lookedAt(pending(QUEUE));
        assertThat(journal.settled.getLast().volumes()).isEqualTo(new VolumeOutcome.Deferred());
        volumes.onRead = () -> {};

        lookedAt(new Empty(ROOT));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// EC2 cannot be read when the data is seen.
    @Test
    void dataSeenWhileEc2CannotBeRead_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        volumes.faults.put("read", broken("broken"));
        lookedAt(pending(QUEUE));
        volumes.faults.clear();

        lookedAt(new Empty(ROOT));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// Another path of the node did not answer in time when the data was seen, as under load.
    @Test
    void dataSeenBesideAPathThatCouldNotBeAsked_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        lookedAt(pending(List.of("uuid-queue", "?")));

        lookedAt(new Empty(List.of("uuid-root", "uuid-other")));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// A guard starts looks before it settles nodes; it dies in between. The next one reads the newest answer only.
    @Test
    void dataThatTheDeadGuardHadNotSettled_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        groups.since.put("i-1", time.instant().minusSeconds(60));
        looks.looks.put("i-1", pending(QUEUE));
        looks.start("drainguard-g", List.of("i-1"), Duration.ZERO);
        seconds(60);
        looks.looks.put("i-1", new Empty(ROOT));
        looks.start("drainguard-g", List.of("i-1"), Duration.ZERO);
        seconds(20);

        new Guard(ports, SETTINGS).sweep(until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// The same with one guard: AWS throttles the reading of the first answer, and nobody reads it later.
    @Test
    void dataOfAnAnswerThatCouldNotBeRead_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        looks.looks.put("i-1", pending(QUEUE));
        sweep();
        seconds(60);
        looks.readFault = throttled();
        looks.looks.put("i-1", new Empty(ROOT));
        sweep();
        looks.readFault = null;
        seconds(20);

        ended();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// The node restarts after its look and is away for six minutes, so the next one cannot be asked: the sweep settles
    /// on that, not on the data.
    @Test
    void dataOfANodeThatCannotBeAskedAgain_outweighsAnEmptyElsewhere() {
        oneNode(HOUR);
        looks.looks.put("i-1", pending(QUEUE));
        sweep();
        seconds(60);
        looks.refused.put("i-1", "its agent is ConnectionLost");
        sweepEveryMinute(6);
        looks.refused.clear();

        lookedAt(new Empty(ROOT));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    // --- ended instances ---

    /// One reading without the instance, as right after its start; EC2 throttles all later ones. The rule wants two.
    @Test
    void instanceThatIsMissingInOneReading_hasNotEnded() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        volumes.unknown.add("i-1");
        sweep();
        volumes.unknown.clear();
        volumes.faults.put("read", throttled());

        for (int minute = 0; minute < 4; minute++) {
            seconds(60);
            sweep();
        }

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    /// EC2 warns of the instance, and its first answer leaves it out. The guard has two minutes.
    @Test
    void instanceThatEc2LeavesOutOfOneAnswer_isProtectedBeforeEc2TakesItBack() {
        volumes.unknown.add("i-1");
        volumes.onRead = () -> {
            if (volumes.tries > 1) {
                volumes.unknown.clear();
            }
        };

        guard.reclaim().protect("i-1", "EC2 Spot Instance Interruption Warning", until());

        assertThat(volumes.calls).contains("protect i-1");
    }

    // --- stuck without an alarm ---

    /// Systems Manager counts each look as ended, and never shows a final status, as with a status that is new.
    @Test
    void answersThatAreCountedAndNeverShown_areUnknown() {
        oneNode(HOUR);
        Guard counted =
                new Guard(new Ports(groups, new Counted(looks), volumes, SideBySide.IN_TURN, journal, time), SETTINGS);

        for (int minute = 0; minute < 45; minute++) {
            counted.sweep(until());
            seconds(60);
        }

        assertThat(volumes.calls).as("protected").contains("protect i-1");
        assertThat(journal.reports.getLast().of(Measure.NODES_CANNOT_LOOK)).isEqualTo(1);
    }

    private record Counted(Looks looks) implements Looks {
        @Override
        public boolean mayRun(String document) {
            return true;
        }

        @Override
        public Started start(String document, List<String> instances, Duration stay) {
            return looks.start(document, instances, stay);
        }

        @Override
        public List<LookCommand> recent(Instant since, Set<String> documents) {
            return looks.recent(since, documents).stream()
                    .map(one -> new LookCommand(
                            one.id(),
                            one.document(),
                            one.version(),
                            one.parameters(),
                            one.comment(),
                            one.requested(),
                            one.instances(),
                            one.instances().size(),
                            false))
                    .toList();
        }

        @Override
        public List<io.drainguard.decide.Answer> answers(Collection<LookCommand> commands) {
            return List.of();
        }
    }

    /// A mark from the future, by a forger or by a guard whose clock was ahead, makes every Empty void for ever.
    @Test
    void nodeProtectedInTheFuture_alarms() {
        oneNode(HOUR);
        volumes.machines.put("i-1", protectedAt(time.instant().plus(Duration.ofDays(300))));
        looks.looks.put("i-1", EMPTY);

        sweepEveryMinute(45);

        assertThat(groups.count("release") + journal.reports.getLast().of(Measure.NODES_CANNOT_LOOK))
                .as("released, or called a node that cannot be looked at")
                .isPositive();
    }

    @Test
    void retainedNodeProtectedInTheFuture_alarms() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        volumes.machines.put("i-1", protectedAt(time.instant().plus(Duration.ofDays(300))));
        looks.looks.put("i-1", EMPTY);

        sweepEveryMinute(45);

        assertThat(groups.count("terminate") + journal.reports.getLast().of(Measure.NODES_TO_DECIDE))
                .as("ended, or alarmed of")
                .isPositive();
    }

    // --- an earlier wait ---

    /// AWS ends the wait for a new root volume at its limit; the data went with the old one.
    @Test
    void dataOnARootVolumeThatWasReplaced_keepsNobodyInTheNextWait() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "ReplacingRootVolume:Wait"));
        lookedAt(pending(List.of("uuid-root-1")));
        groups.with("g", true, HOUR);
        seconds(60);
        sweep();
        seconds(3600);
        oneNode(HOUR);
        groups.since.put("i-1", time.instant());
        journal.settled.clear();

        lookedAt(new Empty(List.of("uuid-root-2")));

        assertThat(groups.calls).contains("release i-1");
        assertThat(journal.settled).noneMatch(one -> one.look() instanceof Unknown);
    }

    /// A person, or a guard of another version, ended the earlier wait and left its marks on a node that came back.
    @Test
    void fileSystemOfAnEarlierWait_keepsNobodyInTheNextWaitThatSawDataElsewhere() {
        oneNode(HOUR);
        lookedAt(pending(ROOT));
        groups.with("g", true, HOUR);
        seconds(60);
        sweep();
        seconds(3600);
        oneNode(HOUR);
        groups.since.put("i-1", time.instant());

        lookedAt(pending(QUEUE));
        lookedAt(new Empty(QUEUE));
        lookedAt(new Empty(QUEUE));

        assertThat(groups.calls).contains("release i-1");
    }

    // --- somebody else's node ---

    /// Somebody gives the group a second hook, which retains a node within a minute. The guard has read the hooks
    /// before.
    @Test
    void nodeRetainedByAHookThatIsNew_isLeftAlone() {
        groups.with("g", true, HOUR, waiting("i-2"));
        looks.looks.put("i-2", DATA);
        sweep();
        groups.others.add("debug");
        groups.with("g", true, HOUR, waiting("i-2"), new Group.Member("i-1", "Terminating:Retained"));

        lookedAt(EMPTY);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("terminate"));
    }

    // --- somebody else's flag ---

    /// Neither mark nor flag could be set, so a person sets the flag, as the runbook asks for.
    @Test
    void flagThatAPersonSetAfterTheGuardHadFailed_isNotSetBack() {
        oneNode(HOUR);
        volumes.faults.put("mark", throttled());
        volumes.faults.put("protect i-1", broken("IncorrectState"));
        lookedAt(DATA);
        volumes.faults.clear();
        InstanceDetails before = volumes.machines.getOrDefault("i-1", FakeVolumes.PLAIN);
        volumes.machines.put(
                "i-1",
                new InstanceDetails(
                        before.operator(), before.membership(), false, before.disks(), List.of(KEPT), before.marks()));

        lookedAt(EMPTY);

        assertThat(groups.calls).contains("release i-1");
        assertThat(volumes.calls).doesNotContain("unprotect i-1");
    }

    private static Pending pending(List<String> sources) {
        return new Pending(3, 100, ManualTime.START, "", sources);
    }

    private static InstanceDetails protectedAt(Instant at) {
        return new InstanceDetails(
                Operator.SILENT,
                new Membership("g", FakeVolumes.DOCUMENT),
                false,
                Disks.VOLUMES,
                List.of(KEPT),
                new Marks(Set.of("vol-1"), at, null, Set.of(), null, 0));
    }
}
