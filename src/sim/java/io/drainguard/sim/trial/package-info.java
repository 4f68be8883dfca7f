/// One seed, one story: a world with groups and nodes, things that go wrong, a guard on duty, and what must hold.
///
/// [Trial] is the door. [Scenario] draws the story from the seed, [GuardOnDuty] sweeps as the schedule and the events
/// tell
/// it, [Promise] watches every call and every end of a node. A trial that breaks the promise names its seed; the same
/// seed
/// replays it alone, with its trace.
@NullMarked
package io.drainguard.sim.trial;

import org.jspecify.annotations.NullMarked;
