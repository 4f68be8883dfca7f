package io.drainguard.proofs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.EveryCore;
import io.drainguard.proofs.lease.LeaseStory.Verdict;
import io.drainguard.proofs.trial.Trace;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The stories of the lease can find something: each planted fault breaks a promise in one of them. Faults are planted
/// in the rule's table, in scripts and units, and in what nodes do ([Deviation]).
@Isolated("it uses every core by itself")
class LeaseFaultsTest {
    /// The rarest fault is found by one story in twenty thousand.
    private static final long SEEDS = 60_000;

    private static final LeaseDesign SHIPPED = LeaseDesigns.shipped();

    /// @param design what ships, with the fault in it
    private record Fault(String name, LeaseDesign design) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_isFoundByAStory(Fault fault) {
        LeaseStory story = new LeaseStory(fault.design());

        Optional<Verdict> found = EveryCore.run(() -> LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> story.play(seed, Trace.none()))
                .filter(verdict -> !verdict.broken().isEmpty())
                .findAny());

        assertThat(found).as("a story that finds: %s", fault).isPresent();
        System.out.println(fault + ": seed " + found.get().seed() + ", "
                + found.get().broken().getFirst());
    }

    static Stream<Fault> faults() {
        return Stream.of(
                        Arrays.stream(Deviation.values()).map(fault -> new Fault(fault.name(), SHIPPED.with(fault))),
                        rows(),
                        files())
                .flatMap(faults -> faults);
    }

    private static Stream<Fault> rows() {
        return Stream.of(
                row("no wait where EC2 is silent", "held other 0-59 silent wait", "start"),
                row("no wait for an end that EC2 does not report", "held other 0-299 other wait", "start"),
                row("a start at once on a torn record", "unreadable any 0-59 any wait", "start"),
                row("no start while EC2 is silent, however long", "held other 60- silent start", "wait"),
                row("no start where EC2 never ends the owner", "held other 300- other start", "wait"),
                row("no start on a torn record, ever", "unreadable any 60- any start", "wait"),
                row("no start on a released lease", "released any any any start", "wait"));
    }

    private static Stream<Fault> files() {
        return Stream.of(
                file("a fence after 60 s", "fence_after=25", "fence_after=60"),
                file("a beat each 30 s", "beat_every=5", "beat_every=30"),
                file("a DLC that is not bound to the lease", "BindsTo=dlc-lease.service", ""),
                file("a DLC that does not wait for the lease", "After=dlc-lease.service", ""));
    }

    private static Fault row(String name, String row, String answer) {
        String table = LeaseDesigns.table().replaceAll(" +", " ");
        String planted = row.substring(0, row.lastIndexOf(' ') + 1) + answer;
        assertThat(table).as("up to date: %s", name).contains(row);
        return new Fault(name, SHIPPED.with(LeaseRule.of(table.replace(row, planted))));
    }

    private static Fault file(String name, String text, String planted) {
        NodeTimes times = NodeTimes.of(
                LeaseDesigns.script().replace(text, planted),
                LeaseDesigns.unit().replace(text, planted),
                LeaseDesigns.dropIn().replace(text, planted));
        assertThat(times).as("up to date: %s", name).isNotEqualTo(SHIPPED.times());
        return new Fault(name, SHIPPED.with(times));
    }
}
