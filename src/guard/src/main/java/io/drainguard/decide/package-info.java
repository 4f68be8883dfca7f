/// Holds the rule: what the guard does with one node, after it has read AWS and looked at the node's queues.
///
/// It has pure functions over records and sealed types only, and depends only on `java.base`.
@NullMarked
package io.drainguard.decide;

import org.jspecify.annotations.NullMarked;
