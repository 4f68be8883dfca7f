package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Groups;
import org.jspecify.annotations.Nullable;

/// Groups that are read and never acted upon, so that a sweep decides and changes nothing.
interface ReadOnlyGroups extends Groups {
    @Override
    default boolean acts() {
        return false;
    }

    @Override
    default ActionResult hold(NodeId node, String hook) {
        return ActionResult.DRY;
    }

    @Override
    default ActionResult release(NodeId node, String hook, @Nullable String token) {
        return ActionResult.DRY;
    }

    @Override
    default ActionResult giveUp(NodeId node, String hook) {
        return ActionResult.DRY;
    }

    @Override
    default ActionResult terminate(NodeId node) {
        return ActionResult.DRY;
    }

    /// The release that follows is not carried out either, so the operator's word still stands.
    @Override
    default ActionResult clearOverride(NodeId node) {
        return ActionResult.DRY;
    }
}
