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
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import io.drainguard.sweep.Volumes;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A dry run decides and changes nothing, and says so.
class DryRunTest {
    private static final Outlook OUTLOOK = new Outlook(new Policy(Duration.ofHours(48), true), Progress.NONE, false);

    private static final NodeId NODE = new NodeId("workers", "i-0a");

    private final List<String> called = new ArrayList<>();

    /// A port that notes what is asked of it, and answers nothing.
    private <T> T port(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    called.add(method.getName());
                    return method.getReturnType() == Set.class ? Set.of() : null;
                }));
    }

    @Test
    void marksFlagsAndTags_areLeftAlone() {
        Volumes volumes = new DryRun().volumes(port(Volumes.class));

        volumes.tag(List.of("i-0a"), Map.of("a", "b"));
        volumes.untag(List.of("i-0a"), List.of("a"));
        volumes.setFlags(NODE, List.of(new Attached("/dev/xvda", "vol-1", true)), false);
        assertThat(called).isEmpty();
        volumes.read(Set.of("i-0a"));
        volumes.marked(NODE);
        assertThat(called).containsExactly("read", "marked");
    }

    @Test
    void groups_areReadAndNotActedUpon() {
        Groups groups = new DryRun().groups(port(Groups.class));

        assertThat(List.of(
                        groups.hold(NODE, "hook"),
                        groups.release(NODE, "hook", null),
                        groups.giveUp(NODE, "hook"),
                        groups.terminate(NODE),
                        groups.clearOverride(NODE)))
                .containsOnly(ActionResult.DRY);
        assertThat(groups.acts()).isFalse();
        assertThat(called).isEmpty();
        groups.hooks("workers", "hook");
        assertThat(called).containsExactly("hooks");
    }

    static List<VolumeOutcome> changes() {
        return List.of(new VolumeOutcome.FlagsSet(), new VolumeOutcome.Restored(), new VolumeOutcome.Unmarked());
    }

    static List<VolumeOutcome> readings() {
        return List.of(
                new VolumeOutcome.Kept(),
                new VolumeOutcome.AlreadyProtected(),
                new VolumeOutcome.NoVolumes(),
                new VolumeOutcome.Outlived(Set.of("vol-1")));
    }

    private static VolumeOutcome told(VolumeOutcome volumes) {
        RecordingJournal notes = new RecordingJournal();
        new DryRun().journal(notes).decided(settled(volumes, List.of()));
        return notes.decided.getFirst().volumes();
    }

    private static Settled settled(VolumeOutcome volumes, List<Fault> unmarked) {
        return new Settled(
                new Node(NODE, "Terminating:Wait", Operator.SILENT, Disks.VOLUMES, Duration.ofMinutes(1)),
                new Look.Unknown("offline"),
                OUTLOOK,
                new Decision.Hold(Protection.PROTECT, false, "offline"),
                volumes,
                new ActionOutcome.DryRun(),
                unmarked);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatTheGuardTakesForChanged_isToldAsNotDone(VolumeOutcome change) {
        assertThat(told(change)).isEqualTo(new VolumeOutcome.DryRun(change));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void whatWasOnlyRead_isToldAsItIs(VolumeOutcome reading) {
        assertThat(told(reading)).isEqualTo(reading);
    }

    @Test
    void marksThatAreMissing_areToldAlike() {
        Fault missing = new Fault(Fault.Kind.BROKEN, "no room", new IllegalStateException());
        RecordingJournal notes = new RecordingJournal();

        new DryRun().journal(notes).decided(settled(new VolumeOutcome.Kept(), List.of(missing)));

        assertThat(notes.decided.getFirst().unmarked()).containsExactly(missing);
    }
}
