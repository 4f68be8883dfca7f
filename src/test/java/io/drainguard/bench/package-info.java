/// What the guard costs in calls, time and memory when many nodes wait, counted on the virtual clock.
///
/// [Limits] says how AWS is assumed to throttle, [SlowAws] lets every call take its time under those limits, [Fleet] is
/// an
/// account full of waiting nodes with one guard, [Crowd] lets many guards run side by side, [ScaleBench] writes it
/// all down.
@NullMarked
package io.drainguard.bench;

import org.jspecify.annotations.NullMarked;
