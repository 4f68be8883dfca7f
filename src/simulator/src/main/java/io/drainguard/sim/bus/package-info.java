/// EventBridge, EventBridge Scheduler and SQS, as far as a function is called by them.
///
/// [EventBus] matches events with the matcher that AWS published (`aws/event-ruler`), so a rule's pattern means here
/// what it means there. [Scheduler] ticks at a fixed rate. Both hand bytes to a target, usually
/// [io.drainguard.sim.lambda.LambdaService#invokeAsync(byte[])], since both services invoke asynchronously.
///
/// [QueueMapping] is what stands between a rule and the function where events come in crowds: an SQS queue that gives
/// the function batches. Its logic, [BatchingQueue], knows no clock, so that a world's stories can use it as cheaply as
/// the simulation of processes.
///
/// Not imitated: input transformers, cron expressions, retries towards a target that is down.
@NullMarked
package io.drainguard.sim.bus;

import org.jspecify.annotations.NullMarked;
