package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a group is made with; start from [#of] and change what differs.
///
/// Tags propagate to the instances, not to the volumes (API Reference, CreateAutoScalingGroup).
public record GroupSpec(
        String name,
        int min,
        int max,
        int desired,
        Map<String, String> tags,
        List<Hook> hooks,
        Retention retention,
        String deletionProtection,
        @Nullable WarmPool warmPool,
        DiskLayout disks,
        boolean spot) {
    /// Copies what can change.
    public GroupSpec {
        tags = new LinkedHashMap<>(tags);
        hooks = List.copyOf(hooks);
    }

    /// A group of a given size without hooks and tags, policy `terminate`, one root and one data volume per
    /// instance.
    public static GroupSpec of(String name, int min, int max, int desired) {
        return new GroupSpec(
                name,
                min,
                max,
                desired,
                Map.of(),
                List.of(),
                Retention.TERMINATE,
                "none",
                null,
                DiskLayout.ROOT_AND_DATA,
                false);
    }

    /// With one more tag.
    public GroupSpec tag(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return new GroupSpec(
                name, min, max, desired, more, hooks, retention, deletionProtection, warmPool, disks, spot);
    }

    /// With one more hook.
    public GroupSpec hook(Hook hook) {
        List<Hook> more = new ArrayList<>(hooks);
        more.add(hook);
        return new GroupSpec(name, min, max, desired, tags, more, retention, deletionProtection, warmPool, disks, spot);
    }

    /// With the instance lifecycle policy `retain`.
    public GroupSpec retaining() {
        return new GroupSpec(
                name, min, max, desired, tags, hooks, Retention.RETAIN, deletionProtection, warmPool, disks, spot);
    }

    /// With deletion protection `none`, `prevent-force-deletion` or `prevent-all-deletion`.
    public GroupSpec protection(String protection) {
        return new GroupSpec(name, min, max, desired, tags, hooks, retention, protection, warmPool, disks, spot);
    }

    /// With a warm pool.
    public GroupSpec pool(WarmPool pool) {
        return new GroupSpec(name, min, max, desired, tags, hooks, retention, deletionProtection, pool, disks, spot);
    }

    /// With other disks.
    public GroupSpec disks(DiskLayout layout) {
        return new GroupSpec(
                name, min, max, desired, tags, hooks, retention, deletionProtection, warmPool, layout, spot);
    }

    /// With Spot instances.
    public GroupSpec onSpot() {
        return new GroupSpec(
                name, min, max, desired, tags, hooks, retention, deletionProtection, warmPool, disks, true);
    }
}
