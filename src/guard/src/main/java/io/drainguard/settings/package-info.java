/// What an operator can set: one record, read from a map of names, all problems told at once.
@NullMarked
package io.drainguard.settings;

import org.jspecify.annotations.NullMarked;
