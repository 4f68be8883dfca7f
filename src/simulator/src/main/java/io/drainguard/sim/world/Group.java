package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An Auto Scaling group as it truly is.
final class Group {
    private final String name;
    private final String arn;
    private final DiskLayout disks;
    private final boolean spot;
    private final String deletionProtection;
    final Map<String, String> tags;
    final Map<String, Hook> hooks = new LinkedHashMap<>();
    final Set<String> suspended = new TreeSet<>();
    /// Keys of tags that do not go to instances.
    final Set<String> keptTags = new TreeSet<>();
    final List<Instance> members = new ArrayList<>();
    final List<Shown<Activity>> activities = new ArrayList<>();
    int min;
    int max;
    int desired;
    Retention retention;

    @Nullable
    WarmPool warmPool;

    boolean poolDeleting;
    boolean deleting;
    /// The sentence of the last request that changed the desired capacity; it opens the cause of what follows.
    String lastRequest = "";
    /// Launches that are due but not yet done.
    int launching;
    /// Nodes in service that go as soon as a replacement is there.
    final List<Instance> outgoing = new ArrayList<>(0);
    /// Instances launched so far; zones take turns by it.
    int launches;

    Group(GroupSpec spec, String arn) {
        this.name = spec.name();
        this.arn = arn;
        this.disks = spec.disks();
        this.spot = spec.spot();
        this.deletionProtection = spec.deletionProtection();
        this.tags = new LinkedHashMap<>(spec.tags());
        this.min = spec.min();
        this.max = spec.max();
        this.desired = spec.desired();
        this.retention = spec.retention();
        this.warmPool = spec.warmPool();
        for (Hook hook : spec.hooks()) {
            hooks.put(hook.name(), hook);
        }
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    DiskLayout disks() {
        return disks;
    }

    boolean spot() {
        return spot;
    }

    String deletionProtection() {
        return deletionProtection;
    }

    /// Whether its process Terminate is suspended, so that it takes no node out of service by itself; a call that names
    /// the node still does, and so does a deletion with force (User Guide, suspend-resume-considerations and
    /// gracefully-handle-instance-termination).
    boolean keepsAll() {
        return suspended.contains("Terminate") && !deleting;
    }

    int capacity() {
        int count = 0;
        for (Instance member : members) {
            if (member.countsAsCapacity()) {
                count++;
            }
        }
        return count;
    }

    /// How many nodes it has while it replaces some: one that is to go only when its replacement is there counts beside
    /// it, above the largest size too (User Guide, instance-maintenance-policy-overview-and-considerations).
    int wanted() {
        outgoing.removeIf(node -> node.state() != LifecycleState.IN_SERVICE);
        return desired + outgoing.size();
    }

    @Nullable
    Hook launchingHook() {
        return hooks.values().stream()
                .filter(hook -> hook.transition().equals(Hook.LAUNCHING))
                .findFirst()
                .orElse(null);
    }

    List<Hook> terminatingHooks() {
        List<Hook> found = new ArrayList<>(hooks.size());
        for (Hook hook : hooks.values()) {
            if (hook.isTerminating()) {
                found.add(hook);
            }
        }
        return found;
    }
}
