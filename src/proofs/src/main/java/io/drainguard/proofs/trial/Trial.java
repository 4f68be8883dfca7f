package io.drainguard.proofs.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// One seed from beginning to end.
public final class Trial {
    private final Function<World, AwsPorts> ports;
    private final Duration bootWaits;

    /// A trial of guards whose ports are these.
    public Trial(Function<World, AwsPorts> ports) {
        this(ports, FirstBoots.WAITS);
    }

    /// A trial in which the script of a first boot waits for so long before it reads where its node is on its way to.
    public Trial(Function<World, AwsPorts> ports, Duration bootWaits) {
        this.ports = ports;
        this.bootWaits = bootWaits;
    }

    /// What came of a trial.
    ///
    /// @param broken one sentence for each promise that was broken
    /// @param decisions decisions made
    /// @param calls API calls made
    /// @param counts how often each [CoverageEvent] and each [Excuse] happened that did
    public record Verdict(long seed, List<String> broken, int decisions, int calls, Map<Enum<?>, Integer> counts)
            implements Played {}

    /// Plays the story of a seed; the same seed gives the same verdict and the same trace.
    public Verdict play(long seed, Trace trace) {
        SeededRandom chance = new SeededRandom(seed);
        World world = new World(seed, Scenario.START);
        History chronicle = new History(world, trace);
        MemoryShell shell = new MemoryShell(world);
        Answers answers = new Answers(world, shell, chronicle);
        world.shell(answers.overhear());
        Settings settings = GivenDocuments.draw(chance.apart(8), world, chronicle, settings(chance, chronicle));
        Invariants promise = new Invariants(world, shell, answers, chronicle, settings);
        Scenario scenario = new Scenario(chance, world, shell, chronicle, bootWaits);
        scenario.begin();
        FaultyConnection line = new FaultyConnection(world, chance, chronicle, promise);
        world.intercept(line);
        FaultSchedule.over(world, line, chance);
        EventDispatcher watch = new EventDispatcher(world, chance, chronicle);
        line.watchedBy(watch);
        AwsPorts given = ports.apply(world).given(world, settings);
        guards(new TrialContext(world, given, settings, line, watch, promise, chronicle, chance));
        watch.serve(Scenario.START.plus(scenario.length()), scenario::isOver);
        return new Verdict(
                seed,
                chronicle.broken(),
                promise.decisions(),
                world.calls().all().size(),
                chronicle.counts());
    }

    private static Settings settings(SeededRandom chance, History chronicle) {
        boolean off = chance.in(4);
        if (off) {
            chronicle.happened(CoverageEvent.PROTECTION_OFF, "by the operator");
            chronicle.protectionOff();
        }
        Duration maxHold = chance.in(30) ? chance.minutes(6, 25) : Duration.ofHours(48);
        return new Settings(Scenario.HOOK, maxHold, !off);
    }

    private static void guards(TrialContext post) {
        SeededRandom chance = post.chance();
        if (chance.in(25)) {
            post.line().deadly();
        }
        post.watch().join(guard(post, "guard", Duration.ZERO));
        if (chance.in(20)) {
            post.chronicle().happened(CoverageEvent.TWO_GUARDS, "on duty");
            post.chronicle().crowded();
            Duration offset = chance.seconds(1, 59);
            SeededRandom apart = chance.apart(9);
            // Sweeps that begin at nearly the same time look at nodes at the same time.
            post.watch().join(guard(post, "other guard", apart.in(40) ? apart.millis(20, 1_500) : offset));
        }
    }

    private static GuardOnDuty guard(TrialContext post, String name, Duration offset) {
        Duration ahead = Duration.ZERO;
        if (post.chance().in(30)) {
            post.chronicle().happened(CoverageEvent.SKEWED_CLOCK, name);
            ahead = post.chance().seconds(-240, 240);
        }
        boolean isService = post.chance().in(12);
        if (isService) {
            post.chronicle().happened(CoverageEvent.SERVICE, name);
        }
        return isService ? GuardOnDuty.service(name, post, ahead, offset) : new GuardOnDuty(name, post, ahead, offset);
    }
}
