package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.DecisionMade;
import io.drainguard.proofs.demo.report.DlcRecording;
import io.drainguard.proofs.demo.report.Happening;
import io.drainguard.proofs.demo.report.Words;
import io.drainguard.sim.world.Ec2State;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plays a story of a DLC: its node is lost with its zone or has to go, and another one takes its state over and
/// delivers what waits there.
final class DlcRun {
    static final int EVENTS = 12_000;

    private static final Duration POLL = Duration.ofMillis(20);

    /// The first node delivers for so long before anything happens, a file of 50 events each second.
    private static final Duration PROLOGUE = Duration.ofSeconds(20);

    private static final Duration DELIVERY = Duration.ofSeconds(1);

    /// The successor's uplink is free.
    private static final int CATCHES_UP = 8;

    /// Three failed checks of the load balancer, 10 s apart (`templates/dlc.yaml`).
    private static final Duration UNHEALTHY = Duration.ofSeconds(30);

    /// Until the file server gives a lock away whose client does not renew it; EFS's own time is not known.
    private static final Duration LOCK = Duration.ofSeconds(60);

    /// EC2 takes so long to end an instance in a zone that is lost: longer than the group's yielding takes.
    private static final Duration ZONE = Duration.ofSeconds(330);

    /// From the launch to the lease process: the boot, and the mount.
    private static final Duration BOOT = Duration.ofSeconds(40);

    /// Between two questions of a node: to metadata, or to EC2.
    private static final Duration ASKS = Duration.ofSeconds(5);

    private final Story story;
    private final DemoEnvironment stage;
    private final Table table;
    private final Notes notes;
    private final JournalListener ears;
    private final Duration limit;
    private final DlcState state;
    private final DlcNode first;
    private final DlcTally tally = new DlcTally(EVENTS);
    private final long began = System.nanoTime();
    private @Nullable DlcNode second;
    private @Nullable Instant booted;
    private @Nullable Instant locked;
    private @Nullable Instant released;
    private @Nullable Instant served;
    private Instant zero = Instant.EPOCH;
    private Instant asked = Instant.EPOCH;
    private Instant turned = Instant.EPOCH;
    private boolean unhealthy;
    private boolean askedToEnd;
    private boolean ended;

    /// @param limit of real time for the whole show
    DlcRun(Story story, DemoEnvironment stage, Table table, JournalListener ears, Duration limit) {
        this.story = story;
        this.stage = stage;
        this.table = table;
        this.notes = new Notes(table);
        this.ears = ears;
        this.limit = limit;
        this.state = new DlcState(stage.fileSystem());
        String id =
                stage.shared().ask(world -> world.instances().iterator().next().id());
        state.spool(EVENTS);
        this.first = new DlcNode(id, stage.root(id), state);
        first.takes(Duration.ZERO, "silent");
    }

    /// Plays, and returns how it went.
    ///
    /// @throws DemoFailed when it takes longer than the limit, or the guard does not run
    DlcRecording play(DlcRecording.Scene scene) throws InterruptedException {
        stage.guard().awaitFirstSweep(limit);
        Instant start = now();
        while (now().isBefore(start.plus(PROLOGUE))) {
            turn();
        }
        zero = now();
        table.header(zero);
        begin();
        while (!isOver()) {
            turn();
        }
        table.end();
        sample();
        return new DlcRecording(
                scene,
                zero,
                now(),
                EVENTS,
                tally.atLeast(1),
                tally.atLeast(2),
                tally.samples(),
                ears.decisions(),
                notes.all(),
                broken());
    }

    private void begin() {
        note(tally.atLeast(1) + " of " + EVENTS + " spooled events are delivered; lease 1 is held by " + first.id());
        if (story == Story.DLC_FAILOVER) {
            note("the zone of " + first.id() + " is lost");
            stage.shared().change(world -> world.mishaps().loseZone(first.id(), ZONE));
            first.lost();
        } else {
            note("a person has the group replace " + first.id() + ": it ends one and launches one at once");
            stage.shared().change(world -> world.autoScaling().setInstanceHealth(first.id(), "Unhealthy"));
        }
    }

    private boolean isOver() {
        return tally.atLeast(1) >= EVENTS && ended && ears.releasedBy().containsKey(first.id());
    }

    private void turn() throws InterruptedException {
        if (Duration.ofNanos(System.nanoTime() - began).compareTo(limit) > 0) {
            throw new DemoFailed("the story did not end within " + limit.toSeconds()
                    + " s of real time; this machine may be too slow, or the speed too low");
        }
        if (!now().isBefore(turned.plus(DELIVERY))) {
            turned = now();
            deliver();
            if (zero.isAfter(Instant.EPOCH)) {
                sample();
                stage.shared().change(this::follow);
                askRule();
            }
        }
        table.settle();
        Thread.sleep(POLL);
    }

