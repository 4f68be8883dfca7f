/// The guard inside the simulated world: the sweep's ports answered by the world itself, without wire and sockets.
///
/// It is what makes many thousand seeds affordable. The real adapters of `io.drainguard.aws` speak to the same
/// world over the wire, and a test holds both to the same decisions, so nothing is proved here that the real
/// ones would not do.
@NullMarked
package io.drainguard.proofs.ports;

import org.jspecify.annotations.NullMarked;
