/// The packaged function and service on the demo's clock.
@NullMarked
package io.drainguard.proofs.demo.function;

import org.jspecify.annotations.NullMarked;