    private void deliver() {
        int files = second != null && second.isRunning() ? CATCHES_UP : first.isRunning() ? 1 : 0;
        for (int i = 0; i < files; i++) {
            state.deliver(tally::deliver);
        }
    }

    private void follow(World world) {
        Instance old = world.instance(first.id());
        if (story == Story.DLC_FAILOVER && !unhealthy && !now().isBefore(zero.plus(UNHEALTHY))) {
            unhealthy = true;
            note("three checks of the load balancer have failed: the group replaces " + first.id());
            world.autoScaling().setInstanceHealth(first.id(), "Unhealthy");
        }
        if (first.isRunning() && old.waitBegan() != null && isTime()) {
            first.handOver();
            released = now();
            locked = released;
            note(first.id() + " reads in its metadata that it has to go: DLC stopped, lease 1 released");
        }
        if (!ended && old.ec2() == Ec2State.TERMINATED) {
            ended = true;
            note("EC2 has ended " + first.id());
        }
        if (second == null) {
            world.instances().stream()
                    .filter(instance -> !instance.id().equals(first.id()))
                    .findFirst()
                    .ifPresent(this::launched);
        }
        if (booted != null && !askedToEnd && story == Story.DLC_FAILOVER && locked != null) {
            askedToEnd = true;
            note(successor() + " has the lock, and asks EC2 to end " + first.id());
            world.ec2().terminateInstances(List.of(first.id()));
        }
    }

    private void launched(Instance instance) {
        second = new DlcNode(instance.id(), stage.root(instance.id()), state);
        booted = now().plus(BOOT);
        note("the group has launched " + instance.id());
    }

    /// The successor asks once it has booted and the server gives it the lock.
    private void askRule() {
        DlcNode next = second;
        Instant ready = booted;
        if (next == null || ready == null || next.isRunning() || now().isBefore(ready)) {
            return;
        }
        if (locked == null && story == Story.DLC_FAILOVER && !now().isBefore(zero.plus(LOCK))) {
            locked = now();
        }
        Instant lockedAt = locked;
        if (lockedAt == null || !isTime()) {
            return;
        }
        String ec2 = ended ? "ended" : "other";
        String why =
                released != null ? "released" : ended ? "EC2 says ended" : "EC2 answers, and does not end the owner";
        Instant since = lockedAt.isAfter(ready) ? lockedAt : ready;
        if (next.takes(Duration.between(since, now()), ec2)) {
            served = now();
            note(next.id() + " takes lease " + next.token() + " (rule: " + why + ") and starts its DLC; "
                    + state.waiting() + " events wait");
        }
    }

    private boolean isTime() {
        if (now().isBefore(asked.plus(ASKS))) {
            return false;
        }
        asked = now();
        return true;
    }

    private String successor() {
        return second == null ? "nobody" : second.id();
    }

    private void sample() {
        String holder = second != null && second.isRunning() ? second.id() : first.isRunning() ? first.id() : "";
        tally.sample(now(), state.waiting(), holder);
    }

    /// What the story promises and did not happen.
    private List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (tally.atLeast(1) != EVENTS || tally.atLeast(2) > 0) {
            broken.add(tally.atLeast(1) + " of " + EVENTS + " events were delivered, " + tally.atLeast(2) + " twice");
        }
        if (second == null || second.token() != 2) {
            broken.add("no successor took lease 2");
        }
        if (story == Story.DLC_FAILOVER && ears.decisions().stream().noneMatch(this::yields)) {
            broken.add("the guard did not yield, and the story promises that it does at 240 s");
        }
        if (story == Story.DLC_HANDOVER && released == null) {
            broken.add("the first node did not hand over");
        }
        return broken;
    }

    /// Whether the guard let the first node go while nothing was known of it, before EC2 had ended it.
    private boolean yields(DecisionMade one) {
        return one.node().equals(first.id())
                && one.decision().equals("release")
                && one.look().equals("unknown")
                && one.at().isBefore(zero.plus(ZONE));
    }

    /// The time in which nobody served, from the loss or the hand-over to the successor's start.
    String gap() {
        Instant from = released == null ? zero : released;
        return served == null ? "-" : Words.clock(Duration.between(from, served));
    }

    private void note(String text) {
        notes.add(now(), Happening.Kind.NODE, text);
    }

    private Instant now() {
        return stage.time().now();
    }
}
