package io.drainguard.proofs.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.World;

/// What every guard of a trial has around it.
record Post(
        World world,
        Ports ports,
        Settings settings,
        Line line,
        Watch watch,
        Promise promise,
        Chronicle chronicle,
        Chance chance) {}
