package io.drainguard.proofs.trial;

import io.drainguard.sim.faults.CallFaults;
import io.drainguard.sim.faults.CallRates;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What lies between the guards and AWS: every call of a guard takes time on it, may go wrong on it, and may be the
/// last one of that guard. Calls of anybody else pass untouched.
///
/// While a guard waits, on the line or of its own will, another guard that is due has its turn: so the sweeps of two
/// guards fall between each other's calls without any thread.
final class FaultyConnection implements Interceptor {
    /// Calls that change something: deaths beside them are what a guard must survive.
    private static final Set<String> ACTS = Set.of(
            "CreateTags",
            "DeleteTags",
            "ModifyInstanceAttribute",
            "CompleteLifecycleAction",
            "RecordLifecycleActionHeartbeat",
            "TerminateInstanceInAutoScalingGroup",
            "SendCommand");

    /// Refusals that a guard has to live with, for one node or document: they excuse nothing.
    private static final Set<String> OF_ONE = Set.of(
            "TagLimitExceeded",
            "UnauthorizedOperation",
            "AccessDeniedException",
            "UnsupportedPlatformType",
            "ParameterNotFound");

    private final World world;
    private final SeededRandom chance;
    private final History chronicle;
    private final Interceptor witness;
    private final CallFaults faults;
    private boolean deadly;
    private @Nullable EventDispatcher watch;
    private @Nullable GuardOnDuty speaking;

    /// `witness` stands beside the effects of the guards' calls.
    FaultyConnection(World world, SeededRandom chance, History chronicle, Interceptor witness) {
        this.world = world;
        this.chance = chance;
        this.chronicle = chronicle;
        this.witness = witness;
        this.faults = new CallFaults(chance.split(), this::pass, this::struck);
    }

    void watchedBy(EventDispatcher guards) {
        watch = guards;
    }

    /// From now on a guard may die beside any call.
    void deadly() {
        deadly = true;
    }

    void rates(CallRates rates) {
        faults.rates(rates);
    }

    /// Whose calls the next ones are; tells whose they were.
    @Nullable
    GuardOnDuty speaks(@Nullable GuardOnDuty guard) {
        GuardOnDuty before = speaking;
        speaking = guard;
        return before;
    }

    /// Lets time pass for the guard that speaks; the world, and another guard, go on meanwhile.
    void pass(Duration length) {
        GuardOnDuty me = speaks(null);
        Instant until = world.instant().plus(length);
        if (watch != null && me != null) {
            watch.turnsBeside(me, until);
            watch.wakeUntil(until);
        }
        if (until.isAfter(world.instant())) {
            world.advanceTo(until);
        }
        speaks(me);
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        if (speaking == null) {
            return effect.get();
        }
        Duration half = chance.millis(10, 150);
        mayDie(action, CoverageEvent.KILLED_BEFORE);
        pass(half);
        T answer = faults.around(service, action, parameters, () -> seen(service, action, parameters, effect));
        pass(half);
        mayDie(action, CoverageEvent.KILLED_AFTER);
        return answer;
    }

    private <T> T seen(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        chronicle.trace().add(() -> world.instant() + " " + speaking + " " + action + " " + parameters);
        try {
            chronicle.speaks(String.valueOf(speaking));
            return witness.around(service, action, parameters, effect);
        } catch (AwsError refused) {
            if (!refused.text().startsWith("No active Lifecycle Action found") && !OF_ONE.contains(refused.code())) {
                chronicle.trouble();
            }
            throw refused;
        }
    }

    private void struck(CallFaults.Kind kind) {
        chronicle.trouble();
        chronicle.happened(
                switch (kind) {
                    case THROTTLED -> CoverageEvent.THROTTLED;
                    case FAILED -> CoverageEvent.FAILED;
                    case LOST_REQUEST -> CoverageEvent.LOST_REQUEST;
                    case LOST_REPLY -> CoverageEvent.LOST_REPLY;
                    case SLOW -> CoverageEvent.SLOW;
                },
                "call");
    }

    private void mayDie(String action, CoverageEvent when) {
        if (deadly && chance.permille(ACTS.contains(action) ? 25 : 2)) {
            chronicle.happened(when, action);
            throw new Killed();
        }
    }
}
