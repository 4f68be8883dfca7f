/// The rescue of kept volumes, told from the operator's chair: the real command over the wire to a simulated account
/// whose nodes are directories with real files, on which the real scripts run.
@NullMarked
package io.drainguard.rescue;

import org.jspecify.annotations.NullMarked;
