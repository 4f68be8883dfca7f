/// The template held to its word: the drain script taken out of it and run in real shells over real directories, and
/// everything else it declares compared with what the product needs, defect by defect.
@NullMarked
package io.drainguard.template;

import org.jspecify.annotations.NullMarked;
