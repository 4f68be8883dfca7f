package io.drainguard.sim.world;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// An EBS volume of an instance, and what became of it.
public final class Volume {
    /// What became of a volume.
    public enum Fate {
        /// Still attached.
        ATTACHED,
        /// Outlived its instance.
        KEPT,
        /// Gone, with what was on it.
        DELETED
    }

    private final String id;
    private final String origin;
    private final boolean root;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private boolean deleteOnTermination;
    private Fate fate = Fate.ATTACHED;
    private String device;
    private Instant settled = Instant.MIN;

    Volume(String id, String origin, String device, boolean root, boolean deleteOnTermination) {
        this.id = id;
        this.origin = origin;
        this.device = device;
        this.root = root;
        this.deleteOnTermination = deleteOnTermination;
    }

    /// The volume's id.
    public String id() {
        return id;
    }

    /// The instance that was launched with it; it may be attached to another one by now.
    public String origin() {
        return origin;
    }

    /// The device name under which it is attached, such as `/dev/xvda`.
    public String device() {
        return device;
    }

    /// Whether it was launched as a root volume.
    public boolean isRoot() {
        return root;
    }

    /// Whether it goes when its instance is terminated.
    public boolean deleteOnTermination() {
        return deleteOnTermination;
    }

    /// What became of it.
    public Fate fate() {
        return fate;
    }

    /// Its tags; a live view.
    public Map<String, String> tags() {
        return Collections.unmodifiableMap(tags);
    }

    Map<String, String> mutableTags() {
        return tags;
    }

    void deleteOnTermination(boolean flag) {
        deleteOnTermination = flag;
    }

    /// The instance is terminated: the flag decides.
    void instanceEnds() {
        if (fate == Fate.ATTACHED) {
            fate = deleteOnTermination ? Fate.DELETED : Fate.KEPT;
        }
    }

    /// Attached to another instance; from the given time on that is shown as done.
    void attach(String newDevice, Instant from) {
        device = newDevice;
        deleteOnTermination = false;
        fate = Fate.ATTACHED;
        settled = from;
    }

    /// Taken from its instance; until the given time that is shown as under way.
    void detach(Instant until) {
        fate = Fate.KEPT;
        settled = until;
    }

    boolean isSettling(Instant now) {
        return now.isBefore(settled);
    }

    /// Deleted by its owner, or replaced by a new root volume; the flag has no say (User Guide, replace-root-volume).
    void replaced() {
        fate = Fate.DELETED;
    }
}
