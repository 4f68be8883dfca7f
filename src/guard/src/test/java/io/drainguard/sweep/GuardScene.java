package io.drainguard.sweep;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// A guard among fakes, on a clock that a test moves.
abstract class GuardScene {
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration THIRTY_SECONDS = Duration.ofSeconds(30);
    static final Duration TWO_DAYS = Duration.ofHours(48);
    static final Pending DATA = new Pending(2, 100, ManualTime.START);
    static final Empty EMPTY = new Empty();
    static final Settings SETTINGS = new Settings("hook", TWO_DAYS, true);
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    final ManualTime time = new ManualTime();
    final FakeGroups groups = new FakeGroups(time);
    final FakeLooks looks = new FakeLooks(time);
    final FakeVolumes volumes = new FakeVolumes();
    final ListJournal journal = new ListJournal();
    final Ports ports = new Ports(groups, looks, volumes, SideBySide.IN_TURN, journal, time);
    final Guard guard = new Guard(ports, SETTINGS);

    /// A group that retains, with one waiting node.
    final void oneNode(Duration heartbeat) {
        groups.with("g", true, heartbeat, waiting("i-1"));
    }

    /// The node has waited since then, and a guard has written that down.
    final void waitsSince(String instance, Instant began) {
        groups.since.put(instance, began);
        InstanceDetails machine = volumes.machines.getOrDefault(instance, FakeVolumes.PLAIN);
        volumes.machines.put(instance, FakeVolumes.heldSince(machine, began));
    }

    final Report sweep() {
        return guard.sweep(until());
    }

    /// The events of all looks that have ended since the last ones.
    final Report ended() {
        return guard.collect(looks.news(), until());
    }

    /// A look at node i-1 has ended so.
    final void lookedAt(Look look) {
        looks.looks.put("i-1", look);
        seconds(60);
        sweep();
        seconds(55);
        ended();
        seconds(5);
        sweep();
        seconds(20);
        ended();
    }

    final Report announced(String group, String instance) {
        return guard.announced(notice(group, instance, time.instant()), until());
    }

    static TerminationNotice notice(String group, String instance, Instant at) {
        return new TerminationNotice(new NodeId(group, instance), "hook", at, "tok");
    }

    /// As the schedule does it, with a copy of the function that stays up where it has to.
    final void sweepEveryMinute(int times) {
        for (int minute = 0; minute < times; minute++) {
            Instant next = time.instant().plus(Guard.INTERVAL);
            sweep();
            Instant up = Time.earlier(guard.upUntil(until()), next.minus(Guard.PAUSE));
            while (time.instant().isBefore(up)) {
                time.pause(Guard.PAUSE);
                guard.renew();
            }
            to(next);
        }
    }

    final void seconds(long number) {
        time.pause(Duration.ofSeconds(number));
    }

    final void to(Instant at) {
        Duration left = Duration.between(time.instant(), at);
        time.pause(left.isNegative() ? Duration.ZERO : left);
    }

    final Instant until() {
        return time.instant().plus(FUNCTION_TIMEOUT);
    }

    static Group.Member waiting(String instance) {
        return new Group.Member(instance, "Terminating:Wait");
    }

    static List<String> names(int number) {
        return IntStream.range(0, number).mapToObj(i -> "i-" + i).toList();
    }

    static Group.Member[] crowd(int number) {
        return names(number).stream().map(GuardScene::waiting).toArray(Group.Member[]::new);
    }

    static Fault broken(String message) {
        return new Fault(Fault.Kind.BROKEN, message, new IllegalStateException());
    }

    static Fault throttled() {
        return new Fault(Fault.Kind.THROTTLED, "Rate exceeded", new IllegalStateException());
    }
}
