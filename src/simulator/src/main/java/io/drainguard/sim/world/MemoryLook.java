package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One look of a [MemoryShell] under way, in the drain script's own pace.
final class MemoryLook implements Shell.Running {
    static final String WAIT = "wait";

    private static final Duration LOOK_TAKES = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration SETTLED = Duration.ofSeconds(15);

    private static final int KILLED = 137;
    private static final String PRELOAD =
            "ERROR: ld.so: object 'libagent.so' from /etc/ld.so.preload cannot be preloaded: ignored.\n";

    private final World world;
    private final MemoryShell shell;
    private final Shell.Command command;
    private final Shell.Sink sink;
    private final Instant bound;
    private String before = "";
    private String errors = "";
    /// The search does not end in time: what it found is a floor, and nothing found is no answer.
    private boolean slow;

    private @Nullable Instant quietSince;
    private @Nullable Cancellable next;

    MemoryLook(World world, MemoryShell shell, Shell.Command command, Shell.Sink sink) {
        this.world = world;
        this.shell = shell;
        this.command = command;
        this.sink = sink;
        String seconds = command.document().parameterDefaults().getOrDefault(WAIT, "0");
        this.bound = world.instant().plusSeconds(Long.parseLong(seconds));
    }

    /// Begins in the node's manner.
    void begin(MemoryShell.Manner manner) {
        switch (manner) {
            case HONEST -> turn();
            case HUGE -> {
                slow = true;
                turn();
            }
            case NOISE -> noisyTurn("");
            case NOISE_BESIDE -> noisyTurn("Last login: Thu\n");
            case MISSING_PATH -> unknown("path and parent missing: /opt/cribl/state/queues");
            case DENIED -> unknown("cannot read /opt/cribl/state/queues");
            case OLD_AGENT -> unknown("agent too old, needs 3.3.2746.0");
            case GARBAGE ->
                ends(0, "Last login: Thu\n{\"drainguard\":" + shell.version(command.instanceId()) + ",\"look\":");
            case SILENT, FULL_DISK_OUTPUT -> ends(0, "");
            case CUT -> ends(0, "x".repeat(2500) + emptyLine());
            case TWO_LINES -> ends(0, emptyLine().repeat(2));
            case HANG -> {}
            case FAILS -> ends(1, "");
            case KILLED -> ends(KILLED, "");
            case FULL_DISK -> ends(Shell.AGENT_FAILED, "");
        }
    }

    /// Other programs print, too, before the line and on the error stream.
    private void noisyTurn(String otherLine) {
        before = otherLine;
        errors = PRELOAD;
        turn();
    }

    private String emptyLine() {
        return shell.line(command.instanceId(), "empty", Disk.Content.NOTHING, "");
    }

    private void unknown(String reason) {
        says("unknown", Disk.Content.NOTHING, reason);
    }

    private void turn() {
        Instant now = world.instant();
        NodePaths paths = shell.paths(command.instanceId());
        boolean own = MemoryShell.isOwn(command.asked());
        Disk.Content found = own ? paths.seen(now) : shell.elsewhere().at(now);
        String doubt = own ? doubt(paths) : "";
        if (!found.isEmpty()) {
            quietSince = null;
            if (now.isBefore(bound)) {
                again(shorter(PAUSE, Duration.between(now, bound)));
            } else {
                says("pending", found, doubt.isEmpty() ? "" : "at least: " + doubt);
            }
        } else if (!doubt.isEmpty()) {
            unknown(doubt);
        } else if (quietSince == null) {
            quietSince = now;
            again(PAUSE);
        } else if (now.isBefore(quietSince.plus(SETTLED))) {
            again(PAUSE);
        } else {
            says("empty", found, "");
        }
    }

    private String doubt(NodePaths paths) {
        return slow ? "search did not end in time" : paths.doubt();
    }

    /// Prints the script's line and ends.
    private void says(String word, Disk.Content content, String reason) {
        String line = shell.line(command.instanceId(), word, content, reason);
        next = world.after(LOOK_TAKES, () -> {
            shell.answered(command.instanceId(), word);
            sink.finish(0, before + line, errors);
        });
    }

    /// Prints this instead and ends.
    private void ends(int exitCode, String stdout) {
        next = world.after(LOOK_TAKES, () -> sink.finish(exitCode, stdout, ""));
    }

    private void again(Duration pause) {
        next = world.after(pause, this::turn);
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
