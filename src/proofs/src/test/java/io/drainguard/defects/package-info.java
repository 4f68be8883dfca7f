/// The defects of the scripts in use today, each a test named after its symptom.
///
/// They look once and send no heartbeat, count a mistyped path as empty, and let the hook's timer end the node. Each
/// test plays one symptom end to end: the real adapters, the simulated account, and where the script is at fault, the
/// template's own script in a real shell.
@NullMarked
package io.drainguard.defects;

import org.jspecify.annotations.NullMarked;
