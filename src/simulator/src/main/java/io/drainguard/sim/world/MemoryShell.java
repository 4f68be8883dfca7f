package io.drainguard.sim.world;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/// A shell in memory that behaves like the drain script: for simulations of many seeds.
///
/// The parameter `wait` says how many seconds a look may stay; a document without it waits 0 s. Until then the
/// script looks every 3 s and only data that is there at the end of that time, or later, makes it Pending. Empty needs
/// looks over 15 s that all find nothing (a process may flush only every ten seconds), whenever they end. What lies
/// where, and what is not mounted, is told by the node's [NodePaths]; everything else is one of the [Manner]s in which
/// a look goes wrong.
///
/// A caller who sets another parameter than `wait`, or names another version than the default one, has the script
/// look at some other place of the node: nothing lies there, unless [#elsewhere] says so.
public final class MemoryShell implements Shell {
    /// All nodes of one image have one root file system id.
    private static final String ROOT = source("root of the image");

    private final World world;
    private final Map<String, NodePaths> nodes = new HashMap<>();
    private final Map<String, Manner> manners = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Set<String> connected = new HashSet<>();
    private int version = 2;
    private Disk elsewhere = Disk.empty();
    private BiConsumer<String, String> answered = (instance, word) -> {};

    /// How a node answers.
    public enum Manner {
        /// As the drain script does.
        HONEST,
        /// A configured path and its parent are absent: Unknown.
        MISSING_PATH,
        /// A directory cannot be read: Unknown.
        DENIED,
        /// The agent does not set the script's variables: Unknown.
        OLD_AGENT,
        /// Something that is no look at all.
        GARBAGE,
        /// Nothing, with exit code 0.
        SILENT,
        /// More output than the agent hands on, so that the end of the line is cut.
        CUT,
        /// A look that never ends: a stuck file system.
        HANG,
        /// The script breaks off with exit code 1.
        FAILS,
        /// So many files that the search does not end in time: Pending with a floor, Unknown where it saw none
        /// (reviews/ssm-agent.md, defect 1).
        HUGE,
        /// As the drain script does, and a leftover in the preload list complains on the error stream (reviews/cases.md
        /// C18).
        NOISE,
        /// The same, and a profile script prints a line before the script's own.
        NOISE_BESIDE,
        /// Two lines that both name the guard: Unknown.
        TWO_LINES,
        /// The kernel kills the script for want of memory: exit code 137, without a word (reviews/ssm-agent.md,
        /// defect 8).
        KILLED,
        /// A full disk below /var/lib/amazon/ssm: no room for the script, told as Failed with code 1 and no text
        /// (reviews/ssm-agent.md, defect 3).
        FULL_DISK,
        /// A full disk with room for the script but not for its output: Success without text (the same).
        FULL_DISK_OUTPUT
    }

    /// A shell for the nodes of a world; make it known with [World#shell].
    public MemoryShell(World world) {
        this.world = world;
    }

    /// Gives a node its disk: what lies at its first path in the file system that belongs there. A node without one is
    /// empty.
    public void disk(String instanceId, Disk disk) {
        paths(instanceId).first().home(disk);
    }

    /// The node's disk, mounted or not.
    public Disk disk(String instanceId) {
        return paths(instanceId).first().home();
    }

    /// The configured paths of a node: one, in a file system of its own, unless more were added; on a node without a
    /// data volume it lies on the root.
    public NodePaths paths(String instanceId) {
        NodePaths known = nodes.get(instanceId);
        if (known == null) {
            known = new NodePaths(ROOT, homeSource(instanceId));
            nodes.put(instanceId, known);
        }
        return known;
    }

    /// Mounts a file system at a node's first path (see [QueuePath#mount]).
    public void mount(String instanceId, String source) {
        paths(instanceId).first().mount(source);
    }

    /// Unmounts what is mounted at a node's first path (see [QueuePath#unmount]).
    public void unmount(String instanceId, QueuePath.Trace left) {
        paths(instanceId).first().unmount(left);
    }

    /// Changes how a node answers from the next look on.
    public void manner(String instanceId, Manner manner) {
        manners.put(instanceId, manner);
    }

    /// What lies where a look finds itself that was sent with foreign parameters or versions; on every node.
    public void elsewhere(Disk disk) {
        elsewhere = disk;
    }

    /// Makes a node have so many connections, or none: it then counts these in its lines of version 2, each as one file
    /// of one byte (docs/reference/contract.md, the drain document).
    public void connections(String instanceId, long number, Instant oldest) {
        connected.add(instanceId);
        disk(instanceId, number == 0 ? Disk.empty() : Disk.holding(number, number, oldest));
    }

    /// Makes a node count files again.
    public void files(String instanceId, Disk disk) {
        connected.remove(instanceId);
        disk(instanceId, disk);
    }

    /// Makes a node print lines of version 1, as a document does that its owner wrote for it, or of version 2.
    public void lineVersion(String instanceId, int newVersion) {
        versions.put(instanceId, newVersion);
    }

    /// The same for every node that has no version of its own; 2 by default.
    public void lineVersion(int newVersion) {
        version = newVersion;
    }

    /// Hears of each line that a script prints, just before: the node and `empty`, `pending` or `unknown`.
    public void onAnswer(BiConsumer<String, String> listener) {
        answered = listener;
    }

    /// Whether the node answers as the drain script does, and the answer can be found.
    public boolean honest(String instanceId) {
        Manner manner = manners.getOrDefault(instanceId, Manner.HONEST);
        return Set.of(Manner.HONEST, Manner.NOISE, Manner.NOISE_BESIDE).contains(manner);
    }

    /// Whether the node can come to say Empty as it is now: it answers, and nothing is wrong with its paths.
    public boolean canSayEmpty(String instanceId) {
        return honest(instanceId) && paths(instanceId).doubt().isEmpty();
    }

    /// What truly lies in the node's queues now, in file systems that are not mounted, too.
    public Disk.Content contentNow(String instanceId) {
        return contentAt(instanceId, world.instant());
    }

    /// The same at another moment.
    public Disk.Content contentAt(String instanceId, Instant when) {
        return paths(instanceId).truth(when);
    }

    @Override
    public Running start(Command command, Sink sink) {
        MemoryLook look = new MemoryLook(world, this, command, sink);
        look.begin(manners.getOrDefault(command.instanceId(), Manner.HONEST));
        return look;
    }

    /// The line that a node's script prints.
    String line(String instanceId, String word, Disk.Content content, String reason) {
        String what = connected.contains(instanceId) ? "connections" : "files";
        return LookText.of(version(instanceId), word, what, paths(instanceId).sources(), content, reason);
    }

    Disk elsewhere() {
        return elsewhere;
    }

    void answered(String instanceId, String word) {
        answered.accept(instanceId, word);
    }

    /// Whether the look is at the place that the document itself names.
    static boolean isOwn(SendCommand asked) {
        return asked.askedVersion().equals(SendCommand.DEFAULT_VERSION)
                && asked.parameters().keySet().stream().allMatch(MemoryLook.WAIT::equals);
    }

    int version(String instanceId) {
        return versions.getOrDefault(instanceId, version);
    }

    private String homeSource(String instanceId) {
        Instance instance = world.instancesById().get(instanceId);
        boolean own = instance == null
                || instance.hasInstanceStore()
                || instance.volumes().stream().anyMatch(volume -> !volume.isRoot());
        return own ? source("data of " + instanceId) : ROOT;
    }

    private static String source(String what) {
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
