package io.drainguard.decide;

/// What is to be done with one node now, and why.
public sealed interface Decision {
    /// Why, in words an operator understands without the code.
    String reason();

    /// What happens to the node's volumes first.
    Protection protection();

    /// Whether an operator must hear of it.
    default boolean alarms() {
        return false;
    }

    /// As logs and tables write it, in every version of a major release.
    default String word() {
        return switch (this) {
            case Release _ -> "release";
            case Hold _ -> "hold";
            case GiveUp _ -> "give up";
            case Terminate _ -> "terminate";
            case Leave _ -> "leave";
        };
    }

    /// In whose name the guard lets a node go.
    enum Cause {
        /// Its look was Empty.
        EMPTY,
        /// An operator asked for it, whatever the look says.
        OPERATOR
    }

    /// Complete the lifecycle action with CONTINUE: the node goes.
    record Release(Protection protection, String reason, Cause cause) implements Decision {}

    /// Record a heartbeat when one is due: the wait goes on.
    record Hold(Protection protection, boolean alarms, String reason) implements Decision {}

    /// Complete with ABANDON: the group keeps the node, running, out of service.
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

    /// End a retained node through its group, without decrement: a fresh wait opens and is looked at again.
    record Terminate(String reason, Cause cause) implements Decision {
        @Override
        public Protection protection() {
            return Protection.KEEP;
        }
    }

    /// Leave a retained node as it is: it keeps its data, it costs money, so it alarms.
    record Leave(Protection protection, String reason) implements Decision {
        @Override
        public boolean alarms() {
            return true;
        }
    }
}
