/// One seed, one story: a world with groups and nodes, things that go wrong, guards on duty, and what must hold.
///
/// [Trial] is the door. [Scenario] draws the story from the seed; [GuardOnDuty] sweeps as the schedule and the events
/// tell it, on a [FaultyConnection] on which calls fail, take their time, or are the guard's last; [Invariants] lists
/// what stands beside every effect of a call and every end of a node, to see that each [Promise] holds or has an
/// [Excuse]. Everything that happened is in the [History], counted by [CoverageEvent],
/// so that a story that never happens is found out. A trial that breaks the promise names its seed; the same seed
/// replays it alone, with its trace.
@NullMarked
package io.drainguard.proofs.trial;

import org.jspecify.annotations.NullMarked;
