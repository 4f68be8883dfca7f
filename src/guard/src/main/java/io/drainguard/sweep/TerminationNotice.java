package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;

/// What an event says about a node that began to wait. The guard looks at the node at once and uses the action token;
/// it reads everything else again from AWS.
///
/// @param node the node that the event names
/// @param hook the hook that the event names
/// @param at when the wait began, by AWS's clock
/// @param token token of the lifecycle action, 36 characters (EC2 Auto Scaling API Reference)
public record TerminationNotice(NodeId node, String hook, Instant at, String token) {}
