/// The rules: what to do with one node, given what was read and what its queues showed.
///
/// Pure functions over records and sealed types; this room knows `java.base` and nothing else.
@NullMarked
package io.drainguard.decide;

import org.jspecify.annotations.NullMarked;
