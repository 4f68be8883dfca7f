package io.drainguard.proofs.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All that must hold in a trial, in one list: each [Invariant] hears every effect of a guard's call, every decision
/// and every moment, in the list's order.
final class Invariants implements Interceptor {
    private final World world;
    private final List<Invariant> all;
    private @Nullable Set<String> holdsOnly;
    private int decisions;

    Invariants(World world, MemoryShell shell, Answers answers, History chronicle, Settings settings) {
        ProtectionInvariant protection = new ProtectionInvariant(world, answers, chronicle);
        this.world = world;
        GuardReads reads = new GuardReads(world, chronicle);
        YieldInvariant yields = new YieldInvariant(world, chronicle, settings);
        this.all = List.of(
                reads,
                new DecisionInvariant(world, chronicle),
                new CompletionInvariant(world, answers, protection, chronicle, yields),
                protection,
                new ReleasedDataInvariant(world, shell, answers, chronicle, reads, yields),
                new EndedInvariant(world, chronicle),
                new UnstartedInvariant(world, chronicle),
                yields,
                new OthersInvariant(world, chronicle, reads),
                new NoDataLossInvariant(shell, protection, chronicle),
                new StepInvariant(world, answers, chronicle),
                new LivenessInvariant(world, answers, chronicle),
                new DrainedInvariant(world, shell, answers, chronicle));
        world.onLapse(lapse -> all.forEach(one -> one.lapsed(lapse)));
    }

    /// The list.
    List<Invariant> all() {
        return all;
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        Supplier<T> heard = effect;
        for (Invariant one : all) {
            Supplier<T> inner = heard;
            heard = () -> one.around(action, parameters, inner);
        }
        return heard.get();
    }

    /// To be called whenever time has passed.
    void check() {
        for (Instance node : world.instances()) {
            all.forEach(one -> one.check(node));
        }
    }

    /// The calls that follow hold these nodes alone, or again every node where it is `null`; tells whom those before
    /// held.
    @Nullable
    Set<String> holdsOnly(@Nullable Set<String> nodes) {
        Set<String> before = holdsOnly;
        holdsOnly = nodes;
        all.forEach(one -> one.holdsOnly(nodes));
        return before;
    }

    void sweepBegins(GuardOnDuty guard) {
        all.forEach(one -> one.sweepBegins(guard));
    }

    void sweepEnded(GuardOnDuty guard, boolean clean) {
        all.forEach(one -> one.sweepEnded(guard, clean));
    }

    void reclaimServed(String instance) {
        Instance node = world.instance(instance);
        all.forEach(one -> one.reclaimServed(node));
    }

    void decided(Decided what) {
        decisions++;
        all.forEach(one -> one.decided(what));
    }

    int decisions() {
        return decisions;
    }
}
