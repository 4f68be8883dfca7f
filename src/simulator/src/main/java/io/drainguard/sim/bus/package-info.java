/// EventBridge and EventBridge Scheduler, as far as a function is called by them.
///
/// [EventBus] matches events with the matcher that AWS published (`aws/event-ruler`), so a rule's pattern means here
/// what it means there. [Scheduler] ticks at a fixed rate. Both hand bytes to a target, usually
/// [io.drainguard.sim.lambda.LambdaService#invokeAsync(byte[])], since both services invoke asynchronously.
///
/// Not imitated: input transformers, cron expressions, retries towards a target that is down.
@NullMarked
package io.drainguard.sim.bus;

import org.jspecify.annotations.NullMarked;
