/// What goes wrong between the product and AWS, drawn from one seed: refused, failed, lost and slow calls, and
/// events that are lost, doubled, late or out of order.
///
/// [Faults] is installed on a world and is off until it is given rates. Each call and each event costs a fixed
/// number of draws, so the same seed and the same calls give the same faults.
@NullMarked
package io.drainguard.sim.faults;

import org.jspecify.annotations.NullMarked;
