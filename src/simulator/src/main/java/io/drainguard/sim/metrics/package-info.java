/// A small CloudWatch: metrics at a resolution of one minute, metric math, and alarms that are evaluated once a minute.
///
/// Each behaviour names the page of AWS that it follows: *Alarms* is the page `alarms-and-missing-data` and
/// `alarm-evaluation` of the Amazon CloudWatch User Guide (`AlarmThatSendsEmail` in its edition of 2023), *Math* is the
/// page `using-metric-math`. What no page says is marked *inference*, and where it could change an answer it is a
/// setting, so that a test can try each reading.
@NullMarked
package io.drainguard.sim.metrics;

import org.jspecify.annotations.NullMarked;
