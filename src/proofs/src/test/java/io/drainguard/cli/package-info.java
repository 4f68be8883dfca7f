/// The command line and the service as real processes, against the simulated account over the wire.
@NullMarked
package io.drainguard.cli;

import org.jspecify.annotations.NullMarked;
