/// Holds what an operator can set: one record, read from a map of names. All problems are reported at once.
@NullMarked
package io.drainguard.settings;

import org.jspecify.annotations.NullMarked;
