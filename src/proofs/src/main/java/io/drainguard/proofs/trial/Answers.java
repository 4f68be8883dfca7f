package io.drainguard.proofs.trial;

import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The nodes' answers, overheard on the nodes themselves: what they truly printed, whatever became of it on the way.
final class Answers {
    private static final String EMPTY = "\"look\":\"empty\"";
    private static final String PENDING = "\"look\":\"pending\"";

    /// A guard waits so long for an output that is not there.
    private static final Duration OUTPUT_FOLLOWS = Duration.ofSeconds(10);

    private static final Duration RECENT = Duration.ofSeconds(60);

    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final Map<String, Instant> empty = new HashMap<>();
    private final Map<String, Instant> other = new HashMap<>();
    private final Map<String, Instant> pending = new HashMap<>();
    private final Map<String, Instant> last = new HashMap<>();
    private final Map<String, List<Shell.Command>> running = new HashMap<>();

    Answers(World world, MemoryShell shell, History chronicle) {
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
    }

    /// The nodes' shell, overheard.
    Shell overhear() {
        return (command, sink) -> {
            running.computeIfAbsent(command.instanceId(), id -> new ArrayList<>(1))
                    .add(command);
            Shell.Running look = shell.start(command, overheard(command, sink));
            return () -> {
                ended(command);
                look.kill();
            };
        };
    }

    private void ended(Shell.Command command) {
        running(command.instanceId()).remove(command);
    }

    /// The looks that run on the node, no matter who asked for them.
    List<Shell.Command> running(String node) {
        return running.getOrDefault(node, List.of());
    }

    private Shell.Sink overheard(Shell.Command command, Shell.Sink sink) {
        return new Shell.Sink() {
            @Override
            public void partial(String stdout, String stderr) {
                sink.partial(stdout, stderr);
            }

            @Override
            public void finish(int exitCode, String stdout, String stderr) {
                ended(command);
                printed(command, exitCode, stdout);
                sink.finish(exitCode, stdout, stderr);
            }
        };
    }

    private void printed(Shell.Command command, int exitCode, String stdout) {
        chronicle.trace().add(() -> command.instanceId() + " prints " + stdout.strip());
        boolean blank = exitCode == 0 && stdout.isBlank();
        boolean ofGuard = command.asked().comment().equals(LookCommand.COMMENT);
        if (ofGuard && world.instance(command.instanceId()).agentReachable()) {
            // What ends while its agent is away reaches nobody.
            last.put(
                    command.commandId() + command.instanceId(),
                    blank ? world.instant().plus(OUTPUT_FOLLOWS) : world.instant());
        }
        if (!isOwn(command.asked())) {
            // It looked at other paths, or in another way: it says nothing of the node's queues.
            return;
        }
        if (exitCode == 0 && stdout.contains(EMPTY)) {
            empty.put(command.instanceId(), world.instant());
        } else {
            other.put(command.instanceId(), world.instant());
        }
        if (exitCode == 0 && stdout.contains(PENDING)) {
            pending.put(command.instanceId(), world.instant());
        }
    }

    /// Whether it looks at what the document itself names, as the document stands.
    static boolean isOwn(SendCommand asked) {
        return asked.askedVersion().equals(SendCommand.DEFAULT_VERSION)
                && Set.of("wait").containsAll(asked.parameters().keySet());
    }

    /// When the node last printed Empty, `null` if it never did.
    @Nullable
    Instant lastEmpty(String node) {
        return empty.get(node);
    }

    /// When the node last printed Pending; the earliest time there is if it never did.
    Instant lastPending(String node) {
        return pending.getOrDefault(node, Instant.MIN);
    }

    /// How long ago the node last printed Empty; for ever if it never did.
    Duration sinceEmpty(String node) {
        Instant line = empty.get(node);
        return line == null ? Duration.ofDays(1) : Duration.between(line, world.instant());
    }

    /// Whether the node has answered this command before then, or said nothing for a while.
    boolean given(String command, String node, Instant until) {
        Instant line = last.get(command + node);
        return line != null && line.isBefore(until);
    }

    /// Whether the node has printed anything but Empty since then.
    boolean deny(String node, Instant since) {
        Instant line = other.get(node);
        return line != null && !line.isBefore(since);
    }

    /// Whether what a guard does on Empty in a wait that began then rests on a line that this node printed in that
    /// wait. While another guard or a slow call keeps a guard from acting on such a line, the wait may end and the
    /// next one begin: then the line of a moment ago counts, too. It takes ten thousands of stories to see that.
    boolean prove(String node, Instant waitBegan) {
        Instant line = empty.get(node);
        if (line == null || !line.isBefore(waitBegan)) {
            return line != null;
        }
        Instant recent = world.instant().minus(RECENT);
        return !line.isBefore(recent) && (chronicle.isCrowded() || chronicle.troubledSince(recent));
    }
}
