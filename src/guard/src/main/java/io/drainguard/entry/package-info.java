/// The doors: where an event comes in, and the only room with a system clock and an environment.
///
/// [LifecycleHandler] is what Lambda calls. [EventParser] reads what it was handed, [Wiring] builds the one
/// [io.drainguard.sweep.Sweep].
@NullMarked
package io.drainguard.entry;

import org.jspecify.annotations.NullMarked;
