/// Measures what the goals are about, and writes it down: `mvn -Pbench verify`.
///
/// [Bench] runs the [Part]s one after the other; each hands back its table and one [Figure] for each goal.
@NullMarked
package io.drainguard.proofs.bench;

import org.jspecify.annotations.NullMarked;
