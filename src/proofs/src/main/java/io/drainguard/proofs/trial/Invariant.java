package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Lapse;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Judges some of the promises of a trial. [Invariants] lists all of them, and lets each hear every call, decision,
/// sweep and moment; an invariant overrides what it needs to hear, and tells [History#broken] which promise does not
/// hold.
interface Invariant {
    /// What it judges.
    Set<Promise> promises();

    /// A guard's call takes effect: `effect` is to be run once.
    default <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        return effect.get();
    }

    /// Time has passed; called for each instance in turn.
    default void check(Instance node) {}

    /// The calls that follow hold these nodes alone, or again every node where it is `null`.
    default void holdsOnly(@Nullable Set<String> nodes) {}

    /// A guard begins a sweep.
    default void sweepBegins(GuardOnDuty guard) {}

    /// A guard ended a sweep.
    default void sweepEnded(GuardOnDuty guard, boolean clean) {}

    /// A guard has served the notice that EC2 takes this instance back.
    default void reclaimServed(Instance node) {}

    /// A guard has decided, and done what it decided.
    default void decided(Decided what) {}

    /// AWS has ended a wait by itself.
    default void lapsed(Lapse lapse) {}
}
