/// The AWS calls of a rescue, with the operator's own credentials: the adapters of the ports in
/// [io.drainguard.rescue.RescuePorts].
@NullMarked
package io.drainguard.aws.rescue;

import org.jspecify.annotations.NullMarked;
