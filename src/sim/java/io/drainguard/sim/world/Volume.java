package io.drainguard.sim.world;

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
    private final String device;
    private final boolean root;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private boolean deleteOnTermination;
    private Fate fate = Fate.ATTACHED;

    Volume(String id, String device, boolean root, boolean deleteOnTermination) {
        this.id = id;
        this.device = device;
        this.root = root;
        this.deleteOnTermination = deleteOnTermination;
    }

    /// The volume's id.
    public String id() {
        return id;
    }

    /// The device name under which it is attached, such as `/dev/xvda`.
    public String device() {
        return device;
    }

    /// Whether it is the root volume.
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

    /// Replaced by a new root volume; the flag has no say (User Guide, replace-root-volume).
    void replaced() {
        fate = Fate.DELETED;
    }
}
