/// One pass over all groups: read what is, ask every node for a look, decide, act, say why.
///
/// The room owns the ports through which it reads and acts ([Groups], [Looks], [Volumes], [Journal], [Time]) in
/// Drainguard's own words. It is level-triggered: what it needs it reads again in each sweep; what it remembers
/// between two sweeps ([Memory]) only saves calls, and losing it loses nothing.
@NullMarked
package io.drainguard.sweep;

import org.jspecify.annotations.NullMarked;
