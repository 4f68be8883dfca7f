package io.drainguard.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The configured paths of one node, in their order, and what a drain script makes of them.
///
/// Rules: a path must be there unless it is optional; all absent is Unknown; what is wanted and not mounted is Unknown;
/// before saying Empty so is a disk that is mounted nowhere; data seen is Pending, whatever doubt stands beside it.
public final class NodePaths {
    private static final String FIRST = "/opt/cribl/state/queues";

    private final QueuePath.FileSystem root;
    private final List<QueuePath> paths = new ArrayList<>(1);

    /// A node whose first path lies on `home`.
    NodePaths(String rootSource, String homeSource) {
        this.root = new QueuePath.FileSystem(rootSource, Disk.empty());
        paths.add(new QueuePath(FIRST, root, new QueuePath.FileSystem(homeSource, Disk.empty())));
    }

    /// The first path: Cribl's queues.
    public QueuePath first() {
        return paths.getFirst();
    }

    /// Adds another configured path on the root's file system.
    public QueuePath add(String name, Disk disk) {
        return add(name, root.source(), disk);
    }

    /// Adds another configured path on a file system of its own.
    public QueuePath add(String name, String source, Disk disk) {
        QueuePath more = new QueuePath(name, root, new QueuePath.FileSystem(source, disk));
        paths.add(more);
        return more;
    }

    /// Every path, in order; a live view.
    public List<QueuePath> all() {
        return Collections.unmodifiableList(paths);
    }

    /// The source of the node's root.
    public String rootSource() {
        return root.source();
    }

    /// What the script sees at all paths together.
    public Disk.Content seen(Instant now) {
        if (paths.size() == 1) {
            return first().disk().at(now);
        }
        return sum(paths.stream().map(path -> path.disk().at(now)).toList());
    }

    /// What truly lies in every file system of the paths, mounted or not.
    public Disk.Content truth(Instant now) {
        List<Disk.Content> all = new ArrayList<>(2);
        for (QueuePath path : paths) {
            path.all().forEach(one -> all.add(one.disk().at(now)));
        }
        return sum(all);
    }

    /// Why the script cannot say Empty, or the empty text when nothing speaks against it.
    public String doubt() {
        boolean somethingThere = paths.stream().anyMatch(path -> !path.isAbsent());
        for (QueuePath path : paths) {
            if (path.trace() == QueuePath.Trace.WANTED) {
                return "not mounted: " + path.name();
            }
            if (path.isAbsent() && !(path.isOptional() && somethingThere)) {
                return "path missing: " + path.name();
            }
            if (path.trace() == QueuePath.Trace.DISK_SEEN) {
                return "a file system is mounted nowhere: " + path.name();
            }
        }
        return "";
    }

    List<String> sources() {
        return paths.stream().map(QueuePath::told).toList();
    }

    private static Disk.Content sum(List<Disk.Content> parts) {
        Disk.Content sum = Disk.Content.NOTHING;
        for (Disk.Content part : parts) {
            sum = sum.plus(part);
        }
        return sum;
    }
}
