package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shell in memory that behaves like the drain script: for simulations of many seeds.
///
/// The parameter `wait` says how many seconds a look may stay; a document without it waits 0 s. Until then the
/// script looks every 3 s and only data that is there at the end of that time, or later, makes it Pending. Empty needs
/// looks over 15 s that all find nothing (a process may flush only every ten seconds), whenever they end. Everything
/// else is one of the [Manner]s in which a look goes wrong.
///
/// A caller who sets another parameter than `wait`, or names another version than the default one, has the script
/// look at some other place of the node: nothing lies there, unless [#elsewhere] says so.
public final class MemoryShell implements Shell {
    private static final Duration LOOK_TAKES = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration SETTLED = Duration.ofSeconds(15);
    private static final String WAIT = "wait";
    private static final int PATHS = 1;

    private final World world;
    private final Map<String, Disk> disks = new HashMap<>();
    private final Map<String, Manner> manners = new HashMap<>();
    private Disk elsewhere = Disk.empty();

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

    /// What lies where a look finds itself that was sent with foreign parameters or versions; on every node.
    public void elsewhere(Disk disk) {
        elsewhere = disk;
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
        Look look = new Look(command, sink);
        switch (manners.getOrDefault(command.instanceId(), Manner.HONEST)) {
            case HONEST -> look.turn();
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

    /// Whether the look is at the place that the document itself names.
    private static boolean isOwn(SendCommand asked) {
        return asked.askedVersion().equals(SendCommand.DEFAULT_VERSION)
                && asked.parameters().keySet().stream().allMatch(WAIT::equals);
    }

    /// One look under way.
    private final class Look implements Running {
        private final Command command;
        private final Sink sink;
        private final Instant bound;
        private @Nullable Instant quietSince;
        private @Nullable Cancellable next;

        private Look(Command command, Sink sink) {
            this.command = command;
            this.sink = sink;
            String seconds = command.document().parameterDefaults().getOrDefault(WAIT, "0");
            this.bound = world.instant().plusSeconds(Long.parseLong(seconds));
        }

        private void turn() {
            Instant now = world.instant();
            Disk place = isOwn(command.asked()) ? disk(command.instanceId()) : elsewhere;
            Disk.Content found = place.at(now);
            if (!found.isEmpty()) {
                quietSince = null;
                if (now.isBefore(bound)) {
                    again(shorter(PAUSE, Duration.between(now, bound)));
                } else {
                    ends(0, line("pending", PATHS, found, ""));
                }
            } else if (quietSince == null) {
                quietSince = now;
                again(PAUSE);
            } else if (now.isBefore(quietSince.plus(SETTLED))) {
                again(PAUSE);
            } else {
                ends(0, line("empty", PATHS, found, ""));
            }
        }

        private void again(Duration pause) {
            next = world.after(pause, this::turn);
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

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
