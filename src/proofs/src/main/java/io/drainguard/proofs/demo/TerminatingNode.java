package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Held;
import io.drainguard.proofs.demo.report.Words;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node on its way out, as it truly is.
final class TerminatingNode {
    private final String node;
    private final NodeEnding expected;
    private final QueueFiles queue;
    private final int filesAtFirst;
    private final long bytesAtFirst;
    private final List<Held> held = new ArrayList<>();
    private Instant weighed = Instant.EPOCH;
    private @Nullable Instant waitBegan;
    private @Nullable Instant lastFile;
    private @Nullable Instant left;
    private @Nullable NodeEnding ending;
    private int filesAtLast;

    TerminatingNode(String node, NodeEnding expected, QueueFiles queue) {
        this.node = node;
        this.expected = expected;
        this.queue = queue;
        this.filesAtFirst = queue.count();
        this.bytesAtFirst = queue.bytes();
    }

    /// What happened to the node.
    record News(Instant at, String text) {}

    /// Looks at the node and says what became known just now.
    List<News> follow(World world, Witness witness) {
        List<News> news = new ArrayList<>();
        Instance truth = world.instance(node);
        weigh(truth, world.instant());
        if (waitBegan == null) {
            waitBegan = truth.waitBegan();
        }
        Instant emptied = witness.lastFile(node);
        if (lastFile == null && emptied != null) {
            lastFile = emptied;
            news.add(new News(emptied, node + " has delivered its last file"));
        }
        if (ending == null && (truth.ended() != null || truth.state().isRetained())) {
            ending = truth.ended() != null ? NodeEnding.RELEASED : NodeEnding.RETAINED;
            left = truth.ended() != null
                    ? truth.ended()
                    : truth.changes().getLast().at();
            filesAtLast = queue.count();
            news.add(new News(left, node + " " + outcome()));
        }
        return news;
    }

    /// Once a second, and only what has changed: it reads a real directory.
    private void weigh(Instance truth, Instant now) {
        if (held.isEmpty()) {
            held.add(new Held(now, filesAtFirst, bytesAtFirst));
        }
        if (!now.isBefore(weighed.plusSeconds(1)) && truth.isRunning()) {
            weighed = now;
            Held one = queue.held(now);
            if (one.files() != held.getLast().files()) {
                held.add(one);
            }
        }
    }

    String node() {
        return node;
    }

    /// What lay on its disk, from the first look at it on.
    List<Held> held() {
        return List.copyOf(held);
    }

    /// When its wait began, or `null` if it never waited.
    @Nullable
    Instant waitBegan() {
        return waitBegan;
    }

    boolean hadData() {
        return filesAtFirst > 0;
    }

    /// Files and bytes before the scale-in.
    String atFirst() {
        return filesAtFirst == 0 ? "none" : filesAtFirst + " files, " + Words.size(bytesAtFirst);
    }

    /// Data files on its disk when it ended or was retained.
    int filesAtLast() {
        return filesAtLast;
    }

    /// How it ended, or `null` as long as it waits.
    @Nullable
    NodeEnding ending() {
        return ending;
    }

    boolean endedAsExpected() {
        return ending == expected;
    }

    /// Whether its data went with it.
    boolean lost() {
        return ending == NodeEnding.RELEASED && filesAtLast > 0;
    }

    /// From the beginning of its wait to its end, or zero when it never waited.
    Duration heldFor() {
        Instant from = waitBegan;
        Instant to = left;
        return from == null || to == null ? Duration.ZERO : Duration.between(from, to);
    }

    /// From its last file to its release; `null` if it had no file, or was not released.
    @Nullable
    Duration fromLastFile(Witness.@Nullable Parting parting) {
        Instant from = lastFile;
        return from == null || parting == null || !parting.released() ? null : Duration.between(from, parting.at());
    }

    /// What became of it, in words.
    String outcome() {
        return switch (ending) {
            case null -> "still waits";
            case RELEASED ->
                filesAtLast == 0 ? "released when empty, ended" : "LOST: ended with " + filesAtLast + " files";
            case RETAINED ->
                filesAtLast == 0
                        ? "retained: runs on, no data"
                        : "retained: runs on with its " + filesAtLast + " files";
        };
    }
}
