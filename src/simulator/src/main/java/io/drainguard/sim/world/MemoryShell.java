package io.drainguard.sim.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shell in memory that behaves like the drain script: for simulations of many seeds.
///
/// Data at any look is Pending at once; Empty needs looks every 3 s over 15 s that all find nothing (a process
/// may flush only every ten seconds). Everything else is one of the [Manner]s in which a look goes wrong.
public final class MemoryShell implements Shell {
    private static final Duration LOOK_TAKES = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int LOOKS_AGAIN = 5;
    private static final int PATHS = 1;

    private final World world;
    private final Map<String, Disk> disks = new HashMap<>();
    private final Map<String, Manner> manners = new HashMap<>();

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
        /// A look that never ends.
        HANG,
        /// The script breaks off with exit code 1.
        FAILS
    }

    /// A shell for the nodes of a world; make it known with [World#shell].
    public MemoryShell(World world) {
        this.world = world;
    }

    /// Gives a node its disk; a node without one is empty.
    public void disk(String instanceId, Disk disk) {
        disks.put(instanceId, disk);
    }

    /// The node's disk.
    public Disk disk(String instanceId) {
        return Objects.requireNonNull(disks.computeIfAbsent(instanceId, id -> Disk.empty()));
    }

    /// Changes how a node answers from the next look on.
    public void manner(String instanceId, Manner manner) {
        manners.put(instanceId, manner);
    }

    /// Whether the node answers as the drain script does.
    public boolean honest(String instanceId) {
        return manners.getOrDefault(instanceId, Manner.HONEST) == Manner.HONEST;
    }

    /// What the node's queues hold now.
    public Disk.Content contentNow(String instanceId) {
        return disk(instanceId).at(world.instant());
    }

    @Override
    public Running start(Command command, Sink sink) {
        Look look = new Look(command.instanceId(), sink);
        switch (manners.getOrDefault(command.instanceId(), Manner.HONEST)) {
            case HONEST -> look.look(LOOKS_AGAIN);
            case MISSING_PATH -> look.ends(0, unknown("path and parent missing: /opt/cribl/state/queues"));
            case DENIED -> look.ends(0, unknown("cannot read /opt/cribl/state/queues"));
            case OLD_AGENT -> look.ends(0, unknown("agent too old, needs 3.3.2746.0"));
            case GARBAGE -> look.ends(0, "Last login: Thu\n{\"drainguard\":1,\"look\":");
            case SILENT -> look.ends(0, "");
            case CUT -> look.ends(0, "x".repeat(2500) + line("empty", PATHS, Disk.Content.NOTHING, ""));
            case HANG -> {}
            case FAILS -> look.ends(1, "");
        }
        return look;
    }

    /// The line that a drain script prints.
    static String line(String look, int paths, Disk.Content content, String reason) {
        return "{\"drainguard\":1,\"look\":\"" + look + "\",\"paths\":" + paths + ",\"files\":" + content.files()
                + ",\"bytes\":" + content.bytes() + ",\"oldest\":"
                + content.oldest().getEpochSecond()
                + ",\"reason\":\"" + reason + "\",\"end\":\"drainguard\"}\n";
    }

    private static String unknown(String reason) {
        return line("unknown", PATHS, Disk.Content.NOTHING, reason);
    }

    /// One look under way.
    private final class Look implements Running {
        private final String instanceId;
        private final Sink sink;
        private @Nullable Cancellable next;

        private Look(String instanceId, Sink sink) {
            this.instanceId = instanceId;
            this.sink = sink;
        }

        private void look(int left) {
            Disk.Content found = disk(instanceId).at(world.instant());
            if (!found.isEmpty()) {
                ends(0, line("pending", PATHS, found, ""));
            } else if (left > 0) {
                next = world.after(PAUSE, () -> look(left - 1));
            } else {
                ends(0, line("empty", PATHS, found, ""));
            }
        }

        private void ends(int exitCode, String stdout) {
            next = world.after(LOOK_TAKES, () -> sink.finish(exitCode, stdout, ""));
        }

        @Override
        public void kill() {
            if (next != null) {
                next.cancel();
            }
        }
    }
}
