/// The rescue of a volume that a guard kept: a fresh worker of the same group delivers the queue that lies on it. The
/// package holds the checks, the steps and their outcomes, and the ports to AWS; it reads no clock and calls no AWS.
///
/// [Rescue] runs the steps. Every run reads first how far an earlier one came, so that the same command goes on after
/// any interruption.
@NullMarked
package io.drainguard.rescue;

import org.jspecify.annotations.NullMarked;
