/// Runs one pass over all groups: read AWS, ask every node for a look, decide, act, and say why.
///
/// This package owns the ports through which the guard reads and acts ([Groups], [Looks], [Volumes], [Journal],
/// [Time]), in Drainguard's own words. A sweep is level-triggered: it reads everything that it needs again. What the
/// guard remembers between two sweeps ([Memory]) only saves calls, so losing it loses no data.
@NullMarked
package io.drainguard.sweep;

import org.jspecify.annotations.NullMarked;
