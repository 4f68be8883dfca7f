package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.List;

/// One departure of a node while it lasts: its way, its activity, and the actions that hold it.
final class Leaving {
    final Departure way;
    final Shown<Activity> activity;
    final boolean keepsSeat;
    final List<LifecycleAction> open = new ArrayList<>(1);

    /// `keepsSeat`: the node still fills its place, so that no replacement is launched before it is gone.
    Leaving(Departure way, Shown<Activity> activity, boolean keepsSeat) {
        this.way = way;
        this.activity = activity;
        this.keepsSeat = keepsSeat;
    }
}
