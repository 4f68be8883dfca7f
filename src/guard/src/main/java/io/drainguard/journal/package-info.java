/// Writes the journal: one JSON line for each decision, and one for each sweep, which CloudWatch reads as metrics.
@NullMarked
package io.drainguard.journal;

import org.jspecify.annotations.NullMarked;
