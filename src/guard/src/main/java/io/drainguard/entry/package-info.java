/// Receives the calls of Lambda and of systemd. This is the only package with a system clock and an environment.
///
/// Lambda calls [LifecycleHandler]. [EventParser] reads the event, and [Wiring] builds the one
/// [io.drainguard.sweep.Sweep].
@NullMarked
package io.drainguard.entry;

import org.jspecify.annotations.NullMarked;
