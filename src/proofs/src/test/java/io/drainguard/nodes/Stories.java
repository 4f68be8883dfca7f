package io.drainguard.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

/// What all stories share: the host that was moved, a scene each, the judgement, and the figures.
abstract class Stories {
    private static final Path FOLDER = Path.of(System.getProperty("nodes.folder", "src/proofs/target/nodes"))
            .toAbsolutePath();

    /// Long enough to see what a former holder does after a successor has started.
    static final Duration AFTERMATH = Duration.ofSeconds(10);

    private final List<String> missing = Missing.here();
    final Figures figures = new Figures(FOLDER.resolve("figures.txt"));
    private boolean tried;
    private MigratedHost host;

    static IntStream rounds() {
        return IntStream.rangeClosed(1, Integer.getInteger("nodes.rounds", 1));
    }

    @BeforeEach
    void machineCanRunGuests() {
        assumeTrue(
                missing.isEmpty(), () -> "SKIPPED: no guests on this machine: it lacks " + String.join("; ", missing));
    }

    final synchronized MigratedHost host() throws IOException {
        if (host == null) {
            if (tried) throw new AssertionError("the host could not be moved: see the first story that failed");
            tried = true;
            Path folder = FOLDER.resolve("migrated");
            Commands.run("rm", "-rf", folder.toString());
            Files.createDirectories(folder);
            host = new MigratedHost(folder);
        }
        return host;
    }

    /// A node counts as cut only if it was seen to run on, at least once a second and until it rebooted; else the story
    /// was one
    /// of a paused node. The counter is that of the whole cut: `counted` lines stood in it before.
    static String cutOff(Guest guest, int counted, Duration untilReboot) {
        List<Double> ticks = Pair.counter(guest);
        double gap = 0;
        double ran = 0;
        for (int i = counted; i < ticks.size() && ticks.get(i) > ticks.get(i - 1); i++) {
            gap = Math.max(gap, ticks.get(i) - ticks.get(i - 1));
            ran = ticks.get(i) - ticks.get(counted - 1);
        }
        boolean running = gap <= 1.0 && ran > untilReboot.toSeconds() - 2;
        return running ? "node cut off and running" : "node cut off and paused";
    }

    final Pair pair(String story, int round) throws IOException {
        return Pair.of(FOLDER.resolve(story + "-" + round), host());
    }

    final void note(String what, int round, long from, long to) {
        figures.note(what + ", round " + round, Duration.ofMillis(to - from));
    }

    static void assertNothingLostAndNeverTwo(Pair pair) {
        Record record = pair.record();
        assertThat(record.afterASuccessor()).as("two at once").isEmpty();
        assertThat(record.withoutLease()).as("without the lease").isEmpty();
        assertThat(record.missing(pair.spool())).as("spooled and gone").isEmpty();
        assertThat(pair.lostBeforeTheMove())
                .as("spooled before the move and gone")
                .isZero();
    }
}
