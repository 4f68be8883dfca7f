package io.drainguard.proofs.account;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.journal.JsonJournal;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Event;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A guard on the account's own clock, through the real adapters. It sweeps once a minute as the schedule has it, and
/// hears of ended looks where a test lets it.
public final class TestGuard {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    /// The batching window of the template's queue.
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static final Duration SHORT_LOOK = Duration.ofSeconds(30);

    /// Every line of its journal.
    public final List<String> lines = new ArrayList<>();

    /// Every decision, oldest first.
    public final List<Decided> decisions = new ArrayList<>();

    private final Account account;
    private final Time time;
    /// The guard itself.
    public final Guard guard;

    private Instant nextSweep = Instant.MIN;
    private final Set<LookEnded> ended = new LinkedHashSet<>();

    /// A decision and what came of it.
    public record Decided(Instant at, String node, Look look, Decision decision, ActionOutcome outcome) {}

    /// A guard with the default settings.
    public TestGuard(Account account) {
        this(account, Settings.DEFAULTS.maxHold());
    }

    /// A guard that gives up after another time.
    public TestGuard(Account account, Duration maxHold) {
        this(account, maxHold, new WorldTime(account.world));
    }

    /// A guard that waits in another way.
    public TestGuard(Account account, Duration maxHold, Time time) {
        this(account, new Settings(Account.HOOK, maxHold, true), time);
    }

    /// A guard with these settings.
    public TestGuard(Account account, Settings settings) {
        this(account, settings, new WorldTime(account.world));
    }

    private TestGuard(Account account, Settings settings, Time time) {
        this.account = account;
        this.time = time;
        this.guard = new Guard(
                new Ports(
                        account.groups(),
                        account.looks(settings.drainDocument(), settings.documentsParameter()),
                        account.volumes(),
                        SideBySide.IN_TURN,
                        new Both(),
                        time),
                settings);
        account.world.onEvent(this::heard);
    }

    private void heard(Event event) {
        if (event instanceof Event.CommandEnded look) {
            ended.add(new LookEnded(look.commandId(), look.instanceId()));
        }
    }

    /// Sweeps once.
    public Report sweep() {
        nextSweep = account.world.instant().plus(Guard.INTERVAL);
        Report report = guard.sweep(until());
        Instant end = guard.upUntil(until());
        while (account.world.instant().isBefore(end)) {
            time.pause(Guard.PAUSE);
            guard.renew();
        }
        return report;
    }

    /// Serves an event.
    public Report hasten(TerminationNotice hint) {
        return guard.announced(hint, until());
    }

    private Instant until() {
        return account.world.instant().plus(FUNCTION_TIMEOUT);
    }

    /// Serves the ends of looks that it heard of since, as one batch.
    public Report collect() {
        Set<LookEnded> batch = Set.copyOf(ended);
        ended.clear();
        return guard.collect(batch, until());
    }

    /// Lets so much time pass without the schedule, and serves the ends of looks as the queue hands them over: every
    /// two seconds.
    public void hear(Duration length) {
        Instant end = account.world.instant().plus(length);
        while (account.world.instant().isBefore(end)) {
            time.pause(WINDOW);
            if (!ended.isEmpty()) {
                collect();
            }
        }
    }

    /// Sweeps once, and hears for half a minute how its looks end: a short look takes no longer.
    public Report look() {
        Report report = sweep();
        hear(SHORT_LOOK);
        return report;
    }

    /// Serves the warning that EC2 takes this instance back.
    public void reclaim(String instance) {
        guard.reclaim().protect(instance, "Spot", until());
    }

    /// Lets the time pass to the next sweep, and hears nothing.
    public void restOfTheMinute() {
        account.world.advanceTo(nextSweep);
    }

    /// Sweeps every minute for so long, as if all events were lost.
    public void guardFor(Duration length) {
        Instant end = account.world.instant().plus(length);
        while (account.world.instant().isBefore(end)) {
            sweep();
            restOfTheMinute();
        }
    }

    /// The decisions of a kind.
    public List<Decided> decided(Class<? extends Decision> kind) {
        return decisions.stream().filter(one -> kind.isInstance(one.decision())).toList();
    }

    private final class Both implements Journal {
        private final Journal json =
                new JsonJournal(new JsonJournal.Writer("guard", "1"), 10, account.world, lines::add);

        @Override
        public void decided(Settled settled) {
            decisions.add(new Decided(
                    account.world.instant(),
                    settled.node().id().instance(),
                    settled.look(),
                    settled.decision(),
                    settled.outcome()));
            json.decided(settled);
        }

        @Override
        public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
            json.reclaimed(node, reason, volumes, unmarked);
        }

        @Override
        public void ignored(String subject, String reason) {
            json.ignored(subject, reason);
        }

        @Override
        public void swept(Report report) {
            json.swept(report);
        }

        @Override
        public void collected(Report report) {
            json.collected(report);
        }
    }
}
