package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// One configured path of a node: the file systems that can be mounted there, and what is to be seen at the moment.
///
/// Nothing that a file system holds is lost by unmounting it; it is just not seen there.
public final class QueuePath {
    private final String name;
    private final FileSystem below;
    private final SequencedMap<String, FileSystem> known = new LinkedHashMap<>();
    private final List<FileSystem> mounted = new ArrayList<>(1);
    private Trace trace = Trace.NONE;
    private boolean optional;
    private boolean absent;

    /// What still tells that a file system is not mounted where it should be.
    public enum Trace {
        /// An entry of fstab or a mount unit wants it there: the script says Unknown.
        WANTED,
        /// No entry, but its disk is attached and mounted nowhere: the script says Unknown instead of Empty.
        DISK_SEEN,
        /// Nothing: the script believes in the bare directory. A volume that was detached, a share that a script
        /// mounts (femiwiki/femiwiki#534: never in fstab).
        NONE
    }

    /// A file system and what lies in it at this path. `source` is its UUID, or what the mount names as its source:
    /// `tmpfs`, `host:/export`, `overlay`.
    public record FileSystem(String source, Disk disk) {}

    /// The bare directory lies on `root`. Where `own` is another file system, that is mounted there.
    QueuePath(String name, FileSystem root, FileSystem own) {
        this.name = name;
        this.below = root;
        known.put(own.source(), own);
        if (!own.source().equals(root.source())) {
            mounted.add(own);
        }
    }

    /// The path itself.
    public String name() {
        return name;
    }

    /// Mounts a file system there, over whatever is mounted; one that was there before comes with its files, a new one
    /// is empty.
    public QueuePath mount(String source) {
        FileSystem found = known.computeIfAbsent(source, name -> new FileSystem(name, Disk.empty()));
        mounted.add(found);
        trace = Trace.NONE;
        absent = false;
        return this;
    }

    /// The same with these files in it.
    public QueuePath mount(String source, Disk disk) {
        known.put(source, new FileSystem(source, disk));
        return mount(source);
    }

    /// Unmounts what was mounted last; what lies below is seen, and what tells of it is left.
    public QueuePath unmount(Trace left) {
        if (!mounted.isEmpty()) {
            mounted.removeLast();
        }
        trace = left;
        return this;
    }

    /// Changes what still tells of a file system that is not mounted.
    public QueuePath trace(Trace left) {
        trace = left;
        return this;
    }

    /// The path is absent from now on, or there again: renamed, mistyped, moved by a setting of the product.
    public QueuePath absent(boolean isAbsent) {
        absent = isAbsent;
        return this;
    }

    /// The path may be absent (it ends in `?` in the configured list), or must be there, the default.
    public QueuePath optional(boolean mayBeAbsent) {
        optional = mayBeAbsent;
        return this;
    }

    /// The source of what is seen at the path now.
    public String source() {
        return seen().source();
    }

    /// What the script sees at the path now; nothing where the path is absent.
    public Disk disk() {
        return absent ? Disk.empty() : seen().disk();
    }

    /// The files of that file system, mounted or not.
    public @Nullable Disk disk(String source) {
        FileSystem found = source.equals(below.source()) ? below : known.get(source);
        return found == null ? null : found.disk();
    }

    /// Whether the path is absent.
    public boolean isAbsent() {
        return absent;
    }

    /// Whether the path may be absent.
    public boolean isOptional() {
        return optional;
    }

    /// What tells of a file system that is not mounted.
    public Trace trace() {
        return trace;
    }

    /// The entry of the line's `sources`: of an absent path that of its nearest ancestor, with a dash.
    String told() {
        return absent ? "-" + below.source() : source();
    }

    /// Every file system with files that belong to this path, seen or not.
    Collection<FileSystem> all() {
        List<FileSystem> all = new ArrayList<>(known.values());
        if (!known.containsKey(below.source())) {
            all.add(below);
        }
        return all;
    }

    /// The file system that the path was made with gets other files.
    void home(Disk disk) {
        FileSystem old = known.firstEntry().getValue();
        known.put(old.source(), new FileSystem(old.source(), disk));
        mounted.replaceAll(one -> one.source().equals(old.source()) ? new FileSystem(one.source(), disk) : one);
    }

    Disk home() {
        return known.firstEntry().getValue().disk();
    }

    private FileSystem seen() {
        if (!mounted.isEmpty()) {
            return mounted.getLast();
        }
        return known.getOrDefault(below.source(), below);
    }
}
