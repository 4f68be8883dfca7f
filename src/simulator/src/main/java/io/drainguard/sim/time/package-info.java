/// Time as the simulated services see it.
///
/// Anybody who waits in the simulator waits here: [SimTime] is the only door. [VirtualTime] moves when a test says
/// so and replays exactly; [RealTime] follows the machine's clock, as fast as asked, so that a demo can let an
/// hour pass in a minute. Nothing else in the simulator may look at a clock.
@NullMarked
package io.drainguard.sim.time;

import org.jspecify.annotations.NullMarked;
