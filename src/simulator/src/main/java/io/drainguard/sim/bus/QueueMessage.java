package io.drainguard.sim.bus;

import java.time.Instant;

/// A message as one of its readers took it.
///
/// @param id stays the same however often it is taken
/// @param receiptHandle another one each time it is taken
/// @param sent when it came into the queue
/// @param firstReceived when it was taken for the first time
/// @param receiveCount how often it was taken, this time included
public record QueueMessage<T>(
        String id, String receiptHandle, T body, Instant sent, Instant firstReceived, int receiveCount) {}
