package io.drainguard.decide;

import java.util.Locale;

/// The rows of the rule's table, from top to bottom (see [Decider]). A log names the row by its code, so that a reader
/// finds the row without the code.
public enum Row {
    /// A waiting node whose instance has ended.
    WAITING_ENDED,
    /// A waiting node that the operator releases.
    WAITING_RELEASE,
    /// A waiting node that the operator holds, below its ceiling.
    WAITING_HOLD,
    /// The same at its ceiling, where the group retains.
    WAITING_HOLD_GIVE_UP,
    /// The same at its ceiling, where the group does not retain.
    WAITING_HOLD_AT_CEILING,
    /// A waiting node that is Empty.
    WAITING_EMPTY,
    /// A waiting node of which nothing is known but that its product has never started.
    WAITING_UNSTARTED,
    /// A waiting node that is not Empty, below its ceiling, where the group does not yield.
    WAITING_NOT_EMPTY,
    /// The same where the group yields.
    WAITING_TO_YIELD,
    /// The same at its ceiling, where the group yields.
    WAITING_YIELD,
    /// The same at its ceiling, where the group retains and does not yield.
    WAITING_GIVE_UP,
    /// The same at its ceiling, where the group neither retains nor yields.
    WAITING_AT_CEILING,
    /// A retained node whose instance has ended.
    RETAINED_ENDED,
    /// A retained node that the operator releases.
    RETAINED_RELEASE,
    /// A retained node that is Empty.
    RETAINED_EMPTY,
    /// A retained node of which nothing is known but that its product has never started.
    RETAINED_UNSTARTED,
    /// A retained node that is not Empty.
    RETAINED_NOT_EMPTY,
    /// A retained node that the operator holds.
    RETAINED_HOLD,
    /// A node that others retained and the operator releases.
    OTHERS_RELEASE,
    /// A node that others retained.
    OTHERS_LEFT,
    /// A node that others retained and the operator holds.
    OTHERS_HOLD,
    /// A node that was ended again and again, and retained each time.
    RETURNED;

    /// Returns the row of a node. Exactly one row matches each combination of inputs.
    public static Row of(Node node, Look look, Policy policy) {
        if (node.condition().ended()) {
            return node.phase() == Phase.RETAINED ? RETAINED_ENDED : WAITING_ENDED;
        }
        return switch (node.phase()) {
            case WAITING -> waiting(node, look, policy, policy.retains());
            case WAITING_FOR_ROOT_VOLUME -> waiting(node, look, policy, false);
            case RETAINED ->
                switch (node.condition().retainer()) {
                    case GUARD -> retained(node, look);
                    case OTHERS -> others(node);
                    case RETURNED -> RETURNED;
                };
        };
    }

    private static Row waiting(Node node, Look look, Policy policy, boolean kept) {
        boolean below = node.heldFor().compareTo(policy.ceiling()) < 0;
        return switch (node.operator()) {
            case RELEASE -> WAITING_RELEASE;
            case HOLD, UNREAD, UNCLEAR -> below ? WAITING_HOLD : kept ? WAITING_HOLD_GIVE_UP : WAITING_HOLD_AT_CEILING;
            case SILENT -> {
                if (look instanceof Look.Empty) {
                    yield WAITING_EMPTY;
                }
                if (look instanceof Look.Unknown && node.isUnstarted()) {
                    yield WAITING_UNSTARTED;
                }
                if (policy.yields()) {
                    yield below ? WAITING_TO_YIELD : WAITING_YIELD;
                }
                yield below ? WAITING_NOT_EMPTY : kept ? WAITING_GIVE_UP : WAITING_AT_CEILING;
            }
        };
    }

    private static Row retained(Node node, Look look) {
        return switch (node.operator()) {
            case RELEASE -> RETAINED_RELEASE;
            case HOLD, UNREAD, UNCLEAR -> RETAINED_HOLD;
            case SILENT -> {
                if (look instanceof Look.Empty) {
                    yield RETAINED_EMPTY;
                }
                yield look instanceof Look.Unknown && node.isUnstarted() ? RETAINED_UNSTARTED : RETAINED_NOT_EMPTY;
            }
        };
    }

    private static Row others(Node node) {
        return switch (node.operator()) {
            case RELEASE -> OTHERS_RELEASE;
            case HOLD, UNREAD, UNCLEAR -> OTHERS_HOLD;
            case SILENT -> OTHERS_LEFT;
        };
    }

    /// Returns the row's code for machines: `waiting-empty`. The code stays the same in every version of a major
    /// release.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
