package io.drainguard.decide;

/// A decision about one node: what the guard does now, and why.
public sealed interface Decision {
    /// The reason, in words that an operator understands without the code.
    String reason();

    /// What the guard first does to the node's volumes.
    Protection protection();

    /// Tells whether the guard raises an alarm, because an operator must act.
    default boolean alarms() {
        return false;
    }

    /// Returns the decision's word in logs and tables. The word stays the same in every version of a major release.
    default String word() {
        return switch (this) {
            case Release _ -> "release";
            case Hold _ -> "hold";
            case GiveUp _ -> "give up";
            case Terminate _ -> "terminate";
            case Leave _ -> "leave";
        };
    }

    /// The reason for which the guard lets a node go.
    enum Cause {
        /// The node's look was Empty.
        EMPTY,
        /// The operator asked for it, whatever the look says.
        OPERATOR,
        /// The instance has ended: nothing is left to hold.
        ENDED,
        /// The node's product has never started: it never held data.
        UNSTARTED,
        /// The group yields: the node's data outlives it.
        YIELDS
    }

    /// The guard completes the lifecycle action with CONTINUE: the node goes.
    record Release(Protection protection, String reason, Cause cause) implements Decision {
        @Override
        public boolean alarms() {
            return cause == Cause.YIELDS;
        }
    }

    /// The guard records a heartbeat when a heartbeat is due: the wait goes on.
    record Hold(Protection protection, boolean alarms, String reason) implements Decision {}

    /// The guard completes the lifecycle action with ABANDON: the group keeps the node, running and out of
    /// service.
    record GiveUp(String reason) implements Decision {
        @Override
        public Protection protection() {
            return Protection.PROTECT;
        }

        @Override
        public boolean alarms() {
            return true;
        }
    }

    /// The guard ends a retained node through its group, without decrement. The node gets a new wait, and the
    /// guard looks at it again.
    record Terminate(String reason, Cause cause) implements Decision {
        @Override
        public Protection protection() {
            return Protection.KEEP;
        }
    }

    /// The guard leaves a retained node as it is. The decision raises an alarm, because the node holds data and
    /// costs money.
    record Leave(Protection protection, String reason) implements Decision {
        @Override
        public boolean alarms() {
            return true;
        }
    }
}
