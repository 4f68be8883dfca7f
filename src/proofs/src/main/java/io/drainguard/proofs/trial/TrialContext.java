package io.drainguard.proofs.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.World;

/// What every guard of a trial has around it.
record TrialContext(
        World world,
        AwsPorts ports,
        Settings settings,
        FaultyConnection line,
        EventDispatcher watch,
        Invariants promise,
        History chronicle,
        SeededRandom chance) {}
