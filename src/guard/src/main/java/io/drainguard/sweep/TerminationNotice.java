package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;

/// What an event said: this node began to wait. It hastens the next look and lends its token; nothing else is believed.
///
/// @param node the node it names
/// @param hook the hook it names
/// @param at when the wait began, by AWS's clock
/// @param token token of the lifecycle action, 36 characters (EC2 Auto Scaling API Reference)
public record TerminationNotice(NodeId node, String hook, Instant at, String token) {}
