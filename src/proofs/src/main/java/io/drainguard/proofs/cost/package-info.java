/// Recomputes the page `docs/cost.md`: its formulas from its inputs, and those inputs that a story can measure.
@NullMarked
package io.drainguard.proofs.cost;

import org.jspecify.annotations.NullMarked;
