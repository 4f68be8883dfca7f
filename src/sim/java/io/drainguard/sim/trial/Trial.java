package io.drainguard.sim.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// One seed from beginning to end.
public final class Trial {
    private final Function<World, Ports> ports;

    /// A trial of a guard whose ports are these.
    public Trial(Function<World, Ports> ports) {
        this.ports = ports;
    }

    /// What came of a trial.
    ///
    /// @param broken one sentence for each promise that was broken
    /// @param released nodes released
    /// @param retained nodes given up
    /// @param decisions decisions made
    /// @param calls API calls made
    public record Verdict(long seed, List<String> broken, int released, int retained, int decisions, int calls) {}

    /// Plays the story of a seed; the same seed gives the same verdict and the same trace.
    public Verdict play(long seed, Trace trace) {
        Chance chance = new Chance(seed);
        World world = new World(seed, Scenario.START);
        MemoryShell shell = new MemoryShell(world);
        Promise promise = new Promise(world, shell, trace);
        world.shell(promise.overhear());
        world.intercept(promise);
        Scenario scenario = new Scenario(chance, world, shell);
        scenario.begin();
        Settings settings = new Settings(
                Scenario.HOOK,
                chance.in(30) ? chance.minutes(10, 40) : Duration.ofHours(48),
                true,
                Duration.ofSeconds(50));
        GuardOnDuty guard = new GuardOnDuty(world, ports.apply(world), settings, promise, trace);
        guard.serve(Scenario.START.plus(scenario.length()));
        promise.close(Scenario.HOOK);
        return new Verdict(
                seed,
                promise.broken(),
                promise.released(),
                promise.retained(),
                promise.decisions(),
                world.calls().all().size());
    }
}
