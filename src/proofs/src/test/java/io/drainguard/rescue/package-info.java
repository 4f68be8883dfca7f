/// The rescue of kept volumes, told from the operator's chair: the real script with the real AWS CLI, over the wire
/// to a simulated account whose nodes are directories with real files.
@NullMarked
package io.drainguard.rescue;

import org.jspecify.annotations.NullMarked;
