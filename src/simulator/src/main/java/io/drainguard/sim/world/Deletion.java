package io.drainguard.sim.world;

import java.util.List;

/// The end of a group or of its warm pool.
///
/// A force delete enters the hooks and waits them out, whatever the documentation says (recorded:
/// autoscaling/lifecycle_native.json twice, retention_decrement_native.json).
final class Deletion {
    private final World world;
    private final Engine engine;

    Deletion(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    void delete(Group group, boolean force) {
        refuseProtected(group, force);
        if (force) {
            forceDelete(group);
        } else if (group.members.isEmpty()) {
            world.groups().remove(group.name());
        } else {
            throw Errors.groupInUse();
        }
    }

    void deletePool(Group group, boolean force) {
        boolean empty =
                group.members.stream().noneMatch(member -> member.state().isWarm());
        if (!empty && !force) {
            throw Errors.poolInUse();
        }
        if (empty) {
            group.warmPool = null;
        } else {
            group.poolDeleting = true;
            emptyPool(group);
        }
    }

    /// Removes a group that was to be deleted and has lost its last member; says whether it did.
    boolean completed(Group group) {
        if (group.poolDeleting
                && group.members.stream().noneMatch(member -> member.state().isWarm())) {
            group.poolDeleting = false;
            group.warmPool = null;
        }
        return group.deleting && group.members.isEmpty() && world.groups().remove(group.name(), group);
    }

    private static void refuseProtected(Group group, boolean force) {
        String protection = group.deletionProtection();
        if (protection.equals("prevent-all-deletion") || (force && protection.equals("prevent-force-deletion"))) {
            throw Errors.deletionProtected(group.name(), protection);
        }
        if (force && group.retention == Retention.RETAIN) {
            throw Errors.forceDeleteWhileRetaining();
        }
    }

    private void forceDelete(Group group) {
        group.lastRequest = Causes.forceDeleted(world.instant(), group.desired);
        group.deleting = true;
        group.min = 0;
        group.max = 0;
        group.desired = 0;
        if (!completed(group)) {
            world.after(world.timings().selection(), () -> terminateAll(group));
        }
    }

    private void terminateAll(Group group) {
        int left = group.members.size();
        for (Instance member : List.copyOf(group.members)) {
            if (member.leaving == null) {
                String cause = Causes.selected(group.lastRequest, world.instant(), member.id(), left, left - 1, false);
                left--;
                engine.departures().begin(member, wayOut(member), cause, false);
            }
        }
    }

    /// A pool deleted by force opens a new hook for each member, a retained one too (recorded:
    /// autoscaling/warm_pool_pending_retention_native.json).
    private void emptyPool(Group group) {
        for (Instance member : List.copyOf(group.members)) {
            if (member.state().isWarm() && member.leaving == null) {
                String cause = Causes.poolDeleted(world.instant(), member.id());
                engine.departures().begin(member, Departure.OUT_OF_POOL, cause, false);
            }
        }
    }

    private static Departure wayOut(Instance member) {
        return member.state().isWarm() ? Departure.OUT_OF_POOL : Departure.TERMINATION;
    }
}
