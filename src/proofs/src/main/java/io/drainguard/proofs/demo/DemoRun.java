package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Happening;
import io.drainguard.proofs.demo.report.Recording;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Plays a story: scales in, lets go wrong what goes wrong, and follows the leaving nodes until each has ended or is
/// retained.
final class DemoRun {
    private static final Duration POLL = Duration.ofMillis(20);

    /// How long it goes on after the last node was retained or released, so that the guard's word on it is seen.
    private static final Duration EPILOGUE = Duration.ofSeconds(100);

    private final Story story;
    private final DemoEnvironment stage;
    private final Table table;
    private final Notes notes;
    private final Recording.Scene scene;
    private final JournalListener ears;
    private final Duration limit;
    private final long began = System.nanoTime();

    /// @param limit of real time for the whole show
    DemoRun(
            Story story,
            DemoEnvironment stage,
            Table table,
            JournalListener ears,
            Recording.Scene scene,
            Duration limit) {
        this.story = story;
        this.stage = stage;
        this.table = table;
        this.notes = new Notes(table);
        this.scene = scene;
        this.ears = ears;
        this.limit = limit;
    }

    /// How it went: for the terminal, and for the report.
    record Played(Summary summary, Recording recording) {}

    /// Plays, and returns how it went.
    ///
    /// @throws DemoFailed when it takes longer than the limit, or the function does not run
    Played play() throws InterruptedException {
        stage.guard().awaitFirstSweep(limit);
        List<TerminatingNode> leavers = leavers();
        Instant start = stage.scaleIn();
        FaultScript plot = new FaultScript(story, stage, notes);
        table.header(start);
        int nodes = stage.deployment().nodes();
        notes.add(
                start,
                Happening.Kind.SCALE_IN,
                "scale-in: desired capacity %d -> %d, so %d nodes must go"
                        .formatted(nodes, nodes - leavers.size(), leavers.size()));
        while (waiting(leavers)) {
            turn(plot, leavers);
        }
        epilogue(plot, leavers);
        table.end();
        Recording recording = stage.shared()
                .ask(world -> Recorder.record(story, scene, world, stage.witness(), start, leavers, ears, notes));
        return new Played(Summary.of(leavers, stage.witness(), ears, recording, passed()), recording);
    }

    private List<TerminatingNode> leavers() {
        List<TerminatingNode> leavers = new ArrayList<>();
        Iterator<InitialQueue> loads = story.loads().iterator();
        for (Map.Entry<String, QueueFiles> queue : stage.queues().entrySet()) {
            leavers.add(new TerminatingNode(queue.getKey(), loads.next().ending(), queue.getValue()));
        }
        return leavers;
    }

    private static boolean waiting(List<TerminatingNode> leavers) {
        return leavers.stream().anyMatch(leaver -> leaver.ending() == null);
    }

    private void turn(FaultScript plot, List<TerminatingNode> leavers) throws InterruptedException {
        if (passed().compareTo(limit) > 0) {
            throw new DemoFailed("not every node was released or retained within " + limit.toSeconds()
                    + " s of real time; this machine may be too slow, or the speed too low");
        }
        plot.step();
        stage.shared().change(world -> leavers.forEach(leaver -> follow(world, leaver)));
        table.settle();
        Thread.sleep(POLL);
    }

    private void follow(World world, TerminatingNode leaver) {
        leaver.follow(world, stage.witness()).forEach(news -> notes.add(news.at(), Happening.Kind.NODE, news.text()));
    }

    private void epilogue(FaultScript plot, List<TerminatingNode> leavers) throws InterruptedException {
        Instant end = stage.time().now().plus(EPILOGUE);
        while (unheard(leavers) && stage.time().now().isBefore(end)) {
            turn(plot, leavers);
        }
    }

    private boolean unheard(List<TerminatingNode> leavers) {
        return leavers.stream().anyMatch(leaver -> switch (leaver.ending()) {
            case null -> true;
            case RETAINED -> !ears.left().contains(leaver.node());
            case RELEASED -> !ears.releasedBy().containsKey(leaver.node());
        });
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
