package io.drainguard.sweep;

import io.drainguard.decide.NodeId;

/// What an event said: this node began to wait. It hastens the next look and lends its token; nothing else is believed.
///
/// @param node the node it names
/// @param hook the hook it names
/// @param token token of the lifecycle action, 36 characters (EC2 Auto Scaling API Reference)
public record Hint(NodeId node, String hook, String token) {}
