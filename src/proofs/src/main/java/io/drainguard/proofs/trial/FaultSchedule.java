package io.drainguard.proofs.trial;

import io.drainguard.sim.faults.CallRates;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;

/// When calls go wrong: now and then over a stretch of the story, or nearly always for some minutes. Between such
/// stretches nothing goes wrong, so that what must hold in quiet times is seen to hold.
final class FaultSchedule {
    private static final Duration SLOW = Duration.ofSeconds(20);
    private static final CallRates MIXED = new CallRates(0.03, 0.02, 0.02, 0.04, 0.02, SLOW);
    private static final List<CallRates> STORMS = List.of(
            CallRates.throttling(0.7),
            CallRates.losingReplies(0.5),
            new CallRates(0, 1, 0, 0, 0, SLOW),
            new CallRates(0.1, 0.1, 0.1, 0.2, 0.1, SLOW));

    private FaultSchedule() {}

    static void over(World world, FaultyConnection line, SeededRandom chance) {
        if (chance.in(25)) {
            stretch(world, line, MIXED, chance.minutes(0, 8), chance.minutes(3, 15));
        }
        if (chance.in(20)) {
            stretch(world, line, chance.oneOf(STORMS), chance.minutes(2, 20), chance.seconds(20, 240));
        }
    }

    private static void stretch(World world, FaultyConnection line, CallRates rates, Duration from, Duration length) {
        world.after(from, () -> line.rates(rates));
        world.after(from.plus(length), () -> line.rates(CallRates.NONE));
    }
}
