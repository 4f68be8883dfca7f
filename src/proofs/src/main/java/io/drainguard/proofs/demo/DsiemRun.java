package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.DsiemRecording;
import io.drainguard.proofs.demo.report.DsiemRecording.Sample;
import io.drainguard.proofs.demo.report.Happening;
import io.drainguard.proofs.demo.report.Held;
import io.drainguard.proofs.demo.report.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Plays a story of a dsiem cluster: the account, its guard and the drain documents are those of every story, the
/// cluster on its nodes is a stand-in.
final class DsiemRun {
    private static final Duration POLL = Duration.ofMillis(20);

    /// The cluster works for so long before anything happens, so that correlations are open.
    private static final Duration PROLOGUE = Duration.ofSeconds(40);

    private static final Duration SAMPLE = Duration.ofSeconds(5);

    private final Story story;
    private final DemoEnvironment stage;
    private final Table table;
    private final Notes notes;
    private final JournalListener ears;
    private final Duration limit;
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, List<Held>> held = new HashMap<>();
    private final long began = System.nanoTime();
    private final boolean stopsEarly;
    private Instant sampled = Instant.EPOCH;
    private @Nullable DsiemCluster cluster;

    /// @param limit of real time for the whole show
    /// @param stopsEarly a planted fault of the cluster
    DsiemRun(
            Story story, DemoEnvironment stage, Table table, JournalListener ears, Duration limit, boolean stopsEarly) {
        this.story = story;
        this.stage = stage;
        this.table = table;
        this.notes = new Notes(table);
        this.ears = ears;
        this.limit = limit;
        this.stopsEarly = stopsEarly;
    }

    /// Plays, and returns how it went.
    ///
    /// @throws DemoFailed when it takes longer than the limit, or the guard does not run
    DsiemRecording play(Recording.Scene scene) throws InterruptedException {
        stage.guard().awaitFirstSweep(limit);
        DsiemCluster played = new DsiemCluster(
                stage.time().now(), DemoEnvironment.SEED, stage.deployment().groups(), this::note, stopsEarly);
        cluster = played;
        DsiemAccount account = new DsiemAccount(played, stage.fileSystem(), stage::root);
        stage.shared().change(account::prepare);
        Instant start = played.now();
        table.header(start);
        while (played.now().isBefore(start.plus(PROLOGUE))) {
            turn(account, null);
        }
        DsiemPlot plot = new DsiemPlot(story, played, this::note);
        stage.shared().change(plot::begin);
        while (!plot.isOver() || !isHeard(plot)) {
            turn(account, plot);
        }
        sample(played);
        table.end();
        DsiemVerdict verdict = DsiemVerdict.of(story, played, plot, ears.releaseRows());
        Recording recorded = stage.shared()
                .ask(world -> Recorder.record(
                        scene,
                        world,
                        stage.witness(),
                        start,
                        plot.leavers().stream().map(this::way).toList(),
                        ears,
                        notes,
                        verdict.broken()));
        return new DsiemRecording(recorded, samples, names(played), verdict.text());
    }

    private void turn(DsiemAccount account, @Nullable DsiemPlot plot) throws InterruptedException {
        if (Duration.ofNanos(System.nanoTime() - began).compareTo(limit) > 0) {
            throw new DemoFailed("the story did not end within " + limit.toSeconds()
                    + " s of real time; this machine may be too slow, or the speed too low");
        }
        Instant now = stage.time().now();
        DsiemCluster played = Objects.requireNonNull(cluster);
        stage.shared().change(world -> {
            account.follow(world);
            if (plot != null) {
                plot.turn(world);
            }
        });
        played.advance(now);
        if (!now.isBefore(sampled.plus(SAMPLE))) {
            sampled = now;
            sample(played);
        }
        played.all(ClusterNode.class).forEach(node -> weigh(node, now));
        table.settle();
        Thread.sleep(POLL);
    }

    private boolean isHeard(DsiemPlot plot) {
        return plot.leavers().stream().allMatch(node -> ears.releasedBy().containsKey(node.id()));
    }

    private void sample(DsiemCluster played) {
        DsiemTally tally = played.tally();
        samples.add(new Sample(
                played.now(), tally.accepted(), tally.seenByInstance(), tally.alarmsRaised(), tally.alarmsArrived()));
    }

    /// A backend holds what it has not shipped; no other node holds anything.
    private void weigh(ClusterNode node, Instant now) {
        long bytes = node instanceof BackendNode backend ? backend.disk().waiting() : 0;
        List<Held> known = held.computeIfAbsent(node.id(), _ -> new ArrayList<>());
        if (known.isEmpty() || known.getLast().bytes() != bytes) {
            known.add(new Held(now, bytes > 0 ? 1 : 0, bytes));
        }
    }

    private Recorder.Way way(ClusterNode node) {
        String yields = node.group.yieldsAfter();
        boolean good = "waiting-empty".equals(ears.releaseRows().get(node.id()));
        return new Recorder.Way(
                node.id(),
                held.getOrDefault(node.id(), List.of(new Held(Instant.EPOCH, 0, 0))),
                yields.isEmpty() ? stage.deployment().ceiling() : Duration.ofSeconds(Long.parseLong(yields)),
                node.group.system() + (good ? ", released when empty" : ", not released when empty"),
                good);
    }

    private static Map<String, String> names(DsiemCluster played) {
        Map<String, String> names = new LinkedHashMap<>();
        played.all(BackendNode.class).forEach(backend -> names.put(backend.id(), backend.node()));
        return names;
    }

    private void note(String text) {
        DsiemCluster played = cluster;
        notes.add(played == null ? stage.time().now() : played.now(), Happening.Kind.NODE, text);
    }
}
