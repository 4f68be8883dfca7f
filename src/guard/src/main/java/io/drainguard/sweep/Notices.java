package io.drainguard.sweep;

import java.util.List;

/// Where people, and programs of theirs, hear what has become true of a node.
public interface Notices {
    /// Nobody wants to hear.
    Notices OFF = new Notices() {
        @Override
        public boolean areWanted() {
            return false;
        }

        @Override
        public List<Notice> tell(List<Notice> notices) {
            return List.of();
        }
    };

    /// Tells whether anybody wants to hear.
    boolean areWanted();

    /// So many can be told at a time (EventBridge API Reference, PutEvents).
    int BATCH = 10;

    /// Tells of these nodes, at most [#BATCH].
    ///
    /// @return the notices that were not taken, to be told again
    /// @throws Fault when none was taken
    List<Notice> tell(List<Notice> notices);
}
