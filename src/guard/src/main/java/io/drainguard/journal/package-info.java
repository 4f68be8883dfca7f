/// What is written down: one JSON line for each decision, and one for each sweep that CloudWatch reads as metrics.
@NullMarked
package io.drainguard.journal;

import org.jspecify.annotations.NullMarked;
