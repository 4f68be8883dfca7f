/// A stand-in for a dsiem cluster: what its processes lose and what they keep.
@NullMarked
package io.drainguard.proofs.dsiem;

import org.jspecify.annotations.NullMarked;
