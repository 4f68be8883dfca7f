package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Protection;
import io.drainguard.entry.SystemTime;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the table says beyond the decision.
class TableJournalTest {
    private static final Outlook OUTLOOK = new Outlook(new Policy(Duration.ofHours(48), true), Progress.NONE, false);

    private static final NodeId NODE = new NodeId("workers", "i-0a");
    private static final Fault NO_ROOM =
            new Fault(Fault.Kind.BROKEN, "marking [i-0a]: TagLimitExceeded", new IllegalStateException());

    private final StringWriter out = new StringWriter();
    private final TableJournal journal = new TableJournal(new Terminal(
            new PrintWriter(out),
            new PrintWriter(new StringWriter()),
            new BufferedReader(new StringReader("")),
            false,
            SystemTime.CLOCK));

    private String told(VolumeOutcome volumes, ActionOutcome outcome, List<Fault> unmarked) {
        return told(new Look.Unknown("offline"), volumes, outcome, unmarked);
    }

    private String told(Look look, VolumeOutcome volumes, ActionOutcome outcome, List<Fault> unmarked) {
        journal.decided(new Settled(
                new Node(NODE, "Terminating:Wait", Operator.SILENT, Disks.VOLUMES, Duration.ofMinutes(1)),
                look,
                OUTLOOK,
                new Decision.Hold(Protection.PROTECT, false, "offline"),
                volumes,
                outcome,
                unmarked));
        return out.toString();
    }

    @Test
    void marksThatCouldNotBeSet_areNamedBesideTheFlagsThatWere() {
        assertThat(told(new VolumeOutcome.FlagsSet(), new ActionOutcome.HeartbeatNotDue(), List.of(NO_ROOM)))
                .contains("volumes: set to outlive the node", "marks missing: marking [i-0a]: TagLimitExceeded");
    }

    @Test
    void connections_areNoFilesAndNoBytes() {
        Look look = new Look.Pending(Look.What.CONNECTIONS, 2, 2, SystemTime.CLOCK.instant(), "", List.of());

        assertThat(told(look, new VolumeOutcome.Kept(), new ActionOutcome.HeartbeatNotDue(), List.of()))
                .containsPattern("2 conn\\. +- +hold");
    }

    @Test
    void nothingToProtect_isSaid() {
        assertThat(told(new VolumeOutcome.NoVolumes(), new ActionOutcome.HeartbeatNotDue(), List.of()))
                .contains("nothing is protected");
    }

    @Test
    void nodeThatAnotherHookHolds_isSaidWithTheHooksName() {
        assertThat(told(new VolumeOutcome.Kept(), new ActionOutcome.NotHeld(Set.of("old")), List.of()))
                .contains("not held", "old");
    }

    @Test
    void volumesThatOutliveTheirInstance_areNamed() {
        assertThat(told(new VolumeOutcome.Outlived(Set.of("vol-1")), new ActionOutcome.Done(), List.of()))
                .contains("vol-1");
    }

    @Test
    void whatNeedsNoWord_hasNone() {
        assertThat(told(new VolumeOutcome.AlreadyProtected(), new ActionOutcome.HeartbeatNotDue(), List.of()))
                .doesNotContain("volumes:")
                .doesNotContain("marks");
    }

    @Test
    void reclaimedInstance_isToldWithTheMarksThatAreMissing() {
        journal.reclaimed(NODE, "EC2 Spot interruption", new VolumeOutcome.FlagsSet(), NO_ROOM);

        assertThat(out.toString()).contains("volumes: set to outlive the node; marks missing: marking [i-0a]");
    }
}
